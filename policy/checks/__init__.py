"""The checks that rules are made of, by what they look at."""
