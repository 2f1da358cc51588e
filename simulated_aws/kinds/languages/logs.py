"""Filter patterns of CloudWatch Logs, and queries of Logs Insights.

Sources: CloudWatch Logs user guide, FilterAndPatternSyntax.html and CWL_QuerySyntax.html (docs.aws.amazon.com/
AmazonCloudWatch/latest/logs).
"""

import re
from collections.abc import Iterator

from simulated_aws.declarations import Fault

COMMANDS = (
    "accum", "addtotals", "anomaly", "appendcols", "autoregress", "cidrlookup", "countfrequent", "dedup", "diff",
    "display", "estimate", "expand", "fields", "filldown", "fillmissing", "filter", "filterindex", "join", "limit",
    "logcompare", "lookup", "outlier", "parse", "pattern", "relevantfields", "sessionize", "sort", "source", "stats",
    "subqueries", "unmask", "unnest", "where",
)  # fmt: skip
MOST_EVENTS = 100_000
QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`")
# Between slashes, after what takes one; elsewhere a slash divides.
REGULAR_EXPRESSION = re.compile(r"(\blike\s*|=~\s*|\bparse\s+\S+\s+)/(?:\\.|[^/\\\n])+/", re.IGNORECASE)
# A comparison of a pattern for JSON, once what is quoted is left out.
CONDITION = re.compile(
    r"\$\S*?\s*(=|!=|<=|>=|<|>)(?!=)\s*\S.*|\$\S+\s+(IS\s+(NULL|TRUE|FALSE)|NOT\s+EXISTS|EXISTS)", re.IGNORECASE
)
MOST_EXPRESSIONS = 2
MOST_LETTERS = 1024


def filter_pattern(text: str) -> Iterator[Fault]:
    """What CloudWatch Logs refuses of the pattern of a metric or subscription filter."""
    bare, stripped = QUOTED.sub('""', text), text.strip()
    if len(text) > MOST_LETTERS:
        yield _invalid_pattern(f"{len(text)} characters are more than {MOST_LETTERS}")
    if bare.replace('""', "").count('"') % 2:
        yield _invalid_pattern("a quote is left open")
    elif stripped.startswith("{"):
        yield from _json_pattern(bare.strip())
    elif stripped.startswith("["):
        if not stripped.endswith("]"):
            yield _invalid_pattern("the list of fields lacks its closing bracket")
        elif any(not field.strip() for field in bare.strip()[1:-1].split(",")):
            yield _invalid_pattern("a field has no name")
    elif bare.count("%") % 2:
        yield _invalid_pattern("a regular expression lacks its closing %")


def _json_pattern(text: str) -> Iterator[Fault]:
    if not text.endswith("}"):
        yield _invalid_pattern("the selection lacks its closing brace")
        return
    # An expression between percent signs may hold any bracket.
    inner, expressions = re.subn(r"%[^%]*%", '""', text[1:-1])
    if expressions > MOST_EXPRESSIONS:
        yield _invalid_pattern(f"{expressions} regular expressions are more than {MOST_EXPRESSIONS}")
    if not _balanced(inner):
        yield _invalid_pattern("a bracket is left open")
        return
    for condition in re.split(r"&&|\|\||[()]", inner):
        if condition.strip() and not CONDITION.fullmatch(condition.strip()):
            yield _invalid_pattern(f"{condition.strip()!r} is no comparison of a selector that starts with $")
    if re.search(r"(&&|\|\|)\s*($|[)]|&&|\|\|)|^\s*(&&|\|\|)|\(\s*(&&|\|\||\))", inner) or not inner.strip():
        yield _invalid_pattern("a comparison is missing")
    if re.search(r"(?<!&)&(?!&)|(?<!\|)\|(?!\|)", inner):
        yield _invalid_pattern("comparisons are joined with && or ||")


def query(text: str, on_dashboard: bool = False) -> Iterator[Fault]:
    """What Logs Insights refuses of a query; on a dashboard its log groups come first."""
    bare = REGULAR_EXPRESSION.sub(r'\1""', QUOTED.sub('""', text))
    bare = re.sub(r"^\s*#.*$", "", bare, flags=re.MULTILINE)
    if on_dashboard and not re.match(r"\s*SOURCE\b", bare):
        yield _malformed("a widget's query starts with SOURCE and the log groups")
    if not _balanced(bare):
        yield _malformed("a bracket is left open")
    if '"' in bare.replace('""', "") or "`" in bare:
        yield _malformed("a quote is left open")
    for command in _commands(bare):
        found = re.match(r"\s*([A-Za-z]+)\b", command)
        if not found:
            yield _malformed("a command is missing" if not command.strip() else f"{command.strip()!r} is no command")
        elif found[1].lower() not in COMMANDS:
            yield _malformed(f"{found[1]} is no command; {', '.join(COMMANDS)} are")
        elif found[1].lower() == "limit" and not _is_limit(command):
            yield _malformed(f"{command.strip()!r} has no number from 1 to {MOST_EVENTS}")


def _is_limit(command: str) -> bool:
    number = re.fullmatch(r"\s*limit\s+(?:any\s+)?([1-9]\d*)\s*", command, re.IGNORECASE)
    return number is not None and int(number[1]) <= MOST_EVENTS


def insights_query(text: str) -> Iterator[Fault]:
    """What CloudWatch Logs refuses of a saved query."""
    yield from query(text)


def _commands(text: str) -> Iterator[str]:
    """The commands of a query: what its pipes part, outside of brackets."""
    depth, start = 0, 0
    for index, letter in enumerate(text):
        depth += (letter in "({[") - (letter in ")}]")
        if letter == "|" and depth == 0:
            yield text[start:index]
            start = index + 1
    yield text[start:]


def _balanced(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if depth < 0:
            return False
    return depth == 0


def _invalid_pattern(reason: str) -> Fault:
    return Fault("", f"InvalidParameterException: Invalid filter pattern: {reason}")


def _malformed(reason: str) -> Fault:
    return Fault("", f"MalformedQueryException: {reason}")
