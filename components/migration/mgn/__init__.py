"""The replication of servers, by AWS Application Migration Service (MGN), with a provider of the program's own."""
