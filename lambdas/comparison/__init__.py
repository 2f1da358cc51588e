"""The comparison of the old database with the new one, inside of the network."""
