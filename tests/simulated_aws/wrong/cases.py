"""Reads the wrong programs of a kind from its table, and makes the change that one of them describes."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
ABSENT = object()

Inputs = dict[str, Any]
Edit = Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A wrong program: a resource of a committed stack and what is changed of it.

    Paths go down through lists and through JSON in texts, with `/` between the steps; `+` appends to a list.
    `$(name.output)` is another resource's output.

    Args:
        case: what is wrong.
        at: the module and kind of the resource, and a pattern of its name.
        source: a public report, or the part of AWS's model that says it.
        stack: the committed stack.
        set: the new values, by path.
        drop: the paths of what is left out.
        swap: the old and new part of a text, by path.
        long: how many letters a text has, by path.
        many: how many items a list has, and the item, where `{}` is its number; by path.
        copy: the name of a second resource, which has the changed inputs instead.
        remove: whether the resource is missing.
        apart: a pattern of the names of what the resource does not wait for.
        then: what happens once the stack exists: an `update`, `delete`, or `again`: deleted and made again.
        passes: why the simulated account can't refuse it; empty where it does.
    """

    case: str
    at: str
    source: str
    stack: str = "prod"
    set: Mapping[str, Any] = field(default_factory=dict[str, Any])
    drop: tuple[str, ...] = ()
    swap: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    long: Mapping[str, int] = field(default_factory=dict[str, int])
    many: Mapping[str, tuple[int, Any]] = field(default_factory=dict[str, tuple[int, Any]])
    copy: str = ""
    remove: bool = False
    apart: str = ""
    then: str = ""
    passes: str = ""

    @property
    def token(self) -> str:
        """Pulumi's token of the resource's type."""
        module, kind = self.at.split()[0].split("/")
        return f"aws:{module}/{kind[0].lower()}{kind[1:]}:{kind}"

    @property
    def name(self) -> str:
        """The pattern of the resource's name."""
        return self.at.split()[1]

    def changed(self, inputs: Mapping[str, Any]) -> Inputs:
        """The resource's inputs with the change made."""
        result: Any = deepcopy(dict(inputs))
        for path, edit in self._edits():
            result = _edited(result, path.split("/"), edit)
        return result

    def _edits(self) -> list[tuple[str, Edit]]:
        return [
            *((path, partial(_replaced, value)) for path, value in self.set.items()),
            *((path, _dropped) for path in self.drop),
            *((path, partial(_swapped, *parts)) for path, parts in self.swap.items()),
            *((path, partial(_replaced, "n" * count)) for path, count in self.long.items()),
            *((path, partial(_replaced, _items(*many))) for path, many in self.many.items()),
        ]


def cases(kind: str) -> list[Wrong]:
    """The wrong programs of a kind."""
    return [Wrong(**row) for row in yaml.safe_load((FOLDER / f"{kind}.yaml").read_text())]


def kinds() -> list[str]:
    """The kinds that have a table."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def _edited(value: Any, path: list[str], edit: Edit) -> Any:
    """The value with the part at a path edited."""
    if not path:
        return edit(value)
    if isinstance(value, str):
        return json.dumps(_edited(json.loads(value), path, edit))
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        items: list[Any] = list(value)  # pyright: ignore[reportUnknownArgumentType] (JSON's)
        number = len(items) if step == "+" else int(step)
        part = _edited(items[number] if number < len(items) else ABSENT, rest, edit)
        items[number : number + 1] = [] if part is ABSENT else [part]
        return items
    members: Inputs = {} if value is ABSENT else dict(value)
    part = _edited(members.pop(step, ABSENT), rest, edit)
    return members if part is ABSENT else {**members, step: part}


def _replaced(new: Any, _old: Any) -> Any:
    return new


def _dropped(old: Any) -> Any:
    assert old is not ABSENT, "what is left out was not there"
    return ABSENT


def _swapped(before: str, after: str, old: Any) -> str:
    assert before in old, f"{before} is not in {old}"
    return old.replace(before, after, 1)


def _items(count: int, item: Any) -> list[Any]:
    text = json.dumps(item)
    return [json.loads(text.replace("{}", str(number))) for number in range(count)]
