"""The Lambda code that starts the roll-out of a function's new version."""
