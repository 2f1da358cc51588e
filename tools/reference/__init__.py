"""The generator of the tables in docs/configuration.md and docs/controls.md."""
