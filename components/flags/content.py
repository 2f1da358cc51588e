"""The files of feature flags: read, and checked before AppConfig sees them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pulumi import RunError
from pydantic import ValidationError

from components.flags.shape import FlagSet
from components.flags.values import Fault, value_faults
from config.project import PROJECT

# The flags that the functions ask for, by the file that holds them.
FLAGS: Mapping[str, frozenset[str]] = {
    "operations": frozenset({"stop_processing"}),
    "releases": frozenset({"ledger_insert", "verify_balance"}),
}
# What AppConfig's hosted store takes in one version, by its quota before an increase.
MOST_BYTES = 2 * 1024 * 1024
# The kill switch holds for every payment alike.
PLAIN = frozenset({"stop_processing"})


class FlagsError(RunError, ValueError):
    """Files of feature flags that AppConfig or the functions would refuse; the message lists every mistake.

    Where nothing catches it, it ends the program with its message alone, as a wrong configuration does.
    """


@dataclass(frozen=True, kw_only=True)
class FlagContent:
    """The checked content of both files, as JSON that is the same for the same flags."""

    operations: str
    releases: str


def read_flags(folder: str) -> FlagContent:
    """The content of `operations.json` and `releases.json` in a folder of the project.

    Raises FlagsError with every mistake in both, each with its file, its path, what was given and what is allowed.
    """
    texts: dict[str, str] = {}
    faults: list[str] = []
    for name in FLAGS:
        path = PROJECT / folder / f"{name}.json"
        try:
            content = _parsed(path)
            texts[name] = json.dumps(content, sort_keys=True, separators=(",", ":"))
            found = list(_faults(name, content))
            if len(texts[name].encode()) > MOST_BYTES:
                found.append(Fault("", f"{len(texts[name].encode())} bytes", f"at most {MOST_BYTES} bytes"))
        except (OSError, ValueError, RecursionError) as error:
            found = [Fault("", error, "a JSON file in UTF-8 in which no key occurs twice")]
        faults += [_line(f"{folder}/{name}.json", fault) for fault in found]
    if faults:
        raise FlagsError("the feature flags have mistakes:\n" + "\n".join(faults))
    return FlagContent(**texts)


def _line(file: str, fault: Fault) -> str:
    given = fault.given if isinstance(fault.given, str | Exception) else json.dumps(fault.given)
    where = f"{file}: {fault.path}" if fault.path else file
    return f"  {where}: got {given}; allowed: {fault.allowed}"


def _parsed(path: Path) -> object:
    return json.loads(path.read_bytes().decode(), object_pairs_hook=_object, parse_constant=_no_number)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} occurs twice in an object")
    return found


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no number of JSON")


def _faults(name: str, content: object) -> Iterator[Fault]:
    nulls = list(_nulls(content, ""))
    yield from nulls
    if nulls:
        return
    try:
        flags = FlagSet.model_validate(content)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            missing = item["type"] == "missing"
            yield Fault(_path(item["loc"], content), "nothing" if missing else item["input"], item["msg"])
        return
    yield from _name_faults(name, flags)
    yield from value_faults(flags)


def _name_faults(name: str, content: FlagSet) -> Iterator[Fault]:
    wanted = FLAGS[name]
    if content.flags.keys() != wanted:
        yield Fault("flags", ", ".join(sorted(content.flags)) or "none", f"exactly {', '.join(sorted(wanted))}")
    for key in sorted(PLAIN & content.values.keys()):
        if content.values[key].variants is not None:
            yield Fault(f"values.{key}._variants", "variants", "enabled alone: the flag holds for every payment")


def _nulls(value: object, path: str) -> Iterator[Fault]:
    if value is None:
        yield Fault(path, None, "a value, or no key at all")
    elif isinstance(value, dict):
        for key, item in cast(dict[str, object], value).items():
            yield from _nulls(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(cast(list[object], value)):
            yield from _nulls(item, f"{path}[{index}]")


def _path(location: tuple[int | str, ...], content: object) -> str:
    """The place in the file, without the names that pydantic gives to alternatives."""
    path, here = "", content
    for part in location:
        if isinstance(here, list) and isinstance(part, int):
            path, here = f"{path}[{part}]", cast(list[object], here)[part]
        elif isinstance(here, dict):
            inside = cast(dict[str, object], here)
            if part in inside or (part == location[-1] and part != "[key]"):
                path, here = f"{path}.{part}" if path else str(part), inside.get(str(part))
    return path
