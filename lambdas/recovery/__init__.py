"""The Lambda code of the second region: the lease, the promotion of secrets, and the age of the replicated backups."""
