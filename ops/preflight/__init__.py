"""Asks the real account, before anything is made, whether it would take what a preview has planned."""
