"""The commands for a stack beside `pulumi up`: checks before and after it, drift, failover and failback."""
