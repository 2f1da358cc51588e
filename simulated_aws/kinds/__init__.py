"""What AWS refuses, by the kind of mistake: one general check in each file."""
