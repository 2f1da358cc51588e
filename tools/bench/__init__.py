"""What the project takes in time, measured whole, with each figure beside what it is compared with."""
