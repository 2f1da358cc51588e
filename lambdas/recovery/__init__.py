"""What a failover does to the secrets, and the watch over the copied backups."""
