"""The rehearsal of a stack: the real engine and the real program, with a simulated AWS account on this machine."""
