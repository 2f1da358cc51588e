"""What exists on AWS, a package for each subject; its `component.py` is what the program makes."""
