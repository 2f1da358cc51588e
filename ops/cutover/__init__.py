"""Moves the payments from the old database to the new one, and back until the way back is given up."""
