"""Applies deliberate faults to copies of the project, and sees that a test notices each."""
