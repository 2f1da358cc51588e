"""What a rehearsed stack is, as one page to read."""
