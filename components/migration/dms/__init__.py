"""The replication of the database while payments go on, by AWS Database Migration Service (DMS)."""
