"""A rehearsal of `pulumi up`: the real engine and the real program, with AWS answered by a model on this machine."""
