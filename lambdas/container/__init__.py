"""The Lambda code that gives the container service a domain of its own."""
