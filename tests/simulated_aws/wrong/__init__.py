"""Wrong programs: each one change of a committed stack that AWS or the provider refuses, or that never works there."""
