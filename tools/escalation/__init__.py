"""The ways by which a role of the committed stacks comes to more than it was given, found by the evaluator."""
