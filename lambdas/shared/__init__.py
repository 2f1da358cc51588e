"""What the archives of all Lambda functions share: verified connections, secret values, logs and metrics."""
