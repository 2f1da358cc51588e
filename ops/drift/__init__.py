"""Finds what differs from the stack's state, and remediates what is on the list."""
