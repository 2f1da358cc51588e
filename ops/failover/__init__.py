"""Moves the payments to the second region and back, where the plan of Region switch can't."""
