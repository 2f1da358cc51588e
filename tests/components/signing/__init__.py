"""The lease on the payments as the program registers it."""
