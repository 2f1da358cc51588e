"""The assessment of a migration before it begins."""
