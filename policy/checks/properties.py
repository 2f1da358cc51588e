"""The checks of a resource's properties that most rules are made of."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from policy.rule import Check
from policy.values import Values


def check(required: str) -> Callable[[Callable[[Values], Iterable[str]]], Check]:
    """Makes a function that yields what is wrong with a resource's properties a check."""
    return lambda problems: Check(problems=problems, required=required)


def equals(path: str, *allowed: Any) -> Check:
    """The value at a path is one of some; None stands for one that is left out."""

    @check(f"{argument(path)}={_listed([_literal(value) for value in allowed], 'or')}")
    def problems(values: Values) -> Iterator[str]:
        value = values.at(path)
        if value not in allowed:
            yield f"{path} is {_shown(value)}"

    return problems


def enabled(*paths: str) -> Check:
    """The switch at each path is on."""
    return all_of(*(equals(path, True) for path in paths))


def disabled(*paths: str) -> Check:
    """The switch at each path is off, and not left out."""
    return all_of(*(equals(path, False) for path in paths))


def given(*paths: str) -> Check:
    """The value at each path is set, and not empty."""

    @check(" and ".join(argument(path) for path in paths))
    def problems(values: Values) -> Iterator[str]:
        for path in paths:
            if values.at(path) in (None, "", [], Values({})):
                yield f"{path} is not set"

    return problems


def customer_key(path: str) -> Check:
    """The key at a path is set, and not one of AWS's: without it AWS encrypts with a key that it owns or manages."""

    @check(f"{argument(path)} of a customer managed key")
    def problems(values: Values) -> Iterator[str]:
        yield from given(path).problems(values)
        if "alias/aws/" in str(values.at(path)).lower():
            yield f"{path} is {values.at(path)}, a key that AWS manages"

    return problems


def absent(*paths: str) -> Check:
    """The value at each of the paths is left out."""

    @check(" and ".join(f"no {argument(path)}" for path in paths))
    def problems(values: Values) -> Iterator[str]:
        for path in paths:
            if values.at(path) not in (None, []):
                yield f"{path} is set"

    return problems


def at_least(path: str, least: int, unit: str = "") -> Check:
    """The number at a path is no smaller than another; `unit` is for the reader."""

    @check(f"{argument(path)} of {least} {unit}".rstrip() + " or more")
    def problems(values: Values) -> Iterator[str]:
        value = values.at(path)
        if value is None or value < least:
            yield f"{path} is {_shown(value)}"

    return problems


def between(path: str, least: int, most: int) -> Check:
    """The number at a path is no smaller than one and no larger than another."""

    @check(f"{argument(path)} from {least} to {most}")
    def problems(values: Values) -> Iterator[str]:
        value = values.at(path)
        if value is None or not least <= value <= most:
            yield f"{path} is {_shown(value)}"

    return problems


def two_zones(path: str) -> Check:
    """The list at a path has two subnets at least, of which the network has one in each zone."""

    @check(f"{argument(path)} in two availability zones at least")
    def problems(values: Values) -> Iterator[str]:
        count = len(values.at(path) or ())
        if count < 2:
            yield f"{path} has {count}"

    return problems


def contains(path: str, *items: str) -> Check:
    """The list at a path has all of some items."""

    @check(f"{argument(path)} with {' and '.join(_literal(item) for item in items)}")
    def problems(values: Values) -> Iterator[str]:
        missing = [item for item in items if item not in (values.at(path) or ())]
        if missing:
            yield f"{path} lacks {', '.join(missing)}"

    return problems


def each(path: str, *checks: Check) -> Check:
    """Each object in the list at a path passes some checks, and there is one at least."""

    @check(f"{argument(path)} with {all_of(*checks).required}")
    def problems(values: Values) -> Iterator[str]:
        items = values.each(path)
        if not items:
            yield f"{path} is empty"
        for item in items:
            yield from (f"{path}: {text}" for text in all_of(*checks).problems(item))

    return problems


def all_of(*checks: Check, required: str = "") -> Check:
    """All of some checks pass; `required` is for checks that are said more briefly together."""

    @check(required or _listed([item.required for item in checks], "and"))
    def problems(values: Values) -> Iterator[str]:
        for item in checks:
            yield from item.problems(values)

    return problems


def when(condition: Callable[[Values], object], then: Check) -> Check:
    """A check that counts only for resources of some kind."""
    return Check(problems=lambda values: then.problems(values) if condition(values) else (), required=then.required)


def inside(path: str, then: Check) -> Check:
    """A check of the JSON text at a path."""

    @check(f"{argument(path)}: {then.required}")
    def problems(values: Values) -> Iterator[str]:
        parsed = Values(json.loads(values.at(path) or "{}"))
        yield from (f"{path}: {text}" for text in then.problems(parsed))

    return problems


def argument(path: str) -> str:
    """A path as it is written in Python: `vpc_config.subnet_ids` for `vpcConfig.subnetIds`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", path).lower()


def _listed(texts: list[str], conjunction: str) -> str:
    *others, last = texts
    return f"{', '.join(others)} {conjunction} {last}" if others else last


def _literal(value: object) -> str:
    if value is None:
        return "left out"
    return str(value) if isinstance(value, bool) else json.dumps(value)


def _shown(value: object) -> str:
    return "not set" if value is None else json.dumps(value, default=lambda _: "...")
