"""Configurations with one mistake each, by subject."""

from tests.config.mistakes import migration, network, operations, payments, stack

MISTAKES = [
    *stack.MISTAKES,
    *network.MISTAKES,
    *payments.MISTAKES,
    *migration.MISTAKES,
    *operations.MISTAKES,
]
