"""What the report says, each part by itself, without how it looks."""
