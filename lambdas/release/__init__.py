"""The Lambda code that lets new versions of functions take over."""
