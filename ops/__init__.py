"""What people run on a stack beside `pulumi up`: checks before and after it, drift, failover and failback."""
