"""The general checks of the simulated account, one kind of fault in each file."""
