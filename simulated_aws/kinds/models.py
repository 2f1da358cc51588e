"""What the model of the API call that creates a resource says of its values: lengths, ranges, patterns, choices."""

# botocore leaves its shapes untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

from botocore import session
from botocore.model import ListShape, MapShape, Shape, StructureShape

from simulated_aws.declarations import Fault, input_types
from simulated_aws.kinds.calls import CALLS, Call
from simulated_aws.kinds.paths import is_open
from simulated_aws.modelling import Inputs

NUMBERS = ("integer", "long", "float", "double")
# The SDK's plural of a member that the provider gives as a list.
PLURAL = "s"
# What the models' regular expressions spell otherwise: letters, numbers and spaces of any script, a hyphen after a
# class, and a flag that begins in the middle. What stands for them here refuses less.
DIALECT = {r"\p{L}": r"\w", r"\p{N}": r"\d", r"\p{Z}": r"\s", r"\w- ": r"\w\- ", "(?i)": ""}


def model_faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """Each value that the model of the call refuses."""
    for call in CALLS.get(token, ()):
        members = _members_of_call(call)
        for key, item in inputs.items():
            name = key.lower()
            if (member := _member(members, call.renamed.get(name, name))) is not None:
                yield from _value(member, item, key)


def known_inputs(token: str) -> frozenset[str]:
    """The inputs of a type, in lower case, of which the models say something."""
    types = {name.lower() for name in input_types(token)}
    renamed = {(call, name): call.renamed.get(name, name) for call in CALLS.get(token, ()) for name in types}
    return frozenset(name for (call, name), member in renamed.items() if _member(_members_of_call(call), member))


@cache
def _members_of_call(call: Call) -> Mapping[str, Shape]:
    """The members of a call's input in lower case; those that repeat the name of what is created, also without it."""
    service, _, operation = call.name.partition(".")
    name, _, structure = operation.partition("/")
    model = _session().get_service_model(service)
    members = _members(
        cast(Shape, model.shape_for(structure) if structure else model.operation_model(name).input_shape)
    )
    subject = re.sub(r"^(Create|Put)", "", name).lower()
    return {**{key.removeprefix(subject): member for key, member in members.items()}, **members}


@cache
def _session() -> Any:
    return session.get_session()


@cache
def _members(shape: Shape) -> Mapping[str, Shape]:
    """The members of a structure in lower case; those that begin as its name does, also without that."""
    given: Mapping[str, Shape] = cast(Any, shape).members if isinstance(shape, StructureShape) else {}
    members = {key.lower(): member for key, member in given.items()}
    subject = re.match(r"[A-Z]?[a-z]*", shape.name)
    short = {key.removeprefix(subject[0].lower()): member for key, member in members.items()} if subject else {}
    return {**short, **members}


def _member(members: Mapping[str, Shape], name: str) -> Shape | None:
    """The member of a name, or of its singular."""
    return members.get(name) or members.get(name.removesuffix(PLURAL))


def _structure(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[Fault]:
    members = _members(shape)
    for key, item in value.items():
        if (member := _member(members, key.lower())) is not None:
            yield from _value(member, item, f"{path}.{key}")


def _value(shape: Shape, value: object, path: str) -> Iterator[Fault]:
    if is_open(value):
        return
    if isinstance(value, dict):
        yield from _mapping(shape, cast(dict[str, Any], value), path)
    elif isinstance(value, list):
        yield from _list(shape, cast(list[object], value), path)
    elif isinstance(value, str) and shape.type_name == "string":
        yield from _text(shape, value, path)
    elif isinstance(value, int | float) and not isinstance(value, bool) and shape.type_name in NUMBERS:
        yield from _limits(shape, value, path, "")


def _mapping(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[Fault]:
    """The SDK flattens a list that may hold one item."""
    inner = _item(shape)
    if not isinstance(inner, MapShape):
        yield from _structure(inner, value, path)
        return
    for key, item in value.items():
        yield from _value(cast(Shape, inner.value), item, f"{path}.{key}")


def _list(shape: Shape, items: Sequence[object], path: str) -> Iterator[Fault]:
    if isinstance(shape, ListShape):
        yield from _limits(shape, len(items), path, "items")
    for index, item in enumerate(items):
        yield from _value(_item(shape), item, f"{path}[{index}]")


def _item(shape: Shape) -> Shape:
    """The shape of a list's items, and a shape that is no list itself."""
    return cast(Shape, shape.member) if isinstance(shape, ListShape) else shape


def _text(shape: Shape, value: str, path: str) -> Iterator[Fault]:
    yield from _limits(shape, len(value), path, "characters")
    choices = cast(list[str], getattr(shape, "enum", None) or [])
    if choices and value not in choices:
        yield Fault(path, f"ValidationException: {value!r} is not one of {', '.join(choices)}")
    pattern = _stated(shape, "pattern")
    if pattern and not _matches(pattern, value):
        yield Fault(path, f"ValidationException: {value!r} does not match {pattern}")


def _stated(shape: Shape, key: str) -> Any:
    """What the model states of a shape; None where it states nothing."""
    return cast(Any, shape).metadata.get(key)


def _limits(shape: Shape, size: float, path: str, unit: str) -> Iterator[Fault]:
    least, most = _stated(shape, "min"), _stated(shape, "max")
    if (least is not None and size < least) or (most is not None and size > most):
        limits = " and ".join(
            f"{word} {value:.10g}" for word, value in (("at least", least), ("at most", most)) if value
        )
        yield Fault(path, f"ValidationException: {size:.10g} {unit} are not {limits}".replace("  ", " "))


@cache
def _matches(pattern: str, value: str) -> bool:
    """The services match all of a text; a pattern of one character alone only has to be found."""
    for theirs, ours in DIALECT.items():
        pattern = pattern.replace(theirs, ours)
    try:
        compiled = re.compile(pattern, re.DOTALL)
    except re.error:
        # A pattern in another dialect of regular expressions.
        return True
    return bool(compiled.fullmatch(value) if pattern[-1] in "+*}$)?" else compiled.search(value))
