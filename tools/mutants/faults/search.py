"""Finds code in a scope of a Python file by its syntax tree, whatever its format."""

import ast
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal, cast

# The siblings in a node: arguments, elements, statements; the entries of a dict are pairs.
Run = Sequence[Any]
Entry = tuple[ast.expr | None, ast.expr]
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Stretch:
    """The position of code: the line that it begins in, its first byte and the one after its last."""

    line: int
    start: int
    end: int
    kind: Literal["statements", "expression", "neighbours"]


def scopes(tree: ast.AST, name: str) -> list[ast.AST]:
    """The functions, classes and assignments that have a qualified name."""
    found = [tree]
    for part in name.split("."):
        found = [inner for outer in found for inner in _named(outer, part)]
    return found


def stretches(source: str, scope: ast.AST, code: str) -> list[Stretch]:
    """The positions of the code in the scope; none if it is not valid Python."""
    text = source.encode()
    lines = list(accumulate((len(line) + 1 for line in text.split(b"\n")), initial=0))
    runs: list[Run] = [[scope], *(run for node in _nodes(scope) for run in _runs(node))]
    found: dict[tuple[int, int], Stretch] = {}
    for pattern in patterns(code):
        for run in runs:
            for first in range(len(run) - len(pattern) + 1):
                window = run[first : first + len(pattern)]
                if _same(list(pattern), list(window)):
                    stretch = _stretch(text, lines, window)
                    # A call that is a statement is the statement, which is the last that code may be.
                    found[stretch.start, stretch.end] = stretch
    return list(found.values())


def patterns(code: str) -> list[Run]:
    """All that the code may be: arguments or elements, entries of a dict, statements."""
    return [run for run in (_as_arguments(code), _as_entries(code), _parsed(textwrap.dedent(code))) if run]


def is_expression(run: Run) -> bool:
    """Whether it is one expression, which may be wherever another one is."""
    return len(run) == 1 and isinstance(run[0], ast.expr) and not isinstance(run[0], ast.Starred)


def _parsed(code: str) -> list[ast.stmt]:
    try:
        return ast.parse(code).body
    except SyntaxError:
        return []


def _as_arguments(code: str) -> Run:
    match _parsed(f"_({code}\n)"):
        case [ast.Expr(value=ast.Call() as call)]:
            return _arguments(call)
        case _:
            return ()


def _as_entries(code: str) -> Run:
    match _parsed(f"{{{code}\n}}"):
        case [ast.Expr(value=ast.Dict() as entries)]:
            return _entries(entries)
        case _:
            return ()


def _named(outer: ast.AST, name: str) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(outer):
        if name in _names(child):
            yield child
        elif not isinstance(child, SCOPES):
            yield from _named(child, name)


def _names(node: ast.AST) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case _:
            return []


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    # Until Python 3.12 the parts of a formatted string have no positions.
    if not isinstance(node, ast.JoinedStr):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _nodes(child)


def _runs(node: ast.AST) -> Iterator[Run]:
    """A node's parts, with siblings together."""
    match node:
        case ast.Call():
            yield [node.func]
            yield _arguments(node)
        case ast.Dict():
            yield _entries(node)
            yield from ([part] for part in (*node.keys, *node.values))
        case _:
            for _, value in ast.iter_fields(node):
                yield value if isinstance(value, list) else [value]


def _arguments(call: ast.Call) -> Run:
    return sorted([*call.args, *call.keywords], key=lambda node: (node.lineno, node.col_offset))


def _entries(entries: ast.Dict) -> Run:
    return list(zip(entries.keys, entries.values, strict=True))


def _same(pattern: Any, found: Any) -> bool:
    match pattern:
        case ast.Constant(value=value) if value is ...:
            return isinstance(found, ast.expr)
        case ast.AST():
            return type(pattern) is type(found) and all(
                _same(value, getattr(found, name)) for name, value in ast.iter_fields(pattern)
            )
        case [*parts]:
            return isinstance(found, list | tuple) and _all_same(parts, cast(Run, found))
        case _:
            return type(pattern) is type(found) and pattern == found


def _all_same(parts: Run, found: Run) -> bool:
    return len(parts) == len(found) and all(map(_same, parts, found))


def _stretch(text: bytes, lines: Sequence[int], run: Run) -> Stretch:
    first, last = run[0], run[-1]
    if not isinstance(first, tuple):
        kind = "statements" if isinstance(first, ast.stmt) else "expression" if is_expression(run) else "neighbours"
        return Stretch(first.lineno, _start(lines, first), _end(lines, last), kind)
    (key, value), (_, last_value) = cast(tuple[Entry, Entry], (first, last))
    end = _end(lines, last_value)
    # The parentheses around a value are not part of it.
    while closed := re.compile(rb"\s*\)").match(text, end):
        end = closed.end()
    return Stretch((key or value).lineno, _start(lines, key or value), end, "neighbours")


def _start(lines: Sequence[int], node: Any) -> int:
    line: int = node.lineno
    return lines[line - 1] + node.col_offset


def _end(lines: Sequence[int], node: Any) -> int:
    line: int = node.end_lineno
    return lines[line - 1] + node.end_col_offset
