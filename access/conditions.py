"""The operators of conditions."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from ipaddress import ip_address, ip_network

from access.documents import Condition
from access.wildcards import Prefix, arn_matches, matches

# What is known of a request, by key in lower case: () for a key that it does not have. A key that is missing here is
# unknown.
Context = Mapping[str, tuple[str | Prefix, ...]]
Comparison = Callable[[str, str], bool]


def _same(wanted: str, value: str | Prefix) -> bool | None:
    if "${" in wanted:
        # A policy variable stands for a text that only the request knows.
        return None
    if isinstance(value, Prefix):
        return None if wanted.startswith(value.text) else False
    return wanted == value


def _known(compare: Comparison) -> Callable[[str, str | Prefix], bool | None]:
    """A comparison that a malformed value fails, and that is open with a policy variable or an unknown end."""

    def comparison(wanted: str, value: str | Prefix) -> bool | None:
        if "${" in wanted or isinstance(value, Prefix):
            return None
        try:
            return compare(wanted, value)
        except ValueError:
            return False

    return comparison


def _number(compare: Callable[[float, float], bool]) -> Callable[[str, str | Prefix], bool | None]:
    return _known(lambda wanted, value: compare(float(value), float(wanted)))


def _date(compare: Callable[[float, float], bool]) -> Callable[[str, str | Prefix], bool | None]:
    return _known(lambda wanted, value: compare(_seconds(value), _seconds(wanted)))


def _seconds(date: str) -> float:
    """A moment in ISO 8601, or in seconds since 1970."""
    return float(date) if date.isdigit() else datetime.fromisoformat(date).timestamp()


# IAM's reference of condition operators; what is negated follows from these.
OPERATORS: Mapping[str, Callable[[str, str | Prefix], bool | None]] = {
    "StringEquals": _same,
    "StringEqualsIgnoreCase": _known(lambda wanted, value: wanted.lower() == value.lower()),
    "StringLike": matches,
    "NumericEquals": _number(lambda value, wanted: value == wanted),
    "NumericLessThan": _number(lambda value, wanted: value < wanted),
    "NumericLessThanEquals": _number(lambda value, wanted: value <= wanted),
    "NumericGreaterThan": _number(lambda value, wanted: value > wanted),
    "NumericGreaterThanEquals": _number(lambda value, wanted: value >= wanted),
    "DateEquals": _date(lambda value, wanted: value == wanted),
    "DateLessThan": _date(lambda value, wanted: value < wanted),
    "DateLessThanEquals": _date(lambda value, wanted: value <= wanted),
    "DateGreaterThan": _date(lambda value, wanted: value > wanted),
    "DateGreaterThanEquals": _date(lambda value, wanted: value >= wanted),
    "Bool": _known(lambda wanted, value: wanted.lower() == value.lower()),
    "BinaryEquals": _same,
    "IpAddress": _known(lambda wanted, value: ip_address(value) in ip_network(wanted, strict=False)),
    # Both operators on ARNs take wildcards.
    "ArnEquals": arn_matches,
    "ArnLike": arn_matches,
}
NEGATED: Mapping[str, str] = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}


def holds(condition: Condition, context: Context) -> bool | None:
    """Whether a condition is met; None where that depends on what is unknown. An unknown operator is never met."""
    values = context.get(condition.key.lower())
    if values is None:
        return None
    quantifier, _, operator = condition.operator.rpartition(":")
    if operator == "Null":
        return (condition.values[0].lower() == "true") is (not values)
    name = operator.removesuffix("IfExists")
    is_negated = name in NEGATED
    compare = OPERATORS.get(NEGATED.get(name, name))
    if compare is None:
        return False
    if not values:
        # A negated operator is met by a key that is missing, unless one value at least has to meet it.
        return quantifier == "ForAllValues" or name != operator or (is_negated and quantifier != "ForAnyValue")
    found = [any_of(compare(wanted, value) for wanted in condition.values) for value in values]
    if is_negated:
        unmet = [inverse(each) for each in found]
        return any_of(unmet) if quantifier == "ForAnyValue" else all_of(unmet)
    return all_of(found) if quantifier == "ForAllValues" else any_of(found)


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Whether one answer at least is yes, with None for what is unknown."""
    found = set(answers)
    return True if True in found else None if None in found else False


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Whether every answer is yes, with None for what is unknown."""
    found = set(answers)
    return False if False in found else None if None in found else True


def inverse(answer: bool | None) -> bool | None:
    """The opposite of an answer; what is unknown stays so."""
    return None if answer is None else not answer
