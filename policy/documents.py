"""Policy documents as rules read them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from policy.rule import Check
from policy.values import Values

# Where resources keep their documents.
PLACES = ("policy", "assumeRolePolicy")
# The conditions that say whose request it is, or from where in the own network it comes.
IDENTIFYING = (
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOwner",
    "aws:SourceVpce",
    "kms:CallerAccount",
)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of a policy document, with lists where the document may hold a single text."""

    allows: bool
    actions: Sequence[str]
    resources: Sequence[str]
    principals: Mapping[str, Sequence[str]]
    conditions: Mapping[str, Mapping[str, Sequence[str]]]

    @property
    def is_for_anyone(self) -> bool:
        """Whether it allows what it allows to anybody, with no condition that says to whom."""
        anyone = any("*" in names for names in self.principals.values())
        return self.allows and anyone and not self.has_condition(*IDENTIFYING)

    def has_condition(self, *keys: str) -> bool:
        """Whether one of the keys is compared with something that narrows it."""
        wanted = {key.lower() for key in keys}
        return any(
            key.lower() in wanted and values and "*" not in values
            for operator, compared in self.conditions.items()
            # With IfExists a request that lacks the key passes; Null asks for its presence alone.
            if not operator.endswith("IfExists") and operator != "Null" and "Not" not in operator
            for key, values in compared.items()
        )

    def takes(self, action: str) -> bool:
        """Whether its actions, which may end in a star, cover one."""
        return any(
            item == "*" or item.lower() == action.lower() or _covers(item.lower(), action.lower())
            for item in self.actions
        )


def statements(values: Values) -> Iterator[Statement]:
    """The statements of a resource's policy documents."""
    for place in PLACES:
        text = values.at(place)
        if text is not None:
            document = json.loads(text) if isinstance(text, str) else dict(text)
            for item in _list(document.get("Statement", [])):
                yield _statement(item)


def no_statement(is_wrong: Callable[[Statement], object], fault: str) -> Check:
    """No statement of the resource's documents is wrong."""

    def check(values: Values) -> Iterator[str]:
        for item in statements(values):
            if is_wrong(item):
                yield f"{fault}: {', '.join(item.actions)}"

    return check


def some_statement(is_wanted: Callable[[Statement], object], fault: str) -> Check:
    """One statement of the resource's documents at least is of some kind."""

    def check(values: Values) -> Iterator[str]:
        if not any(is_wanted(item) for item in statements(values)):
            yield fault

    return check


def refuses_plaintext(statement: Statement) -> bool:
    """Whether it denies everybody every request that is not encrypted in transit."""
    condition = statement.conditions.get("Bool", {}).get("aws:SecureTransport", ())
    everyone = any("*" in names for names in statement.principals.values())
    return not statement.allows and everyone and list(condition) == ["false"]


def _statement(item: Mapping[str, Any]) -> Statement:
    principal = item.get("Principal", {})
    by_kind = {"AWS": principal} if isinstance(principal, str) else cast(Mapping[str, Any], principal)
    return Statement(
        allows=item["Effect"] == "Allow",
        actions=_list(item.get("Action", ["*"])),
        resources=_list(item.get("Resource", ["*"])),
        principals={kind: _list(names) for kind, names in by_kind.items()},
        conditions={
            operator: {key: [str(value) for value in _list(values)] for key, values in compared.items()}
            for operator, compared in item.get("Condition", {}).items()
        },
    )


def _covers(pattern: str, action: str) -> bool:
    return pattern.endswith("*") and action.startswith(pattern[:-1])


def _list(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else [value]
