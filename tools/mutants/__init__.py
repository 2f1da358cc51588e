"""The mutation check: applies deliberate faults to copies of the project, and checks that a test notices each."""
