"""Which conditions narrow what a statement allows, and which only look as if they did."""

from access.documents import Condition, Statement
from access.samples import NAMES, REGION, STRANGER, has_wildcard
from access.wildcards import matches

# The operators that compare with a text that has to be there.
_COMPARING = frozenset(
    f"{quantifier}{operator}"
    for quantifier in ("", "ForAnyValue:")
    for operator in ("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike")
)
# Texts that nobody has chosen: a value that matches one of them fixes nothing.
_ANY = (
    *NAMES,
    *(f"arn:aws:{service}:{REGION}:{STRANGER}:{name}" for service in ("sns", "iam") for name in NAMES),
    *(f"arn:aws:s3:::{name}" for name in NAMES),
    *(f"{name}.amazonaws.com" for name in NAMES),
    *(f"{name}.{REGION}.amazonaws.com" for name in NAMES),
)


def narrows(condition: Condition) -> bool:
    """Whether a condition is met only where a key is there and has one of some chosen values.

    A request without the key passes with IfExists, Null and ForAllValues, and all requests but a few pass a negated
    operator. Policy variables stand for what the request says itself.
    """
    return condition.operator in _COMPARING and all(_is_fixed(value) for value in condition.values)


def is_narrowed(statement: Statement, *keys: str) -> bool:
    """Whether a statement has a condition that narrows on one of some keys; a key may end in a star."""
    wanted = [key.lower() for key in keys]
    return any(
        narrows(condition) and any(matches(key, condition.key.lower()) for key in wanted)
        for condition in statement.conditions
    )


def _is_fixed(value: str) -> bool:
    if not value or "${" in value:
        return False
    return not has_wildcard(value) or not any(matches(value, text) for text in _ANY)
