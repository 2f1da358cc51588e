"""Values of a property that the sources call invalid, and valid ones near the border."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from tools.truth.probe import Kind, Value
from tools.truth.sites import Site
from tools.truth.sources.statement import Statement, found, numbers, whole

# Of a type that nothing turns into the declared one; the engine's bridge turns a number into a text.
WRONG_TYPES: dict[str, Any] = {
    "text": {"wrong": "type"},
    "whole": "many",
    "number": "many",
    "flag": "perhaps",
    "list": 7,
    "object": 7,
    "map": 7,
}
# What a pattern may not take, from the plainest to the least usual.
ODD = (" ", "_", "/", "*", "!", "A", "a", "é", "<", "\t", "\x07", "1", "-", ".", ":", "€")
UNKNOWN_CHOICE = "not-a-choice"
LONGEST = 100_000


def wrong(site: Site) -> Iterator[Value]:
    """Values that the sources call invalid."""
    if site.declared.kind in WRONG_TYPES and site.keys:
        yield Value(kind=Kind.TYPE, value=WRONG_TYPES[site.declared.kind], sources=("SDK",))
    kind, statements = site.declared.kind, site.statements
    if kind == "text":
        yield from _wrong_text(site, statements)
    elif kind in ("whole", "number"):
        yield from _wrong_number(statements)
    elif kind == "list" and site.value:
        yield from _wrong_list(site.value, statements)


def right(site: Site) -> Iterator[Value]:
    """Values near the border that every source takes."""
    kind, statements = site.declared.kind, site.statements
    if not site.given:
        return
    if kind in ("whole", "number"):
        for aspect, choose in (("least", max), ("most", min)):
            if bounds := numbers(statements, aspect):
                number = choose(bounds)
                yield Value(
                    kind=Kind.LOW if aspect == "least" else Kind.HIGH,
                    value=int(number) if kind == "whole" else number,
                    valid=True,
                    sources=_sources(statements, aspect),
                    detail=aspect,
                )
    elif kind == "text":
        yield from _right_text(site, statements)


def disputed(site: Site) -> int:
    """How many borders and choices of a property the sources disagree about."""
    statements = site.statements
    borders = ("least", "most", "shortest", "longest", "fewest", "most_items")
    lists = [set(item.choices) for item in statements if item.choices]
    return sum(len(set(numbers(statements, aspect))) > 1 for aspect in borders) + (
        len(set[Any].union(*lists) - set[Any].intersection(*lists)) if lists else 0
    )


def _wrong_text(site: Site, statements: Sequence[Statement]) -> Iterator[Value]:
    lists = [item for item in statements if item.choices]
    if lists:
        yield Value(
            kind=Kind.CHOICE, value=UNKNOWN_CHOICE, sources=tuple(item.source for item in lists), detail="made up"
        )
        yield from _misspelt(lists)
        return
    base = site.value if isinstance(site.value, str) else "value"
    longest, shortest = numbers(statements, "longest"), numbers(statements, "shortest")
    if longest and max(longest) < LONGEST:
        text = _of_length(base, int(max(longest)) + 1)
        yield Value(kind=Kind.LONG, value=text, sources=_sources(statements, "longest"))
    if shortest and min(shortest) > 1:
        yield Value(kind=Kind.SHORT, value=base[: int(min(shortest)) - 1], sources=_sources(statements, "shortest"))
    yield from _wrong_characters(base, statements)


def _misspelt(lists: Sequence[Statement]) -> Iterator[Value]:
    """A choice in another case, where no source has it so."""
    known = {str(choice) for item in lists for choice in item.choices}
    for choice in sorted(known)[:1]:
        other = choice.swapcase()
        if other not in known and other != choice:
            yield Value(
                kind=Kind.CHOICE, value=other, sources=tuple(item.source for item in lists), detail="in another case"
            )


def _wrong_characters(base: str, statements: Sequence[Statement]) -> Iterator[Value]:
    patterns = [item for item in statements if item.pattern]
    if not patterns:
        return
    longest = min(numbers(statements, "longest"), default=LONGEST)
    middle = len(base) // 2
    candidates = [text for odd in ODD for text in (base[:middle] + odd + base[middle:], odd + base, base + odd)]
    refused = [text for text in candidates if len(text) <= longest and _fails_all(text, patterns)]
    # One in the middle, and one of another character at an end.
    for text, detail in zip((*refused[:1], *refused[-1:]), ("plain", "odd"), strict=False):
        yield Value(kind=Kind.CHARACTERS, value=text, sources=_sources(patterns, "pattern"), detail=detail)


def _fails_all(text: str, patterns: Sequence[Statement]) -> bool:
    return all(found(text, str(item.pattern)) is False for item in patterns)


def _wrong_number(statements: Sequence[Statement]) -> Iterator[Value]:
    if least := numbers(statements, "least"):
        # The provider takes 0 for a number that is not given.
        number = min(least) - 1 or -1
        yield Value(kind=Kind.LOW, value=_plain(number), sources=_sources(statements, "least"))
    if most := numbers(statements, "most"):
        yield Value(kind=Kind.HIGH, value=_plain(max(most) + 1), sources=_sources(statements, "most"))


def _wrong_list(value: object, statements: Sequence[Statement]) -> Iterator[Value]:
    items = cast(list[Any], value)
    if (most := numbers(statements, "most_items")) and max(most) < 200:
        wanted = int(max(most)) + 1
        many = [_another(items[number % len(items)], number // len(items)) for number in range(wanted)]
        yield Value(kind=Kind.MANY, value=many, sources=_sources(statements, "most_items"))
    if (fewest := numbers(statements, "fewest")) and min(fewest) > 1:
        yield Value(kind=Kind.FEW, value=items[: int(min(fewest)) - 1], sources=_sources(statements, "fewest"))


def _another(item: Any, number: int) -> Any:
    """An item like another one, and not equal to it."""
    if not number:
        return item
    if isinstance(item, str):
        return f"{item}{number}"
    if isinstance(item, dict):
        fields = cast(dict[str, Any], item)
        text = next((key for key, value in fields.items() if isinstance(value, str)), None)
        return {**fields, text: f"{fields[text]}{number}"} if text else fields
    return item + number if isinstance(item, int) and not isinstance(item, bool) else item


def _right_text(site: Site, statements: Sequence[Statement]) -> Iterator[Value]:
    lists = [set(item.choices) for item in statements if item.choices]
    if lists:
        sources = tuple(item.source for item in statements if item.choices)
        for choice in sorted(map(str, set[Any].intersection(*lists))):
            if choice != site.value:
                yield Value(kind=Kind.CHOICE, value=choice, valid=True, sources=sources, detail=choice)
        return
    base = str(site.value)
    longest = min(numbers(statements, "longest"), default=0)
    if not longest or longest > LONGEST or not base.replace("-", "").replace("_", "").replace(" ", "").isalnum():
        return
    for length, kind in ((int(longest), Kind.LONG),):
        text = _of_length(base, length)
        if all(whole(text, str(item.pattern)) for item in statements if item.pattern):
            yield Value(kind=kind, value=text, valid=True, sources=_sources(statements, "longest"), detail="longest")


def _of_length(base: str, length: int) -> str:
    """A text of a length that goes on as it begins, and ends as it does."""
    if len(base) >= length:
        return base[:length]
    filler = next((letter for letter in base if letter.isalpha()), "a")
    middle = len(base) // 2
    # In the middle of a word, so that no separator is doubled.
    while 0 < middle < len(base) and not (base[middle - 1].isalnum() and base[middle].isalnum()):
        middle += 1
    return base[:middle] + filler * (length - len(base)) + base[middle:]


def _plain(number: float) -> float:
    return int(number) if float(number).is_integer() else number


def _sources(statements: Sequence[Statement], aspect: str) -> tuple[str, ...]:
    return tuple(item.source for item in statements if getattr(item, aspect) is not None)
