"""What the SDK's own documentation says of inputs that exclude or need each other; the provider checks most of it."""

import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, cast

from simulated_aws.declarations import Fault, input_class, nested_class, python_names
from simulated_aws.kinds.forms import Form, When, excludes, needs, one_of
from simulated_aws.modelling import Inputs

_NAMES = r"(?P<names>`[a-z0-9_]+`(?:,? (?:and |or |a )*`[a-z0-9_]+`)*)"
_IS = r"`(?P<key>[a-z0-9_]+)` (?:is set to|is) `\"?(?P<value>[\w.-]+)\"?`"
CONFLICT = re.compile(rf"(?:Conflicts with|Cannot be (?:set|specified|used) (?:with|if)) {_NAMES}")
ONE_OF = re.compile(rf"[Ee]xactly one of {_NAMES} (?:is required|must be specified)")
NEEDED = re.compile(rf"Required (?:if|when) {_IS}(?! and)")
NEEDED_BESIDE = re.compile(r"Required (?:if|when) `(?P<key>[a-z0-9_]+)` is (?:set|specified|used)\.")
ONLY_WITH = re.compile(r"Can only be (?:set|specified|used) with `(?P<key>[a-z0-9_]+)`\.")


class Stated(NamedTuple):
    """What the documentation of an input states."""

    input: str
    form: Form


def documented_faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """Each input that another one excludes, needs or stands for, at every depth."""
    yield from _faults(input_class(token), inputs, "")


def _faults(kind: type, value: Mapping[str, Any], path: str) -> Iterator[Fault]:
    found: dict[str, str] = {}
    for each in _stated(kind):
        for key, what in each.form(value):
            found.setdefault(key, what)
    yield from (Fault(f"{path}.{key}" if path else key, f"InvalidParameterCombination: {found[key]}") for key in found)
    for key, item in value.items():
        inner = nested_class(kind, key)
        if inner is not None:
            for below, each in _structures(item, f"{path}.{key}" if path else key):
                yield from _faults(inner, each, below)


def _structures(value: object, path: str) -> Iterator[tuple[str, Inputs]]:
    """What an input holds, or each item of its list, with its path."""
    if isinstance(value, list):
        for index, item in enumerate(cast(list[object], value)):
            yield from _structures(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        yield path, cast(Inputs, value)


@cache
def _stated(kind: type) -> tuple[Stated, ...]:
    """What the documentation of a class's properties states, once for each pair and set."""
    names, found, seen = python_names(kind), list[Stated](), set[frozenset[str]]()
    for own, named in names.items():
        text = " ".join(_documentation(kind, own).split())
        for match in CONFLICT.finditer(text):
            for other in _named(match["names"], names):
                if frozenset({named, other}) not in seen and other != named:
                    found.append(Stated(named, excludes(When(other), named)))
                seen.add(frozenset({named, other}))
        for match in ONE_OF.finditer(text):
            group = _named(match["names"], names)
            if frozenset(group) not in seen and len(group) > 1:
                found.append(Stated(named, one_of(*group)))
            seen.add(frozenset(group))
        found += [
            Stated(named, needs(When(names[match["key"]], (match["value"],)), named))
            for match in NEEDED.finditer(text)
            if match["key"] in names
        ]
        found += [
            Stated(named, needs(When(names[match["key"]]), named))
            for match in NEEDED_BESIDE.finditer(text)
            if match["key"] in names
        ]
        found += [
            Stated(named, needs(When(named), names[match["key"]]))
            for match in ONLY_WITH.finditer(text)
            if match["key"] in names
        ]
    return tuple(found)


def _documentation(kind: type, name: str) -> str:
    declared = vars(kind).get(name)
    return (inspect.getdoc(declared.fget) if isinstance(declared, property) else None) or ""


def _named(text: str, names: Mapping[str, str]) -> list[str]:
    """The inputs that a sentence names, some of them in the singular; those that the SDK has not are left out."""
    written = re.findall(r"`([a-z0-9_]+)`", text)
    return [names[name] for each in written for name in (each, f"{each}s") if name in names]
