"""What Pulumi's AWS provider does between a program and AWS: what it compares, replaces, reads back and waits for."""
