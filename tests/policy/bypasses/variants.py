"""Other ways to write the same document: whoever refuses one has to refuse all of them."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

Statement = dict[str, Any]
Change = Callable[[Statement, random.Random], Statement]
# The elements of a statement that hold a text or a list of them.
ELEMENTS = ("Action", "NotAction", "Resource", "NotResource")
DOCUMENTS = ("policy", "policyDocument", "assumeRolePolicy")
RULES = ("rules", "rulesString")
VARIABLES = ("variables", "runtimeEnvironmentVariables")
NETWORKS = ("cidr", "cidrIpv4", "cidrBlock")
VARYING = (*DOCUMENTS, *RULES, *VARIABLES, *NETWORKS)
# Conditions that nearly all requests meet, whoever makes them.
IDLE: tuple[Mapping[str, Mapping[str, object]], ...] = (
    {"Bool": {"aws:SecureTransport": "true"}},
    {"StringLike": {"aws:UserAgent": "*"}},
    {"StringNotEquals": {"aws:UserAgent": "none"}},
    {"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}},
    {"NumericLessThanEqualsIfExists": {"aws:MultiFactorAuthAge": "3600"}},
    {"ForAllValues:StringLike": {"aws:TagKeys": ["*"]}},
    {"Null": {"aws:TokenIssueTime": "false"}},
    {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
)
HARMLESS: Statement = {"Effect": "Allow", "Action": "xray:PutTraceSegments", "Resource": "*"}


def varied(properties: Mapping[str, Any], chance: random.Random, changes: Sequence[Change]) -> dict[str, Any]:
    """Properties with their policy documents, and what else has more than one spelling, written differently."""
    return {key: _value(key, value, chance, changes) for key, value in properties.items()}


def _value(key: str, value: Any, chance: random.Random, changes: Sequence[Change]) -> Any:
    if key in DOCUMENTS:
        return _document(value, chance, changes)
    if key in RULES and isinstance(value, str):
        return value.replace(" ", chance.choice((" ", "  ", "\t"))) + chance.choice(("", "\n", "\n\n# end\n"))
    if key in VARIABLES:
        prefix = chance.choice(("", "APP_", "app_", "X_"))
        return {f"{prefix}{name}": text for name, text in cast(Mapping[str, str], value).items()}
    if key in NETWORKS and "/" in value and not value.startswith("10."):
        # Bits beyond the prefix change nothing.
        address, _, length = value.partition("/")
        return f"{address.rpartition('.')[0]}.{chance.randint(0, 255)}/{length}" if length != "00" else value
    if isinstance(value, Mapping):
        return varied(cast(Mapping[str, Any], value), chance, changes)
    if isinstance(value, list):
        items = [_value("", item, chance, changes) for item in cast(list[Any], value)]
        chance.shuffle(items)
        return items
    return value


def _document(text: str, chance: random.Random, changes: Sequence[Change]) -> str:
    statements = cast(list[Statement], json.loads(text)["Statement"])
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(statements))
        statements[at] = chance.choice(changes)(dict(statements[at]), chance)
    if "Principal" not in json.dumps(statements) and chance.random() < 0.3:
        statements.insert(chance.randint(0, len(statements)), HARMLESS)
    chance.shuffle(statements)
    only = len(statements) == 1 and chance.random() < 0.5
    return json.dumps({"Version": "2012-10-17", "Statement": statements[0] if only else statements})


def _in_other_case(statement: Statement, chance: random.Random) -> Statement:
    """IAM compares actions without their case."""
    case = chance.choice((str.lower, str.upper, str.swapcase))
    return statement | {key: _each(statement[key], case) for key in ("Action", "NotAction") if key in statement}


def _in_lists(statement: Statement, chance: random.Random) -> Statement:
    key = chance.choice([key for key in ELEMENTS if key in statement])
    value = statement[key]
    if isinstance(value, list):
        items = cast(list[str], value)
        return statement | {key: chance.sample(items, len(items)) if len(items) > 1 else items[0]}
    return statement | {key: [value]}


def _with_more(statement: Statement, chance: random.Random) -> Statement:
    """A statement of more allows, or denies, no less."""
    key = chance.choice([key for key in ("Action", "Resource") if key in statement] or [""])
    if not key or "Service" in json.dumps(statement.get("Principal", "")):
        return statement
    more = {"Action": "xray:PutTraceSegments", "Resource": "arn:aws:s3:::public-files/*"}[key]
    value = statement[key]
    return statement | {key: [*(cast(list[str], value) if isinstance(value, list) else [value]), more]}


def _with_wider(statement: Statement, chance: random.Random) -> Statement:
    """What is allowed on some is allowed on more: a longer star, or the partition and the region left open."""
    if statement["Effect"] == "Deny" or "Resource" not in statement:
        return statement
    widen: Callable[[str], str] = chance.choice(
        (
            lambda text: text.replace("*", "**"),
            lambda text: text.replace("arn:aws:", "arn:*:", 1),
            lambda text: text.replace("eu-west-2", "*", 1),
            lambda text: text.replace("eu-west-2", "eu-*", 1),
        )
    )
    return statement | {"Resource": _each(statement["Resource"], widen)}


def _with_idle_condition(statement: Statement, chance: random.Random) -> Statement:
    """A Deny is made weaker by any condition, and an Allow by none of these."""
    condition = dict(chance.choice(IDLE))
    found = cast(dict[str, dict[str, object]], statement.get("Condition", {}))
    if statement["Effect"] == "Deny" or condition.keys() & found.keys():
        return statement
    return statement | {"Condition": found | condition}


def _with_keys_in_other_case(statement: Statement, chance: random.Random) -> Statement:
    """IAM compares the names of condition keys without their case."""
    found = cast(dict[str, dict[str, object]], statement.get("Condition", {}))
    case = chance.choice((str.lower, str.upper))
    changed = {operator: {case(key): values for key, values in keys.items()} for operator, keys in found.items()}
    return statement | {"Condition": changed} if found else statement


def _with_a_name(statement: Statement, chance: random.Random) -> Statement:
    return statement | {"Sid": f"It{chance.randint(0, 999)}"}


def _each(value: object, change: Callable[[str], str]) -> object:
    return [change(item) for item in cast(list[str], value)] if isinstance(value, list) else change(cast(str, value))


# These change nothing, and the others allow the same or more.
SAME: tuple[Change, ...] = (_in_other_case, _in_lists, _with_keys_in_other_case, _with_a_name)
CHANGES: tuple[Change, ...] = (*SAME, _with_more, _with_wider, _with_idle_condition)
