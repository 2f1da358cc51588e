"""What is written of AWS's values, read without the simulated account's own readers."""
