"""Schedules of EventBridge's rules: `rate(...)` and `cron(...)` with six fields.

Source: EventBridge user guide, "Setting a schedule pattern for scheduled rules (legacy)".
"""

import re
from collections.abc import Iterator

_UNITS = ("minute", "hour", "day")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
# Each field by its name: the least and the greatest number, the names of numbers, and what else it may be.
_FIELDS = (
    ("minutes", 0, 59, (), ""),
    ("hours", 0, 23, (), ""),
    ("day of month", 1, 31, (), r"\?|L|LW|([1-9]|[12]\d|3[01])W"),
    ("month", 1, 12, _MONTHS, ""),
    ("day of week", 1, 7, _DAYS, rf"\?|L|([1-7]|{'|'.join(_DAYS)})(L|#[1-5])"),
    ("year", 1970, 2199, (), ""),
)
_DAY_OF_MONTH, _DAY_OF_WEEK = 2, 4


def mistakes(text: str) -> Iterator[str]:
    """What is allowed instead of each part that EventBridge refuses."""
    found = re.fullmatch(r"(rate|cron)\((.*)\)", text, re.ASCII)
    if found is None:
        yield "rate(...) or cron(...)"
    elif found[1] == "rate":
        yield from _rate(found[2])
    else:
        yield from _cron(found[2].split())


def _rate(text: str) -> Iterator[str]:
    value, _, unit = text.partition(" ")
    if not re.fullmatch(r"0*[1-9]\d*", value, re.ASCII):
        yield "rate(value unit) with a whole number from 1 on"
    elif int(value) == 1 and unit not in _UNITS:
        yield f"rate(1 unit) with one of {', '.join(_UNITS)}"
    elif int(value) > 1 and unit not in [f"{one}s" for one in _UNITS]:
        yield f"rate({value} unit) with one of {', '.join(f'{one}s' for one in _UNITS)}"


def _cron(parts: list[str]) -> Iterator[str]:
    names = [field[0] for field in _FIELDS]
    if len(parts) != len(_FIELDS):
        yield f"cron(...) with six fields, {', '.join(names)}, such as cron(0 10 * * ? *)"
        return
    for (name, least, most, words, others), part in zip(_FIELDS, parts, strict=True):
        if not all(_is_taken(one, least, most, words, others) for one in part.split(",")):
            yield f"cron(...) whose {name} is not {part}, but {least} to {most}, *, or as EventBridge's guide says"
    days = parts[_DAY_OF_MONTH], parts[_DAY_OF_WEEK]
    if "?" not in days:
        yield "cron(...) where the day of month or the day of week is ?"
    if "#" in days[1] and "," in days[1]:
        yield "cron(...) where a day of week with # is the only one"


def _is_taken(part: str, least: int, most: int, words: tuple[str, ...], others: str) -> bool:
    if others and re.fullmatch(others, part, re.IGNORECASE | re.ASCII):
        return True
    span, slash, step = part.partition("/")
    # Steps of days of the week are none of EventBridge's.
    if slash and (words == _DAYS or not re.fullmatch(r"0*[1-9]\d*", step, re.ASCII)):
        return False
    if span == "*":
        return True
    ends = span.split("-")
    numbers = [number for end in ends if (number := _number(end, least, words)) is not None]
    in_range = len(numbers) == len(ends) <= 2 and all(least <= number <= most for number in numbers)
    return in_range and (bool(words) or numbers == sorted(numbers))


def _number(text: str, least: int, words: tuple[str, ...]) -> int | None:
    if text.upper() in words:
        return least + words.index(text.upper())
    return int(text) if re.fullmatch(r"\d{1,4}", text, re.ASCII) else None
