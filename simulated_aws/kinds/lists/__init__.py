"""What AWS has at all, where a name that it does not have is only noticed at creation, or never."""
