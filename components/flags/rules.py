"""The rules of variants: text as AppConfig's rule language has it, and the tree of operations that it means.

The language is that of AppConfig's user guide, "Defining rules for multi-variant feature flags". Timestamps are left
out: a rule that needs one is refused.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# The longest rule that AppConfig's schema of feature flags takes, in characters.
LONGEST = 16384
# Deeper nesting than any rule that a person would read.
DEEPEST = 50
COMPARISONS = frozenset({"eq", "gt", "gte", "lt", "lte"})
TEXT_TESTS = frozenset({"begins_with", "ends_with", "contains"})
# The named operands of an operator: those it needs, and those it may have.
NAMED = {
    "matches": (frozenset({"in", "pattern"}), frozenset[str]()),
    "exists": (frozenset({"key"}), frozenset[str]()),
    "split": (frozenset({"pct", "by"}), frozenset({"seed"})),
}
OPERATORS = sorted({"and", "or", "not", "in", *COMPARISONS, *TEXT_TESTS, *NAMED})

Literal = str | int | float | bool


class RuleError(ValueError):
    """A rule that is not in AppConfig's language; the message says at which character, counted from 1."""


@dataclass(frozen=True)
class Context:
    """A value that the caller gives by its key, written `$key`."""

    key: str


@dataclass(frozen=True)
class Logic:
    """`and` and `or` of two rules, `not` of one."""

    operator: str
    rules: tuple["Rule", ...]


@dataclass(frozen=True)
class Comparison:
    """A test of a context's value against another value: comparisons, and tests of a text's parts."""

    operator: str
    left: Context | Literal
    right: Context | Literal


@dataclass(frozen=True)
class Member:
    """Whether a context's value is one of some constants."""

    value: Context
    items: tuple[Literal, ...]


@dataclass(frozen=True)
class Match:
    """Whether a context's value matches a regular expression."""

    value: Context
    pattern: str


@dataclass(frozen=True)
class Exists:
    """Whether the caller gave a context key."""

    key: str


@dataclass(frozen=True)
class Split:
    """Whether a context's value is among the given percentage, by a hash that the seed alone decides."""

    percent: float
    by: str
    seed: str | None


Rule = Logic | Comparison | Member | Match | Exists | Split


def parse(text: str) -> Rule:
    """The tree of a rule; raises RuleError where the text is none."""
    if len(text) > LONGEST:
        raise RuleError(f"the rule has {len(text)} characters; AppConfig takes {LONGEST}")
    parser = _Parser(text)
    rule = parser.rule(0)
    parser.end()
    return rule


def always_needed(rule: Rule) -> Iterator[Split]:
    """Every split without which the rule cannot hold."""
    if isinstance(rule, Split):
        yield rule
    elif isinstance(rule, Logic) and rule.operator == "and":
        for inner in rule.rules:
            yield from always_needed(inner)


def context_keys(rule: Rule) -> frozenset[str]:
    """The context keys that the rule asks for."""
    match rule:
        case Logic(rules=rules):
            return frozenset[str]().union(*map(context_keys, rules))
        case Split(by=key) | Exists(key=key):
            return frozenset({key})
        case Comparison(left=left, right=right):
            return frozenset(value.key for value in (left, right) if isinstance(value, Context))
        case Member(value=value) | Match(value=value):
            return frozenset({value.key})


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


_TOKENS = re.compile(
    r"""(?P<space>\s+)|(?P<string>"(?:[^"\\]|\\.)*")|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.-]))"""
    r"""|(?P<context>\$[A-Za-z_]\w*)|(?P<named>[a-z_]+::)|(?P<word>[a-z_]+)|(?P<mark>[()\[\],])""",
    re.ASCII | re.DOTALL,
)
_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "r": "\r", "/": "/"}


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None:
            raise RuleError(
                f"character {position + 1}: {text[position : position + 12]!r} begins no operand or operator"
            )
        if match.lastgroup and match.lastgroup != "space":
            yield _Token(match.lastgroup, match[0], position)
        position = match.end()
    yield _Token("end", "the end of the rule", position)


