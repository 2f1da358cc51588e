"""The tables of docs/configuration.md and docs/controls.md, from the code."""
