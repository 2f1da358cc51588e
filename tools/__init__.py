"""What developers run beside the program: the mutation check and the benchmark."""
