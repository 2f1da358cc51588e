"""IAM's evaluation logic: whether policy documents allow a request, as far as it can be known."""
