"""What a stack is to be: its settings, read and checked with every mistake at once."""
