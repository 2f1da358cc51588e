"""Moves dead letters back to the queue that payments are made from."""