class _Parser:
    def __init__(self, text: str):
        self._tokens = list(_tokens(text))
        self._next = 0

    def rule(self, depth: int) -> Rule:
        start = self._take("(")
        if depth > DEEPEST:
            raise _fault(start, f"is nested deeper than {DEEPEST} levels")
        operator = self._token()
        if operator.text not in OPERATORS:
            raise _fault(operator, f"is no operator; allowed are {', '.join(OPERATORS)}")
        if operator.text in ("and", "or", "not"):
            rules = tuple(self.rule(depth + 1) for _ in range(1 if operator.text == "not" else 2))
            found: Rule = Logic(operator.text, rules)
        elif operator.text in NAMED:
            found = self._named(operator)
        elif operator.text == "in":
            found = Member(self._context(), self._list())
        else:
            found = self._comparison(operator)
        self._take(")")
        return found

    def end(self) -> None:
        token = self._token()
        if token.kind != "end":
            raise _fault(token, "is after the end of the rule")

    def _comparison(self, operator: _Token) -> Comparison:
        left, token = self._context(), self._tokens[self._next]
        right = self._context() if token.kind == "context" else self._literal()
        if operator.text in TEXT_TESTS and not isinstance(right, str | Context):
            raise _fault(token, f"is no text; {operator.text} takes one")
        if operator.text not in ("eq", *TEXT_TESTS) and isinstance(right, bool):
            raise _fault(token, f"has no order; {operator.text} takes a number or a text")
        return Comparison(operator.text, left, right)

    def _named(self, operator: _Token) -> Rule:
        needed, optional = NAMED[operator.text]
        given: dict[str, Context | Literal] = {}
        while self._tokens[self._next].kind == "named":
            name = self._token()
            key = name.text.removesuffix("::")
            if key not in needed | optional or key in given:
                allowed = ", ".join(f"{item}::" for item in sorted(needed | optional))
                raise _fault(name, f"is unknown to {operator.text}, or occurs twice; allowed are {allowed}")
            given[key] = self._operand(operator.text, key)
        if missing := sorted(needed - given.keys()):
            raise _fault(operator, f"lacks {', '.join(f'{item}::' for item in missing)}")
        return _built(operator.text, given)

    def _operand(self, operator: str, key: str) -> Context | Literal:
        if key in ("in", "by"):
            return self._context()
        token = self._tokens[self._next]
        value = self._literal()
        if key == "pct":
            if isinstance(value, bool | str) or not 0 <= value <= 100:
                raise _fault(token, "is no percentage; allowed are 0 to 100")
        elif not isinstance(value, str):
            raise _fault(token, f"is no text; {key}:: of {operator} takes one")
        elif key == "pattern":
            _check_pattern(value, token)
        return value

    def _context(self) -> Context:
        token = self._token()
        if token.kind != "context":
            raise _fault(token, "is where a context value such as $account is expected")
        return Context(token.text[1:])

    def _list(self) -> tuple[Literal, ...]:
        self._take("[")
        items = [self._literal()]
        while self._tokens[self._next].text == ",":
            self._token()
            items.append(self._literal())
        self._take("]")
        return tuple(items)

    def _literal(self) -> Literal:
        token = self._token()
        if token.kind == "string":
            return _unquoted(token)
        if token.kind == "number":
            return _number(token)
        if token.text in ("true", "false"):
            return token.text == "true"
        raise _fault(token, "is where a text, a number, true or false is expected")

    def _take(self, mark: str) -> _Token:
        token = self._token()
        if token.kind != "mark" or token.text != mark:
            raise _fault(token, f"is where {mark!r} is expected")
        return token

    def _token(self) -> _Token:
        token = self._tokens[self._next]
        # The last token is the end, which stays.
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token


def _built(operator: str, given: Mapping[str, Context | Literal]) -> Rule:
    match operator, given:
        case "split", {"by": Context(key), "pct": int() | float() as percent}:
            seed = given.get("seed")
            return Split(float(percent), key, str(seed) if seed is not None else None)
        case "matches", {"in": Context() as value, "pattern": str() as pattern}:
            return Match(value, pattern)
        case _:
            return Exists(str(given["key"]))


def _check_pattern(pattern: str, token: _Token) -> None:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise _fault(token, f"is no regular expression: {error}") from error


def _number(token: _Token) -> int | float:
    if re.fullmatch(r"-?\d{1,19}", token.text) and -(2**63) <= int(token.text) < 2**63:
        return int(token.text)
    value = float(token.text)
    if re.fullmatch(r"-?\d+", token.text) or value in (float("inf"), float("-inf")):
        raise _fault(token, "has more than 64 bits")
    return value


def _unquoted(token: _Token) -> str:
    def character(match: re.Match[str]) -> str:
        if match[1] not in _ESCAPES:
            raise _fault(token, f"holds the unknown escape {match[0]!r}")
        return _ESCAPES[match[1]]

    return re.sub(r"\\(.)", character, token.text[1:-1], flags=re.DOTALL)


def _fault(token: _Token, problem: str) -> RuleError:
    return RuleError(f"character {token.position + 1}: {token.text[:40]} {problem}")
