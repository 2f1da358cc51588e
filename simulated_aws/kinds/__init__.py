"""What AWS refuses across services: one general check a file, each over a table of facts."""
