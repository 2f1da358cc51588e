"""A configuration's mistakes, in words for someone who writes YAML; no value of a secret is among them."""

import json
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from typing import get_args

from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from config import secrets
from config.faults import Fault
from config.stack_file import NAMESPACE

KeyPath = tuple[str, ...]
# A value that is shown is no longer than this.
LONGEST = 200

# What pydantic's kinds of errors allow.
IN_WORDS = {
    "string_type": "a text; digits need quotes",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "ip_v4_network": "a network such as 172.16.0.0/16, with no bits set after the prefix",
}


class ConfigError(ValueError):
    """A configuration with mistakes; the message lists every one of them."""

    def __init__(self, stack: str, mistakes: list[str]):
        self.mistakes = mistakes
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        lines = "\n".join(f"  {mistake}" for mistake in mistakes)
        super().__init__(f"The configuration of stack {stack} (Pulumi.{stack}.yaml) has {count}:\n{lines}")


class Mistakes:
    """Puts mistakes into words; `hidden` are the paths whose values are never shown, beside those of the secrets."""

    def __init__(self, root: type[BaseModel], hidden: Collection[KeyPath] = ()):
        self._root = root
        self._hidden = [*hidden, *secrets.PATHS]

    def unknown(self, key: str, value: object, known: Sequence[str]) -> str:
        """A key that there is not."""
        nearest = get_close_matches(key.split(".")[-1], known, n=1, cutoff=0.0)
        hint = f"did you mean {nearest[0]}? " if nearest else ""
        given = self._given(tuple(key.split(".")), value)
        return f"{NAMESPACE}:{_line(key)}: {given} is refused; the key is unknown. {hint}Known: {', '.join(known)}"

    def broken(self, fault: Fault) -> str:
        """A rule that is broken."""
        key, value, allowed = fault
        given = self._given(tuple(key.split(".")), value)
        return f"{NAMESPACE}:{_line(key)}: {given} is refused; allowed: {allowed}"

    def invalid(self, key: str, detail: ErrorDetails) -> str:
        """A value that is none of its type's."""
        # Pydantic marks a mistake in a mapping's key itself with [key].
        where = [key, *(str(part) for part in detail["loc"] if part != "[key]")]
        path = _line(".".join(where))
        if detail["type"] == "extra_forbidden":
            return self.unknown(path, detail["input"], self._known_keys(where[:-1]))
        if detail["type"] == "missing":
            return f"{NAMESPACE}:{path}: nothing is given; this key is required"
        if detail["type"] == "model_type":
            allowed = f"a mapping with the keys {', '.join(self._known_keys(where))}"
        else:
            allowed = IN_WORDS.get(detail["type"]) or detail["msg"].removeprefix("Input should be ")
        return f"{NAMESPACE}:{path}: {self._given(tuple(where), detail['input'])} is refused; allowed: {allowed}"

    def _given(self, path: KeyPath, value: object) -> str:
        if overlap(path, self._hidden):
            return "the value"
        return shown(value)

    def _known_keys(self, path: list[str]) -> tuple[str, ...]:
        """The keys of the section that a path of keys and positions leads to."""
        model = self._root
        for part in path:
            for name, field in model.model_fields.items():
                if to_camel(name) == part:
                    model = next(models(field.annotation), model)
        return tuple(to_camel(name) for name in model.model_fields)


def overlap(path: Sequence[str], others: Collection[KeyPath]) -> bool:
    """Whether a path is one of the others, above it, or below it."""
    return any(all(mine == its for mine, its in zip(path, other, strict=False)) for other in others)


def models(annotation: object) -> Iterator[type[BaseModel]]:
    """The sections inside an annotation such as `Section | None` or `tuple[Section, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models(argument)


def shown(value: object) -> str:
    """A value in one line, cut where it is long."""
    text = json.dumps(value, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _line(key: str) -> str:
    """A key in one line, whatever somebody has written into it."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in key)
