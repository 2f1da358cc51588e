"""The forms that a rule between the fields of one resource takes; each yields a field and what is wrong with it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from simulated_aws.kinds.paths import is_open, values_at

Fields = Mapping[str, Any]
Found = Iterator[tuple[str, str]]
Form = Callable[[Fields], Found]


def field(fields: Fields, key: str) -> Any:
    """A field, by its path below the others; None where it is not given, or not known yet."""
    return next((value for _, value in values_at(fields, key)), None)


def is_given(fields: Fields, key: str) -> bool:
    """Whether a field is given; a list or a mapping without items, False and 0 are nothing."""
    return bool(_raw(fields, key))


def _raw(fields: Fields, key: str) -> object:
    """A field as it is, also where it is not known yet."""
    value: object = fields
    for step in key.split("."):
        if is_open(value):
            return value
        value = cast(Fields, value).get(step) if isinstance(value, dict) else None
    return value


def is_unknown(fields: Fields, key: str) -> bool:
    """Whether a field is only known after an `up`."""
    value = _raw(fields, key)
    return value is not None and is_open(value)


@dataclass(frozen=True)
class When:
    """A field that is given, and has one of some values where there are any."""

    key: str
    values: tuple[object, ...] = ()

    def holds(self, fields: Fields) -> bool:
        """Whether the fields are so."""
        value = field(fields, self.key)
        return value in self.values if self.values else bool(value)

    def __str__(self) -> str:
        return f"{self.key} {' or '.join(map(str, self.values))}" if self.values else self.key


def needs(when: When, *needed: str) -> Form:
    """A field, or a value of it, that wants others beside it."""

    def check(fields: Fields) -> Found:
        if when.holds(fields):
            yield from ((key, f"{when} needs {key}") for key in needed if not is_given(fields, key))

    return check


def excludes(when: When, *excluded: str) -> Form:
    """A field, or a value of it, that takes no others beside it."""

    def check(fields: Fields) -> Found:
        if when.holds(fields):
            given = (key for key in excluded if is_given(fields, key) and not is_unknown(fields, key))
            yield from ((key, f"{when} takes no {key}") for key in given)

    return check


def one_of(*keys: str, least: int = 1, most: int = 1) -> Form:
    """Fields of which exactly one is given, or at most one, or at least one."""
    words = {(1, 1): "exactly one", (0, 1): "at most one"}.get((least, most), "at least one")

    def check(fields: Fields) -> Found:
        number = sum(is_given(fields, key) for key in keys)
        if not least <= number <= most and not any(is_unknown(fields, key) for key in keys):
            yield keys[0], f"{words} of {', '.join(keys)} is expected, not {number}"

    return check


def in_order(low: str, high: str) -> Form:
    """A number that is at most another."""

    def check(fields: Fields) -> Found:
        first, last = field(fields, low), field(fields, high)
        if isinstance(first, int | float) and isinstance(last, int | float) and first > last:
            yield low, f"{first:g} is more than {high} {last:g}"

    return check


def pairs(key: str, other: str, allowed: Mapping[str, tuple[str, ...]]) -> Form:
    """The values of one field that go with each value of another."""

    def check(fields: Fields) -> Found:
        value, beside = field(fields, key), field(fields, other)
        if value is None or beside is None:
            return
        if str(value) not in allowed:
            yield key, f"{value} is not one of {', '.join(allowed)}"
        elif str(beside) not in allowed[str(value)]:
            yield other, f"{beside} does not go with {key} {value}: {', '.join(allowed[str(value)])}"

    return check


def repeated(values: Sequence[Any], path: str) -> Found:
    """The values that are there more than once, where each has to differ."""
    for value, times in Counter(value for value in values if not is_open(value)).items():
        if times > 1:
            yield path, f"{value} is given {times} times"
