"""Metric math, and the rules of composite alarms.

Sources: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html (functions and words; an alarm
takes no SEARCH), and botocore: cloudwatch.PutCompositeAlarm.AlarmRule.
"""

import re
from collections.abc import Iterator, Set

from simulated_aws.declarations import Fault

FUNCTIONS = (
    "ABS", "ANOMALY_DETECTION_BAND", "AVG", "CEIL", "DATAPOINT_COUNT", "DATE", "DAY", "DB_PERF_INSIGHTS", "DIFF",
    "DIFF_TIME", "EPOCH", "FILL", "FIRST", "FLOOR", "HOUR", "IF", "INSIGHT_RULE_METRIC", "LAMBDA", "LAST", "LOG",
    "LOG10", "MAX", "METRICS", "METRIC_COUNT", "MIN", "MINUTE", "MONTH", "PERIOD", "RATE", "REMOVE_EMPTY",
    "RUNNING_SUM", "SEARCH", "SERVICE_QUOTA", "SLICE", "SORT", "STDDEV", "SUM", "TIME_SERIES", "YEAR",
)  # fmt: skip
WORDS = ("AND", "ASC", "DESC", "LINEAR", "OR", "REPEAT")
ALARM_STATES = ("ALARM", "INSUFFICIENT_DATA", "OK")
ALARM_TOKEN = re.compile(
    r'\s*((?:AND|OR|NOT|TRUE|FALSE|ALARM|OK|INSUFFICIENT_DATA|AT_LEAST)(?![\w-])|[(),]|"[^"]*"|[^\s(),"]+)'
)


def expression(text: str, ids: Set[str] | None = None) -> Iterator[Fault]:
    """What CloudWatch refuses of an expression; where the ids are given, each one that it names is among them."""
    if re.match(r"\s*SELECT\b", text):
        # A query of Metrics Insights, which is a language of its own.
        return
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
    if not text.strip():
        yield _invalid("the expression is empty")
    if '"' in bare or "'" in bare:
        yield _invalid(f"{text!r} leaves a quote open")
    if not _balanced(bare):
        yield _invalid(f"{text!r} leaves a bracket open")
    if re.search(r"[-+*/^]\s*($|[)*/^,])|,\s*[,)]", bare):
        yield _invalid(f"{text!r} lacks an operand")
    yield from _words(bare)
    named = set(re.findall(r"\b[a-z]\w*\b", bare))
    for name in sorted(named - ids) if ids is not None else ():
        yield _invalid(f"{text!r} names {name}, which is no id")


def _words(bare: str) -> Iterator[Fault]:
    for word, call in re.findall(r"\b([A-Z][A-Z0-9_]*)\b\s*(\(?)", bare):
        if word in WORDS or word in FUNCTIONS:
            continue
        if call:
            yield _invalid(f"there is no function {word}")
        else:
            yield _invalid(f"{word} is neither an id, which starts in lower case, nor a word of metric math")


def alarm_expression(text: str) -> Iterator[Fault]:
    """What CloudWatch refuses of the expression of an alarm."""
    yield from expression(text)
    if re.search(r"\bSEARCH\s*\(", text):
        yield _invalid("an alarm can't be based on SEARCH")


def alarm_rule(text: str) -> Iterator[Fault]:
    """What CloudWatch refuses of a composite alarm's rule; whether the alarms exist is another check."""
    tokens, rest = _tokens(text)
    if rest:
        yield Fault("", f"ValidationError: AlarmRule must not contain {rest!r}")
        return
    reason = _Rule(tokens).fault()
    if reason:
        yield Fault("", f"ValidationError: AlarmRule must be a valid expression: {reason}")


def alarms_of(text: str) -> list[str]:
    """The names or ARNs of the alarms in a composite alarm's rule; none where it can't be read."""
    rule = _Rule(_tokens(text)[0])
    return [] if rule.fault() else rule.alarms


def _tokens(text: str) -> tuple[list[str], str]:
    """The words of a rule, and what is no word."""
    tokens, position = list[str](), 0
    while found := ALARM_TOKEN.match(text, position):
        tokens.append(found[1])
        position = found.end()
    return tokens, text[position:].strip()


class _Rule:
    """Reads `term (AND|OR term)*`, where a term is a state of an alarm, TRUE, FALSE, NOT or something in brackets."""

    def __init__(self, tokens: list[str]):
        self._tokens = tokens
        self.alarms = list[str]()

    def fault(self) -> str:
        """Why the tokens are no rule; empty if they are one."""
        try:
            self._expression()
        except ValueError as error:
            return str(error)
        return f"unexpected {self._tokens[0]!r}" if self._tokens else ""

    def _expression(self) -> None:
        self._term()
        while self._tokens and self._tokens[0] in ("AND", "OR"):
            self._tokens.pop(0)
            self._term()

    def _term(self) -> None:
        word = self._next("an alarm's state")
        if word == "NOT":
            self._term()
        elif word == "(":
            self._expression()
            self._expect(")")
        elif word in ALARM_STATES:
            self._expect("(")
            self._alarm()
            self._expect(")")
        elif word == "AT_LEAST":
            self._at_least()
        elif word not in ("TRUE", "FALSE"):
            raise ValueError(f"{word!r} is none of {', '.join(ALARM_STATES)}, AT_LEAST, NOT, TRUE and FALSE")

    def _at_least(self) -> None:
        """`AT_LEAST(2, ALARM, (one, two, three))`."""
        self._expect("(")
        count = self._next("a number")
        if not re.fullmatch(r"[1-9]\d*%?", count):
            raise ValueError(f"{count!r} is no number of alarms")
        self._expect(",")
        if self._next("a state") == "NOT":
            self._next("a state")
        self._expect(",")
        self._expect("(")
        self._alarm()
        while self._tokens and self._tokens[0] == ",":
            self._tokens.pop(0)
            self._alarm()
        self._expect(")")
        self._expect(")")

    def _alarm(self) -> None:
        name = self._next("an alarm")
        if not name.strip('"') or name in ("(", ")", ","):
            raise ValueError("the name or ARN of an alarm is expected")
        self.alarms.append(name.strip('"'))

    def _expect(self, wanted: str) -> None:
        if self._next(wanted) != wanted:
            raise ValueError(f"{wanted!r} is expected")

    def _next(self, wanted: str) -> str:
        if not self._tokens:
            raise ValueError(f"{wanted} is missing at the end")
        return self._tokens.pop(0)


def _balanced(text: str) -> bool:
    closing: list[str] = []
    for letter in text:
        if letter in "([":
            closing.append(")" if letter == "(" else "]")
        elif letter in ")]" and (not closing or closing.pop() != letter):
            return False
    return not closing


def _invalid(reason: str) -> Fault:
    return Fault("", f"ValidationError: Invalid metrics list: {reason}")
