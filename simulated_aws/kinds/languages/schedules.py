"""Schedule expressions of EventBridge rules.

Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from simulated_aws.declarations import Fault

UNITS = ("minute", "hour", "day")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@dataclass(frozen=True)
class Field:
    """A field of a cron expression: its range, names from the first number on, and what else it may be."""

    name: str
    first: int
    last: int
    names: tuple[str, ...] = ()
    special: str = r"(?!)"
    has_steps: bool = True

    def number(self, text: str) -> int | None:
        """The number that a part stands for."""
        if text.upper() in self.names:
            return self.first + self.names.index(text.upper())
        return int(text) if text.isdigit() and self.first <= int(text) <= self.last else None

    def takes(self, text: str) -> bool:
        """Whether the field may hold a text."""
        return all(self._takes_part(part) for part in text.split(","))

    def _takes_part(self, part: str) -> bool:
        if re.fullmatch(self.special, part, re.IGNORECASE):
            return True
        span, slash, step = part.partition("/")
        if slash and not (self.has_steps and step.isdigit() and int(step) >= 1):
            return False
        if span == "*":
            return True
        ends = [self.number(end) for end in span.split("-")]
        numbers = [end for end in ends if end is not None]
        return len(numbers) == len(ends) <= 2 and (
            all(start <= end for start, end in pairwise(numbers)) or bool(self.names)
        )


FIELDS = (
    Field("minutes", 0, 59),
    Field("hours", 0, 23),
    Field("day of month", 1, 31, (), r"\?|L|LW|([1-9]|[12]\d|3[01])W"),
    Field("month", 1, 12, MONTHS),
    Field("day of week", 1, 7, WEEKDAYS, r"\?|L|([1-7]|[A-Z]{3})(L|#[1-5])", has_steps=False),
    Field("year", 1970, 2199),
)


def schedule(text: str) -> Iterator[Fault]:
    """What EventBridge refuses of a rule's schedule."""
    found = re.fullmatch(r"(rate|cron)\((.*)\)", text)
    if not found:
        yield _invalid(f"{text!r} is neither rate(...) nor cron(...)")
    elif found[1] == "rate":
        yield from _rate(found[2])
    else:
        yield from _cron(found[2])


def _rate(text: str) -> Iterator[Fault]:
    found = re.fullmatch(r"(\d+) ([a-z]+)", text)
    if not found or int(found[1]) < 1:
        yield _invalid(f"{text!r} is no positive number and a unit")
        return
    units = UNITS if int(found[1]) == 1 else [f"{unit}s" for unit in UNITS]
    if found[2] not in units:
        yield _invalid(f"{text!r}: the unit of {found[1]} is one of {', '.join(units)}")


def _cron(text: str) -> Iterator[Fault]:
    parts = text.split()
    if len(parts) != len(FIELDS):
        yield _invalid(f"{text!r} has {len(parts)} fields, not {', '.join(field.name for field in FIELDS)}")
        return
    for field, part in zip(FIELDS, parts, strict=True):
        if not field.takes(part):
            yield _invalid(f"{part!r} is no {field.name}")
    if "#" in parts[4] and "," in parts[4]:
        yield _invalid(f"{parts[4]!r}: a day with # stands alone")
    if "?" not in (parts[2], parts[4]):
        yield _invalid(f"{text!r}: either the day of month or the day of week is ?")


def _invalid(reason: str) -> Fault:
    return Fault("", f"ValidationException: Parameter ScheduleExpression is not valid: {reason}")
