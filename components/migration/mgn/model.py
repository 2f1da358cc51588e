"""The check of a template's settings against the service's own model of its API, which boto3 brings along."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from pulumi.output import Unknown

from components.migration.mgn.api import Kind

Fault = tuple[str, str]


def faults(kind: Kind, settings: Mapping[str, Any]) -> Iterator[Fault]:
    """The path of each setting that the service would refuse, with the reason; what is not known yet passes."""
    # The program itself has no use for the models.
    from botocore import session

    operation = f"Create{kind.title()}ConfigurationTemplate"
    shape: Any = cast(Any, session.Session()).get_service_model("mgn").operation_model(operation).input_shape
    yield from _structure(shape, settings, "settings")


def _faults(shape: Any, value: Any, path: str) -> Iterator[Fault]:
    if isinstance(value, Unknown):
        return
    if not _is(shape.type_name, value):
        yield path, f"a {shape.type_name} is expected, not {value!r}"
    elif shape.type_name == "structure":
        yield from _structure(shape, value, path)
    elif shape.type_name == "list":
        for index, item in enumerate(cast(list[object], value)):
            yield from _faults(shape.member, item, f"{path}[{index}]")
    elif shape.type_name == "string":
        yield from _text(shape, value, path)
    elif shape.type_name in ("integer", "long"):
        yield from _range(shape, value, path, "")


def _is(kind: str, value: object) -> bool:
    # To Python, true and false are numbers.
    return isinstance(value, _KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _structure(shape: Any, value: Mapping[str, Any], path: str) -> Iterator[Fault]:
    for key in shape.required_members:
        if key not in value:
            yield f"{path}.{key}", "nothing is given; the service requires it"
    for key, item in value.items():
        if key in shape.members:
            yield from _faults(shape.members[key], item, f"{path}.{key}")
        else:
            yield f"{path}.{key}", f"the service has no such setting; it has {', '.join(shape.members)}"


def _text(shape: Any, value: str, path: str) -> Iterator[Fault]:
    pattern = shape.metadata.get("pattern")
    if shape.enum and value not in shape.enum:
        yield path, f"{value!r} is refused; allowed: {', '.join(shape.enum)}"
    elif pattern and not re.fullmatch(pattern, value):
        yield path, f"{value!r} is refused; allowed: {pattern}"
    else:
        yield from _range(shape, len(value), path, " characters")


def _range(shape: Any, number: int, path: str, unit: str) -> Iterator[Fault]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if (least is not None and number < least) or (most is not None and number > most):
        yield path, f"{number}{unit} are refused; allowed: {least} to {most}"


_KINDS: Mapping[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "list": (list,),
    "long": (int,),
    "map": (dict,),
    "string": (str,),
    "structure": (dict,),
}
