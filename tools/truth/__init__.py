"""The measure of the simulated account: how much of what AWS refuses it refuses, and of what AWS takes it takes."""
