"""What tells whether a rule holds, by what is looked at."""
