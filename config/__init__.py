"""A stack's configuration: read, typed, and checked with every mistake at once."""
