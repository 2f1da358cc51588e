"""The report on a rehearsed stack, as one HTML page."""
