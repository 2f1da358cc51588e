"""Policy documents as statements."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One operator on one key, with the values that it compares."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement; an element that the document does not have is None.

    Principals are written with their kind, such as `Service:lambda.amazonaws.com`; `*` is everybody.
    """

    effect: Literal["Allow", "Deny"]
    actions: tuple[str, ...] | None = None
    not_actions: tuple[str, ...] | None = None
    resources: tuple[str, ...] | None = None
    not_resources: tuple[str, ...] | None = None
    principals: tuple[str, ...] | None = None
    not_principals: tuple[str, ...] | None = None
    conditions: tuple[Condition, ...] = ()


@cache
def parse(text: str) -> tuple[Statement, ...]:
    """The statements of a document; raises ValueError for what is no policy document."""
    try:
        document: Any = json.loads(text)
        found: Any = document["Statement"]
        statements = cast(list[Mapping[str, Any]], found if isinstance(found, list) else [found])
        return tuple(map(statement, statements))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"no policy document: {error!r}") from error


def statement(value: Mapping[str, Any]) -> Statement:
    """One statement of a document, as JSON holds it."""
    conditions: Mapping[str, Mapping[str, Any]] = value.get("Condition") or {}
    return Statement(
        effect="Allow" if value["Effect"] == "Allow" else "Deny",
        actions=_texts(value.get("Action")),
        not_actions=_texts(value.get("NotAction")),
        resources=_texts(value.get("Resource")),
        not_resources=_texts(value.get("NotResource")),
        principals=_principals(value.get("Principal")),
        not_principals=_principals(value.get("NotPrincipal")),
        conditions=tuple(
            Condition(operator=operator, key=key, values=_texts(wanted) or ())
            for operator, keys in conditions.items()
            for key, wanted in keys.items()
        ),
    )


def _texts(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    items = cast(list[object], value) if isinstance(value, list) else [value]
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in items)


def _principals(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    if isinstance(value, str):
        return (value,)
    kinds = cast(Mapping[str, object], value).items()
    # Everybody, whichever way it is written.
    return tuple("*" if item == "*" else f"{kind}:{item}" for kind, items in kinds for item in _texts(items) or ())
