"""Which roles somebody comes to who has one of an account's roles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from access.evaluation import Request, decide, role, service
from tools.escalation.identities import EVERYTHING, Identity, Place
from tools.escalation.methods import GIVING, METHODS, OF_POLICIES, OF_ROLES, OF_USERS, SERVICES

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@dataclass(frozen=True, kw_only=True)
class Step:
    """A way from one role to another."""

    method: str
    to: Identity


def steps(place: Place, start: Identity) -> Iterator[Step]:
    """Each way by which a role comes directly to another one, or to more permissions of its own.

    Who may do everything already needs none.
    """
    if start.is_unlimited:
        return
    for method, actions in METHODS.items():
        if not all(start.may(action) for action in actions):
            continue
        for subject in _subjects(place, actions):
            if all(_may(start, action, actions, subject, place) for action in actions):
                gained = subject.with_everything() if GIVING.intersection(actions) else subject
                yield Step(method=method, to=gained)


def _subjects(place: Place, actions: tuple[str, ...]) -> Iterator[Identity]:
    """Whom a way can be about."""
    if OF_USERS.intersection(actions) or OF_POLICIES.intersection(actions):
        yield administrator(place)
    elif "iam:createrole" in actions:
        yield from _new_roles(place)
    else:
        yield from place.identities


def administrator(place: Place) -> Identity:
    """A user who may do everything."""
    arn = f"arn:aws:iam::{place.account}:user/administrator"
    return Identity(name="the administration", stack="", arn=arn, trusts=(), permissions=EVERYTHING)


def _new_roles(place: Place) -> Iterator[Identity]:
    """A role that does not exist yet for each stack and boundary, or without one."""
    bounds = {"": EVERYTHING, **{arn: each for arn, each in place.policies.items() if "/program-boundary-" in arn}}
    for stack in place.stacks:
        for bounded_by, statements in bounds.items():
            yield Identity(
                name=f"a new role within {bounded_by.rpartition('/')[2].replace(stack, '{stack}')}"
                if bounded_by
                else "a new role without a boundary",
                stack=stack,
                arn=f"arn:aws:iam::{place.account}:role/new-role-{stack}-1",
                trusts=EVERYTHING,
                permissions=EVERYTHING,
                bounds=statements,
                bounded_by=bounded_by,
                exists=False,
            )


def _may(start: Identity, action: str, actions: tuple[str, ...], subject: Identity, place: Place) -> bool:
    """Whether a role may do one action of a way, about whom the way is."""
    if action in OF_USERS:
        return start.may(action, subject.arn)
    if action in OF_POLICIES:
        return any(start.may(action, arn) for arn in place.policies)
    if action in OF_ROLES:
        # With the policy that gives most.
        return start.may(action, subject.arn, iam__PermissionsBoundary=subject.bounded_by, iam__PolicyARN=ADMINISTRATOR)
    if action == "sts:assumerole":
        named = role(start.arn)
        request = Request(action="sts:AssumeRole", names=named)
        return (
            subject.arn != start.arn
            and start.may(action, subject.arn)
            and any(_names(each.principals or (), named) for each in subject.trusts)
            and decide(subject.trusts, request) != "denied"
        )
    services = {name for each in actions for name in SERVICES.get(each.partition(":")[0], ())}
    if action == "iam:passrole":
        return any(
            _trusts(subject, name) and start.may(action, subject.arn, iam__PassedToService=f"{name}.amazonaws.com")
            for name in services
        )
    if action.startswith(("lambda:", "codedeploy:")) and "iam:passrole" not in actions:
        existing = subject.functions if action.startswith("lambda:") else subject.deployments
        return any(start.may(action, one) for one in existing)
    if "iam:passrole" not in actions and not any(_trusts(subject, name) for name in services):
        return False
    return start.may(action)


def _names(principals: Iterable[str], names: frozenset[str]) -> bool:
    """Whether a trust names one of these, or everybody."""
    return "*" in principals or bool(names.intersection(principals))


def _trusts(subject: Identity, name: str) -> bool:
    request = Request(action="sts:AssumeRole", names=service(f"{name}.amazonaws.com"))
    return decide(subject.trusts, request) != "denied"
