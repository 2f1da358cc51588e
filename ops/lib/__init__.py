"""What all commands are built with: options, outputs, clients and checks."""
