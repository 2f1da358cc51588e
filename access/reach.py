"""What an identity may do by its own policies with what nobody has named."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from access.documents import Statement
from access.evaluation import Request, decide
from access.narrowing import is_narrowed
from access.samples import NAMES, filled, has_wildcard, resources
from access.wildcards import matches

# An action of no service.
UNHEARD = "stranger:Stranger"


def unconfined(statements: Sequence[Statement], actions: Iterable[str], confining: Sequence[str] = ()) -> Iterator[str]:
    """The actions, of some, that may be done with resources that nobody has named.

    Args:
        statements: those of one document.
        actions: such as `iam:PassRole`.
        confining: the condition keys that confine what is done as a resource's name would; a key may end in a star.
    """
    left = [item for item in statements if item.effect == "Deny" or not is_narrowed(item, *confining)]
    yield from (action for action in actions if _reaches(left, action))


def is_administrator(statements: Sequence[Statement]) -> bool:
    """Whether everything may be done with everything: even an action that no service has."""
    return _reaches(statements, UNHEARD)


def whole_services(statements: Sequence[Statement]) -> Iterator[str]:
    """The patterns by which actions that nobody has named may be done, whatever the resource."""
    for item in statements:
        if item.effect == "Allow" and item.not_actions is not None:
            yield f"all but {', '.join(item.not_actions)}"
    for item in statements:
        for pattern in (item.actions or ()) if item.effect == "Allow" else ():
            if not has_wildcard(pattern):
                continue
            service, found, _ = pattern.partition(":")
            asked = (Request(action=f"{filled(service) if found else 'stranger'}:{name}") for name in NAMES)
            alone = replace(item, actions=(pattern,), conditions=())
            denies = [other for other in statements if other.effect == "Deny"]
            if any(decide([alone, *denies], request) != "denied" for request in asked):
                yield pattern


def unnamed(item: Statement, confining: Sequence[str] = (), besides: Sequence[str] = ()) -> list[str]:
    """The patterns of actions that one statement allows on resources that nobody has named.

    Args:
        item: a statement that allows something.
        confining: the condition keys that confine what is done as a resource's name would; a key may end in a star.
        besides: patterns of actions for which no resource can be named.
    """
    if item.effect == "Deny" or is_narrowed(item, *confining):
        return []
    if item.actions is None:
        return [f"all but {', '.join(item.not_actions or ())}"] if _reaches([item], UNHEARD) else []
    wide = [action for action in item.actions if not any(covers(other, action) for other in besides)]
    return [action for action in wide if _reaches([item], filled(action, "Stranger"))]


def covers(pattern: str, other: str) -> bool:
    """Whether a pattern of actions matches all that another one does."""
    return bool(matches(pattern.lower(), other.lower()))


def _reaches(statements: Sequence[Statement], action: str) -> bool:
    """Whether an action may be done with one resource at least that nobody has named."""
    return _any_unnamed(tuple(item for item in statements if _is_about(item, action)), action)


# Several rules ask the same of a document, and many documents have the same statements.
@cache
def _any_unnamed(about: tuple[Statement, ...], action: str) -> bool:
    allowing = [item for item in about if item.effect == "Allow"]
    if not any(item.resources is None or any(map(has_wildcard, item.resources)) for item in allowing):
        return False
    patterns = tuple(text for item in about for text in (*(item.resources or ()), *(item.not_resources or ())))
    service = action.partition(":")[0].lower()
    return any(
        decide(about, Request(action=action, resource=resource)) != "denied"
        for resource in resources(service, patterns)
        if any(_may_cover(item, resource) for item in allowing)
    )


def _may_cover(item: Statement, resource: str) -> bool:
    """Whether a statement can be about a resource that nobody has named; it saves an evaluation of all of them."""
    wild = (pattern for pattern in item.resources or () if has_wildcard(pattern))
    return item.resources is None or any(matches(pattern, resource) is not False for pattern in wild)


def _is_about(item: Statement, action: str) -> bool:
    if item.not_actions is not None:
        return not any(matches(pattern.lower(), action.lower()) for pattern in item.not_actions)
    return any(matches(pattern.lower(), action.lower()) for pattern in item.actions or ())
