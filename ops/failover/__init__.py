"""Moves the payments to the second region and back where the Region switch plan can't, and rehearses it."""
