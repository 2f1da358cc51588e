"""The forms that a limit of a value takes; each says what it allows in the words of the refusal."""

import json
import re
from collections.abc import Sized
from dataclasses import KW_ONLY, dataclass
from ipaddress import IPv4Network
from typing import Protocol, cast


class Limit(Protocol):
    """The values that AWS takes."""

    def __contains__(self, value: object) -> bool: ...


@dataclass(frozen=True)
class Between:
    """A number in a range; `zero` lets 0 in as well, where it switches something off."""

    low: float
    high: float
    _: KW_ONLY
    zero: bool = False

    def __contains__(self, value: object) -> bool:
        try:
            number = float(str(value))
        except ValueError:
            return False
        return self.low <= number <= self.high or (self.zero and number == 0)

    def __str__(self) -> str:
        return f"{self.low:.10g} to {self.high:.10g}{' or 0' if self.zero else ''}"


@dataclass(frozen=True)
class Multiple:
    """A multiple of a number, or one of a few smaller ones."""

    of: int
    smaller: tuple[int, ...] = ()

    def __contains__(self, value: object) -> bool:
        text = str(value)
        return text.isdigit() and (int(text) in self.smaller or (int(text) > 0 and int(text) % self.of == 0))

    def __str__(self) -> str:
        return f"{''.join(f'{each}, ' for each in self.smaller)}or a multiple of {self.of}"


@dataclass(frozen=True)
class OneOf:
    """One of a few values."""

    choices: tuple[object, ...]

    def __contains__(self, value: object) -> bool:
        return str(value) in map(str, self.choices)

    def __str__(self) -> str:
        return f"one of {', '.join(map(str, self.choices))}"


@dataclass(frozen=True)
class Text:
    """A text of certain characters, all of it, of a certain length at most, and without some parts.

    `said` describes the characters; `never` is a pattern that must not be found anywhere in it.
    """

    said: str
    pattern: str
    longest: int = 0
    never: str = ""

    def __contains__(self, value: object) -> bool:
        text = str(value)
        fits = re.fullmatch(self.pattern, text, re.DOTALL) and not (self.never and re.search(self.never, text))
        return bool(fits) and len(text) <= (self.longest or len(text))

    def __str__(self) -> str:
        return f"{self.said}{f', at most {self.longest} characters' if self.longest else ''}"


@dataclass(frozen=True)
class Prefix:
    """A network whose prefix is between two lengths."""

    shortest: int
    longest: int

    def __contains__(self, value: object) -> bool:
        try:
            return self.shortest <= IPv4Network(str(value)).prefixlen <= self.longest
        except ValueError:
            # Another rule refuses what is no network.
            return True

    def __str__(self) -> str:
        return f"a block between a /{self.shortest} and a /{self.longest} netmask"


@dataclass(frozen=True)
class Items:
    """A list or a mapping with a number of items."""

    low: int
    high: int

    def __contains__(self, value: object) -> bool:
        return not isinstance(value, list | dict) or self.low <= len(cast(Sized, value)) <= self.high

    def __str__(self) -> str:
        return f"{self.low} to {self.high} items"


@dataclass(frozen=True)
class Document:
    """A policy document of a number of characters at most, its white space left out."""

    longest: int

    def __contains__(self, value: object) -> bool:
        return document_length(str(value)) <= self.longest

    def __str__(self) -> str:
        return f"a document of at most {self.longest} characters without white space"


def document_length(text: str) -> int:
    """The characters of a document of JSON without the white space between its parts."""
    try:
        return len(json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False))
    except ValueError:
        return len(text)
