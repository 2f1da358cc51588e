"""The kinds of faults that AWS refuses, a file for each: one general check, and tables of what it knows."""
