"""Whether statements allow a request, in the order of IAM's evaluation logic."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from access.conditions import Context, all_of, any_of, holds, inverse
from access.documents import Statement
from access.wildcards import Prefix, matches

Decision = Literal["allowed", "denied", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody asks to do.

    Args:
        action: such as `sqs:SendMessage`.
        resource: the ARN, or its beginning where the rest is unknown; None where nothing of it is known.
        names: how a policy can name the caller, with the kind, such as `Service:events.amazonaws.com`.
        context: what is known of the condition keys, by key in lower case; () for a key that the request does not have.
    """

    action: str
    resource: str | Prefix | None = None
    names: frozenset[str] = frozenset()
    context: Context = field(default_factory=dict[str, tuple[str | Prefix, ...]])


def service(*names: str) -> frozenset[str]:
    """How a policy can name a service; several where it has a name for each region too."""
    return frozenset(f"Service:{name}" for name in names)


def role(arn: str, *, by_account: bool = True) -> frozenset[str]:
    """How a policy can name a role: by its ARN, and by its account where `by_account`."""
    account = arn.split(":")[4]
    own = frozenset((f"AWS:{arn}",))
    return own | {f"AWS:arn:aws:iam::{account}:root", f"AWS:{account}"} if by_account else own


def decide(statements: Iterable[Statement], request: Request) -> Decision:
    """Whether the statements allow a request: an explicit Deny wins, and what no Allow covers is denied.

    The answer is `unknown` where it depends on a condition key, or a part of the resource, that is not known.
    """
    applying = [(statement.effect, applies(statement, request)) for statement in statements]
    allowed = any_of(answer for effect, answer in applying if effect == "Allow")
    forbidden = any_of(answer for effect, answer in applying if effect == "Deny")
    if forbidden or allowed is False:
        return "denied"
    return "allowed" if allowed and forbidden is False else "unknown"


def applies(statement: Statement, request: Request) -> bool | None:
    """Whether a statement is about a request; None where that is not known."""
    found = [
        _covers_action(statement, request.action),
        _covers_caller(statement, request.names),
        _covers_resource(statement, request.resource),
    ]
    if False in found:
        return False
    return all_of([*found, *(holds(condition, request.context) for condition in statement.conditions)])


def _covers_action(statement: Statement, action: str) -> bool | None:
    patterns = statement.actions if statement.not_actions is None else statement.not_actions
    found = any_of(matches(pattern.lower(), action.lower()) for pattern in patterns or ())
    return found if statement.not_actions is None else inverse(found)


def _covers_caller(statement: Statement, names: frozenset[str]) -> bool:
    if statement.not_principals is not None:
        return "*" not in statement.not_principals and not names.intersection(statement.not_principals)
    # Only a policy of a resource names principals.
    return statement.principals is None or "*" in statement.principals or bool(names.intersection(statement.principals))


def _covers_resource(statement: Statement, resource: str | Prefix | None) -> bool | None:
    patterns = statement.resources if statement.not_resources is None else statement.not_resources
    if patterns is None:
        # A role's trust policy has no resource but the role.
        return True
    value = Prefix("") if resource is None else resource
    found = any_of(matches(pattern, value) for pattern in patterns)
    return found if statement.not_resources is None else inverse(found)
