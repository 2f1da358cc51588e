"""What the configuration refuses, since the program has it itself, is what the program has."""

from collections.abc import Iterator

import pytest

import catalog
from config.rules.functions import BYTES, OF_PROGRAM, OF_SECOND_REGION, OWN, OWN_FUNCTIONS
from config.rules.operations import EXEC_WRAPPER
from tests.support.graph import STACKS, Graph, Registered, build_stack

PROCESSOR = "payment-processor"
# What a name and a suffix may have beside those of the committed stacks, in each value that holds them.
LONGER = 12 - len("dev") + 32 - len(PROCESSOR)


def named(graph: Graph) -> Iterator[tuple[str, str]]:
    """Each type and name that AWS allows once."""
    for item in graph:
        known = catalog.of(item.token) if item.custom and item.token in catalog.TYPES else None
        if known and known.has_unique_name and isinstance(item.inputs.get(known.named_by), str):
            yield item.token, item.inputs[known.named_by]


def taken(graph: Graph) -> Iterator[str]:
    """The names for a function with which something of it would be named as something else is."""
    found = list(named(graph))
    for token, name in found:
        before, is_of_function, after = name.partition(PROCESSOR)
        for other_token, other in found if is_of_function else ():
            if token == other_token and other.startswith(before) and other.endswith(after) and PROCESSOR not in other:
                yield other[len(before) : len(other) - len(after)]


def processors(graph: Graph) -> list[Registered]:
    functions = [item for item in graph.of("Function") if item.custom and item.name.endswith(f"{PROCESSOR}-function")]
    assert functions
    return functions


def test_no_name_that_the_program_uses_itself_is_accepted_and_no_other_is_refused() -> None:
    names = {name for stack in STACKS for name in taken(build_stack(stack))}
    assert {name for name in names if not name.startswith(OF_SECOND_REGION)} == OWN_FUNCTIONS
    assert any(name.startswith(OF_SECOND_REGION) for name in names)


@pytest.mark.parametrize("stack", STACKS)
def test_no_variable_that_the_program_sets_is_accepted_and_there_is_room_for_all(stack: str) -> None:
    for function in processors(build_stack(stack)):
        variables = function.inputs["environment"]["variables"]
        assert {name for name in variables if name != EXEC_WRAPPER and not name.startswith("AWS_FIS_")} <= OWN
        size = sum(len(name.encode()) + len(value.encode()) + LONGER for name, value in variables.items())
        assert size <= OF_PROGRAM < BYTES


def test_each_reserved_variable_is_one_that_the_program_sets() -> None:
    made = [function for stack in STACKS for function in processors(build_stack(stack))]
    assert {name for function in made for name in function.inputs["environment"]["variables"]} >= OWN
