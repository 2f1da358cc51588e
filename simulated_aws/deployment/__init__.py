"""Which permissions the provider's calls ask for, on what, and in which region."""
