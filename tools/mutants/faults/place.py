"""The place of a fault: code in a scope of a Python file, or a text of any other file."""

import ast
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from tools.mutants.faults.search import Stretch, is_expression, patterns, scopes, stretches


class PlaceError(ValueError):
    """A fault no longer fits the project's files."""


@dataclass(frozen=True)
class Text:
    """A text that occurs once in a file."""

    file: str
    text: str

    def __str__(self) -> str:
        return self.file

    def changed(self, source: str, becomes: str) -> str:
        """The file's text with the fault in it; raises PlaceError unless the text occurs exactly once."""
        _once((source.count("\n", 0, found.start()) + 1 for found in re.finditer(re.escape(self.text), source)), self)
        return source.replace(self.text, becomes)


@dataclass(frozen=True)
class At:
    """Code that occurs once in a scope of a Python file, however it is formatted.

    Args:
        file: The file's path from the project's root.
        scope: The qualified name of a function, a class or an assignment: `Key.__init__`, `flows.inner`, `ORDERS`.
        text: An expression; statements; or neighbours in a call, a list or a dict (`a, b=1`; `"key": value`). In it
            `...` matches any expression. Name a formatted string as a whole, not a part of it.
    """

    file: str
    scope: str
    text: str

    def __str__(self) -> str:
        return f"{self.scope} in {self.file}"

    def changed(self, source: str, becomes: str) -> str:
        """The file's text with the fault in it, which differs only there.

        Without a replacement its comma is removed too, and statements become `pass`.

        Raises:
            PlaceError: The code does not occur exactly once; or the fault changes nothing, or is not valid Python.
        """
        tree = ast.parse(source)
        within = scopes(tree, self.scope)
        if not within:
            raise PlaceError(f"there is no {self}")
        found = [stretch for scope in within for stretch in stretches(source, scope, self.text)]
        _once((stretch.line for stretch in found), self)
        text = source.encode()
        start, new, end = _replaced(text, found[0], becomes)
        result = (text[:start] + new.encode() + text[end:]).decode()
        try:
            same = ast.dump(ast.parse(result)) == ast.dump(tree)
        except SyntaxError as error:
            raise PlaceError(f"`{becomes}` can't replace `{self.text}` in {self}: {error}") from error
        if same:
            raise PlaceError(f"`{becomes}` means the same as `{self.text}` in {self}")
        return result


def _once(found: Iterable[int], place: At | Text) -> None:
    lines = sorted(found)
    if len(lines) != 1:
        where = f" (lines {', '.join(map(str, lines))})" if lines else ""
        raise PlaceError(f"`{place.text}` occurs {len(lines)} times in {place}{where}, and has to occur once")


def _replaced(text: bytes, found: Stretch, becomes: str) -> tuple[int, str, int]:
    """What to put between which bytes."""
    if found.kind == "statements":
        indent = " " * (found.start - text.rfind(b"\n", 0, found.start) - 1)
        new = textwrap.indent(textwrap.dedent(becomes).strip() or "pass", indent)
        return found.start, new.removeprefix(indent), found.end
    if not becomes:
        return _with_comma(text, found.start, found.end)
    if found.kind == "expression" and all(map(is_expression, patterns(becomes)[:1])):
        becomes = f"({becomes})"
    return found.start, becomes, found.end


def _with_comma(text: bytes, start: int, end: int) -> tuple[int, str, int]:
    if after := re.compile(rb"\s*,").match(text, end):
        return start, "", after.end()
    before = re.search(rb",\s*$", text[:start])
    return before.start() if before else start, "", end
