"""The part of CloudWatch Logs Insights that the program and its runbooks use, on lines that code wrote.

From AWS's pages "Supported logs and discovered fields" and "CloudWatch Logs Insights language query syntax": a JSON
line is flattened, with a number for each item of a list; a field that a line lacks is none, equals nothing and sorts
last; `stats` groups by none as by any other value.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

Row = dict[str, Any]
Expression = Callable[[Row], Any]

TOKEN = re.compile(r'\s*("[^"]*"|/(?:\\.|[^/])*/|[<>!]=|[=<>(),\[\]*]|[@\w.]+)')
COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
}
FUNCTIONS: Mapping[str, Callable[[list[Any]], Any]] = {
    "ispresent": lambda values: values[0] is not None,
    "coalesce": lambda values: next((value for value in values if value is not None), None),
    "jsonParse": lambda values: json.loads(values[0]),
}


def record(line: str, at: int = 0, stream: str = "stream") -> Row:
    """A line of a log as a query sees it."""
    row: Row = {"@message": line, "@timestamp": at, "@logStream": stream}
    if line.startswith("{"):
        row |= dict(_flat("", json.loads(line)))
    return row


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list):
        items = cast(dict[str, Any], value).items() if isinstance(value, dict) else enumerate(cast(list[Any], value))
        for key, part in items:
            yield from _flat(f"{path}.{key}" if path else str(key), part)
    elif value is not None:
        yield path, value


def asked(query: str, lines: Sequence[Row]) -> list[Row]:
    """The rows that a query answers with."""
    rows = [dict(line) for line in lines]
    for part in re.split(r'\|(?=(?:[^"]*"[^"]*")*[^"]*$)', query):
        command, _, rest = part.strip().partition(" ")
        rows = COMMANDS[command](_Reader(rest), rows)
    return rows


class _Reader:
    """The words of one command, from the first to the last."""

    def __init__(self, text: str):
        self.words: list[str] = []
        end = 0
        while end < len(text.rstrip()):
            found = TOKEN.match(text, end)
            assert found, f"unread: {text[end:]}"
            self.words.append(found[1])
            end = found.end()

    def take(self, *wanted: str) -> str | None:
        """The next word, where it is one of those that are wanted, or any."""
        if self.words and (not wanted or self.words[0] in wanted):
            return self.words.pop(0)
        return None

    def condition(self) -> Expression:
        terms = [self._conjunction()]
        while self.take("or"):
            terms.append(self._conjunction())
        return lambda row: any(term(row) for term in terms)

    def _conjunction(self) -> Expression:
        terms = [self._comparison()]
        while self.take("and"):
            terms.append(self._comparison())
        return lambda row: all(term(row) for term in terms)

    def _comparison(self) -> Expression:
        left = self.value()
        if symbol := self.take(*COMPARED):
            compare, right = COMPARED[symbol], self.value()
            return lambda row: left(row) is not None and compare(left(row), right(row))
        if self.take("in"):
            allowed = self._list("[", "]")
            return lambda row: left(row) in [value(row) for value in allowed]
        if self.take("like"):
            pattern = self.words.pop(0).strip("/")
            return lambda row: left(row) is not None and re.search(pattern, str(left(row))) is not None
        return left

    def value(self) -> Expression:
        word = self.words.pop(0)
        if word.startswith('"'):
            return lambda row: word.strip('"')
        if word.isdigit():
            return lambda row: int(word)
        if self.words[:1] == ["("]:
            function, arguments = FUNCTIONS[word], self._list("(", ")")
            return lambda row: function([value(row) for value in arguments])
        return lambda row: row.get(word)

    def named(self) -> list[tuple[str, Expression]]:
        """Values that are separated by commas, each by its name: its own, or the one after `as`."""
        found: list[tuple[str, Expression]] = []
        while self.words and self.words[0] != "by":
            name = self.words[0]
            value = self.value()
            found.append(((self.take() or "") if self.take("as") else name, value))
            self.take(",")
        return found

    def _list(self, opening: str, closing: str) -> list[Expression]:
        assert self.take(opening), self.words
        found: list[Expression] = []
        while not self.take(closing):
            found.append(self.value())
            self.take(",")
        return found


def _fields(reader: _Reader, rows: list[Row]) -> list[Row]:
    named = reader.named()
    return [row | {name: value(row) for name, value in named} for row in rows]


def _display(reader: _Reader, rows: list[Row]) -> list[Row]:
    named = reader.named()
    return [{name: value(row) for name, value in named} for row in rows]


def _filter(reader: _Reader, rows: list[Row]) -> list[Row]:
    condition = reader.condition()
    return [row for row in rows if condition(row)]


def _stats(reader: _Reader, rows: list[Row]) -> list[Row]:
    assert [reader.take() for _ in range(5)] == ["count", "(", "*", ")", "as"]
    counted = str(reader.take())
    assert reader.take("by"), reader.words
    keys = reader.named()
    counts: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(value(row) for _, value in keys)
        counts[key] = counts.get(key, 0) + 1
    names = [name for name, _ in keys]
    return [dict(zip(names, key, strict=True)) | {counted: count} for key, count in counts.items()]


def _sort(reader: _Reader, rows: list[Row]) -> list[Row]:
    value, descending = reader.value(), reader.take("desc", "asc") == "desc"
    present = sorted((row for row in rows if value(row) is not None), key=value, reverse=descending)
    return [*present, *(row for row in rows if value(row) is None)]


def _limit(reader: _Reader, rows: list[Row]) -> list[Row]:
    return rows[: int(str(reader.take()))]


def _unnest(reader: _Reader, rows: list[Row]) -> list[Row]:
    root, _, path = str(reader.take()).partition(".")
    assert reader.take("into"), reader.words
    name = str(reader.take())
    return [row | {name: item} for row in rows for item in row[root][path]]


def _parse(reader: _Reader, rows: list[Row]) -> list[Row]:
    """Takes a field apart by a text with a star for each part; a line of another form keeps what it has."""
    value, pattern = reader.value(), re.escape(str(reader.take()).strip('"')).replace(r"\*", "(.*?)")
    assert reader.take("as"), reader.words
    names = [name for name, _ in reader.named()]
    found = [(row, re.fullmatch(pattern, str(value(row)))) for row in rows]
    return [row | (dict(zip(names, parts.groups(), strict=True)) if parts else {}) for row, parts in found]


COMMANDS: Mapping[str, Callable[[_Reader, list[Row]], list[Row]]] = {
    "display": _display,
    "fields": _fields,
    "filter": _filter,
    "limit": _limit,
    "parse": _parse,
    "sort": _sort,
    "stats": _stats,
    "unnest": _unnest,
}
