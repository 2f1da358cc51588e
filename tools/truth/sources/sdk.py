"""What the provider's SDK declares: the inputs of each type at every depth, which are required, and their texts."""

import importlib
import inspect
import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal, Union, cast, get_args, get_origin

import pulumi_aws
from pulumi import Output
from pulumi import _types as sdk_types  # pyright: ignore[reportPrivateUsage] (the SDK keeps its declarations there)
from pulumi.runtime import rpc

Kind = Literal["text", "whole", "number", "flag", "list", "object", "map", "anything"]
PLAIN: Mapping[object, Kind] = {str: "text", int: "whole", float: "number", bool: "flag"}
# Where a text lists what it takes; one that goes on with "such as" or sends the reader elsewhere lists only some.
CHOICES = re.compile(
    r"(?:valid|allowed|supported|possible) (?:values?|options?)(?: for [^.:]*)?(?: are| is|:)+ ([^.;]*)(?:[.;]|$)", re.I
)
LOOSE_LIST = re.compile(
    r"such as|e\.g|include|see |between|refer|defined|default|depend|range|any |minute|multiple|http"
)
PLAIN_CHOICE = re.compile(r"[\w.:/-]{2,}")
QUOTED = re.compile(r"`\"?([^`\"]+)\"?`")
CONFLICTS = re.compile(r"conflicts with `(\w+)`(?:(?:,| and| or) `(\w+)`)*", re.I)


@dataclass(frozen=True)
class Declared:
    """What an input is declared as, with the text about it."""

    type: object
    text: str = ""

    @cached_property
    def kind(self) -> Kind:
        """The kind of value that it takes."""
        if isinstance(self._plain, type) and sdk_types.is_input_type(self._plain):
            return "object"
        origin = get_origin(self._plain)
        if origin in (Sequence, list):
            return "list"
        if origin in (Mapping, dict):
            return "map"
        return PLAIN.get(self._plain, "anything")

    @cached_property
    def item(self) -> "Declared":
        """What each item of a list, or each value of a map, is declared as."""
        return Declared(get_args(self._plain)[-1], self.text)

    @cached_property
    def fields(self) -> Mapping[str, "Declared"]:
        """The fields of an object."""
        return _fields(cast(type, self._plain)) if self.kind == "object" else {}

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields that an object may not lack."""
        return _required(cast(type, self._plain)) if self.kind == "object" else frozenset()

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The values that the text lists, where it lists all; empty otherwise."""
        found = CHOICES.search(self.text)
        if not found or LOOSE_LIST.search(found[1]) or len(CHOICES.findall(self.text)) > 1:
            return ()
        named = tuple(QUOTED.findall(found[1]))
        left = re.sub(r"`[^`]*`|\([^)]*\)|\b(and|or|only)\b|[,\s\"]", "", found[1])
        return named if len(named) > 1 and not left and all(map(PLAIN_CHOICE.fullmatch, named)) else ()

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        """The fields beside it that the text says it conflicts with, by the names that the engine uses."""
        found = CONFLICTS.search(self.text)
        return tuple(_camel(name) for name in QUOTED.findall(found[0])) if found else ()

    @property
    def _plain(self) -> object:
        """The type inside an SDK's `Union[T, Enum, Awaitable[T], Output[T]]`."""
        if get_origin(self.type) is not Union:
            return self.type
        return next(item for item in get_args(self.type) if (get_origin(item) or item) not in (Output, Awaitable))


@cache
def resource(token: str) -> Declared:
    """The declaration of a type of resource; raises LookupError for one that the SDK does not have."""
    module = token.split(":")[1].partition("/")[0]
    name = token.rpartition(":")[2]
    for python in rpc._RESOURCE_MODULES.get(token.rpartition(":")[0], []):  # pyright: ignore[reportPrivateUsage] (no public way)
        info = cast(Any, python).mod_info
        if token in info["classes"]:
            file = importlib.import_module(
                getattr(importlib.import_module(info["fqn"]), info["classes"][token]).__module__
            )
            for args in (f"{info['classes'][token]}InitArgs", f"{info['classes'][token]}Args"):
                if hasattr(file, args):
                    return Declared(getattr(file, args))
    raise LookupError(f"{pulumi_aws.__name__} has no {name} in {module}")


@cache
def _fields(args: type) -> Mapping[str, Declared]:
    names = sdk_types.input_type_py_to_pulumi_names(args)
    types = cast(Mapping[str, Any], sdk_types.input_type_types(args))
    python = {pulumi: name for name, pulumi in names.items()}
    return {
        name: Declared(kind, inspect.getdoc(getattr(args, python[name], None)) or "") for name, kind in types.items()
    }


@cache
def _required(args: type) -> frozenset[str]:
    names = sdk_types.input_type_py_to_pulumi_names(args)
    parameters = inspect.signature(args).parameters.values()
    return frozenset(names[item.name] for item in parameters if item.default is inspect.Parameter.empty)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
