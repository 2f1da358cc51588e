"""The Lambda code of the payments."""
