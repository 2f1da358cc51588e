"""Diagrams of what the program registers."""
