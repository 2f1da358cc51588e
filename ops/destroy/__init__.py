"""Destroys a stack: what AWS wants before, the destroy itself, and what is left afterwards."""
