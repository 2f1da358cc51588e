"""The benchmark: how long the project's operations take, each figure with what it is compared with."""
