"""The tables of what the provider does name inputs that the SDK has."""

import inspect
import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

import pytest

from catalog import TYPES
from simulated_aws import declarations
from simulated_aws.provider import filled_in, forced, new_resource, read_back, sets, timeouts

NAMED = {
    "forces a new resource": forced.FORCES_NEW,
    "keeps": filled_in.KEPT,
    "defaults": filled_in.DEFAULTS,
    "is not read": read_back.NOT_READ,
}
ROWS = [(table, token) for table, rows in NAMED.items() for token in rows]


@pytest.mark.parametrize(("table", "token"), ROWS)
def test_a_row_is_of_a_type_in_use_and_names_its_inputs(table: str, token: str) -> None:
    assert token in TYPES
    named = {re.split(r"[.\[]", path)[0] for path in NAMED[table][token]}
    assert named <= declarations.input_types(token).keys()


@pytest.mark.parametrize("token", sets.SETS)
def test_a_set_is_a_list_somewhere_in_its_type(token: str) -> None:
    assert token in TYPES
    assert set(sets.SETS[token]) <= set(_inputs(declarations.input_types(token), set()))


def test_each_other_row_is_of_a_type_in_use() -> None:
    rows = {*new_resource.FRAMEWORK, *new_resource.NAMED_BY_THE_PROVIDER, *new_resource.CONDITIONAL, *timeouts.TIMEOUTS}
    assert rows <= TYPES.keys()


def test_a_type_that_typically_takes_minutes_is_done_before_the_provider_gives_up() -> None:
    for token, known in TYPES.items():
        allowed = timeouts.TIMEOUTS.get(token)
        assert allowed is None or known.minutes < min(allowed.create, allowed.delete), token


def _inputs(types: dict[str, Any], seen: set[type]) -> Iterator[str]:
    """The names of inputs at every depth."""
    for name, declared in types.items():
        yield name
        for kind in _classes(declared):
            if kind not in seen:
                seen.add(kind)
                yield from _inputs(declarations._types_of(kind), seen)  # pyright: ignore[reportPrivateUsage] (of the same kind)


def _classes(declared: Any) -> Iterator[type]:
    if inspect.isclass(declared) and not issubclass(declared, Enum) and declared.__module__.startswith("pulumi_aws"):
        yield declared
    for part in get_args(declared):
        yield from _classes(part)
