"""What several commands are built with: options, outputs, clients, checks, and the steps of a failover."""
