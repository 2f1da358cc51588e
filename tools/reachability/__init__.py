"""Whether A reaches B on a port, and which way back: AWS's rules of routing and filtering, on a stack's resources."""
