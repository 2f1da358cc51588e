"""What the provider's SDK declares of a resource: the names and types of its inputs, at every depth."""

import importlib
import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from types import NoneType
from typing import Any, NamedTuple, Union, cast, get_args, get_origin

from pulumi import Archive, Asset, Output
from pulumi import _types as sdk_types  # pyright: ignore[reportPrivateUsage] (the SDK keeps its declarations there)
from pulumi.runtime import rpc

# Importing an SDK registers its resource types.
for _sdk in ("pulumi_aws", "pulumi_random"):
    importlib.import_module(_sdk)

# Stands for a value that is known only after an `up`, in what the engine sends.
UNKNOWN = rpc.UNKNOWN
# Files travel in a form of the engine's own.
ANYTHING = (Any, Archive, Asset)


class UnknownTypeError(Exception):
    """A resource type that no SDK installed here knows."""


class Fault(NamedTuple):
    """Something that AWS would refuse: the property, by its path, and the reason."""

    path: str
    reason: str


@cache
def resource_class(token: str) -> type | None:
    """The SDK's class of a type token such as `aws:ec2/vpc:Vpc`."""
    for module in rpc._RESOURCE_MODULES.get(token.rpartition(":")[0], []):  # pyright: ignore[reportPrivateUsage] (no public way)
        info: Mapping[str, Any] = cast(Any, module).mod_info
        if token in info["classes"]:
            return cast(type, getattr(importlib.import_module(info["fqn"]), info["classes"][token]))
    return None


@cache
def input_types(token: str) -> dict[str, Any]:
    """The inputs of a resource type, by the names that the engine uses; raises UnknownTypeError."""
    return _types_of(input_class(token))


@cache
def input_class(token: str) -> type:
    """The SDK's class of a resource type's inputs; raises UnknownTypeError."""
    found = resource_class(token)
    if found is None:
        raise UnknownTypeError(f"no SDK installed here knows the type {token}")
    module = importlib.import_module(found.__module__)
    # A nested type of the same name leaves the resource a longer one.
    names = (f"{found.__name__}InitArgs", f"{found.__name__}Args")
    return next(getattr(module, name) for name in names if hasattr(module, name))


@cache
def inner_types(declared: object) -> dict[str, Any] | None:
    """The inputs of a nested type of the SDK, or of a list of it; None for what is no such type."""
    kind = _plain(declared)
    if get_origin(kind) in (Sequence, list):
        return inner_types(get_args(kind)[0])
    return _types_of(kind) if isinstance(kind, type) and sdk_types.is_input_type(kind) else None


def faults(token: str, inputs: Mapping[str, Any]) -> Iterator[Fault]:
    """Each input that the SDK does not declare, or not with that type."""
    yield from _object_faults(input_types(token), inputs, "")


def missing(token: str, inputs: Mapping[str, Any]) -> Iterator[Fault]:
    """Each input that the SDK requires and is not given."""
    return (Fault(key, "is missing") for key in sorted(_required(input_class(token)) - inputs.keys()))


def _object_faults(types: Mapping[str, Any], value: Mapping[str, Any], path: str) -> Iterator[Fault]:
    for key, item in value.items():
        here = f"{path}.{key}" if path else key
        if key in types:
            yield from _value_faults(types[key], item, here)
        elif not key.startswith("__"):
            near = get_close_matches(key, types, n=1)
            yield Fault(here, f"no such property{f'; did you mean {near[0]}?' if near else ''}")


def _value_faults(declared: object, value: object, path: str) -> Iterator[Fault]:
    kind = _plain(declared)
    if value is None or value == UNKNOWN or any(kind is item for item in ANYTHING):
        return
    if get_origin(kind) is Sequence or get_origin(kind) is list:
        if not isinstance(value, list):
            yield Fault(path, f"a list is expected, not {value!r}")
            return
        for number, item in enumerate(cast(list[object], value)):
            yield from _value_faults(get_args(kind)[0], item, f"{path}[{number}]")
    elif isinstance(value, dict):
        yield from _mapping_faults(kind, cast(dict[str, Any], value), path)
    elif not _fits(kind, value):
        yield Fault(path, f"{getattr(kind, '__name__', kind)} is expected, not {value!r}")


def _mapping_faults(kind: object, value: dict[str, Any], path: str) -> Iterator[Fault]:
    if isinstance(kind, type) and sdk_types.is_input_type(kind):
        types = _types_of(kind)
        yield from _object_faults(types, value, path)
        for key in _required(kind) - value.keys():
            yield Fault(path, f"{key} is missing")
    elif get_origin(kind) in (Mapping, dict):
        for key, item in value.items():
            yield from _value_faults(get_args(kind)[1], item, f"{path}.{key}")
    else:
        yield Fault(path, f"{getattr(kind, '__name__', kind)} is expected, not a mapping")


def _fits(kind: object, value: object) -> bool:
    if isinstance(value, list):
        return False
    if kind is int or kind is float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and (kind is float or float(cast(float, value)).is_integer())
    if get_origin(kind) in (Mapping, dict) or (isinstance(kind, type) and sdk_types.is_input_type(kind)):
        return False
    # The engine's enums travel as their values.
    return (kind is not str or isinstance(value, str)) and (kind is not bool or isinstance(value, bool))


@cache
def _types_of(args_class: type) -> dict[str, Any]:
    as_dict = cast(Callable[[type], dict[str, Any]], sdk_types.input_type_types)
    return as_dict(args_class)


@cache
def _required(args_class: type) -> frozenset[str]:
    names = sdk_types.input_type_py_to_pulumi_names(args_class)
    parameters = inspect.signature(args_class).parameters.values()
    return frozenset(names[item.name] for item in parameters if item.default is inspect.Parameter.empty)


def _plain(declared: object) -> object:
    """The type inside an SDK's `Union[T, Awaitable[T], Output[T]]`."""
    if get_origin(declared) is not Union:
        return declared
    return next(item for item in get_args(declared) if (get_origin(item) or item) not in (Output, Awaitable, NoneType))


@cache
def python_names(args_class: type) -> Mapping[str, str]:
    """The names of a class's inputs in Python, with those that the engine uses."""
    return cast(Mapping[str, str], sdk_types.input_type_py_to_pulumi_names(args_class))


@cache
def nested_class(args_class: type, key: str) -> type | None:
    """The SDK's class of what an input holds, or of the items of its list; None where it is no structure."""
    kind = _plain(_types_of(args_class).get(key, str))
    if get_origin(kind) is Sequence or get_origin(kind) is list:
        kind = _plain(get_args(kind)[0])
    return kind if isinstance(kind, type) and sdk_types.is_input_type(kind) else None
