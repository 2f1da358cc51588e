"""What an account's own project is configured with: read, typed, and checked with every mistake at once."""
