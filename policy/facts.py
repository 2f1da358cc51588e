"""The kinds of facts on which a control needs no rule: of a stack, of the rules, or of AWS's API."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from botocore import session

from access.reach import covers
from policy.checks.documents import OF_IDENTITY, documents
from policy.checks.managed import AWS, READ, attached
from policy.checks.private_link import INSIDE
from policy.checks.properties import argument
from policy.checks.stacks import ALARM
from policy.exemptions import violations
from policy.resources import Resource, Stack
from policy.rules import RULES, STACK_RULES
from policy.rules.identity import ATTACHMENT, CUSTOMER_POLICY, POLICY, ROLE
from policy.rules.network import ENDPOINT


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that is so, as `said` for the reader: `problems` yields what in a stack is not."""

    problems: Callable[[Stack], Iterable[str]]
    said: str


def fact(said: str) -> Callable[[Callable[[Stack], Iterable[str]]], Fact]:
    """Makes a function that yields what is not so a fact."""
    return lambda problems: Fact(problems=problems, said=said)


def nobody_calls(service: str, but: str = "") -> Fact:
    """No policy of the stack, and none that it attaches, allows an action of a service, unless it is of some roles.

    Args:
        service: the prefix of its actions.
        but: how the paths and names of those roles begin.
    """

    @fact(f"roles below {but} alone may call {service}" if but else f"no role may call {service}")
    def problems(stack: Stack) -> Iterator[str]:
        for item in stack.of(*POLICY, ATTACHMENT):
            excepted = but and any(_full_name(role).startswith(but) for role in _roles(stack, item))
            if not excepted and any(_is_of(action, service) for action in _allowed(stack, item)):
                yield f"{item.name} allows {service}"

    return problems


def only_called_inside(service: str, *actions: str) -> Fact:
    """What runs in the network may do some actions of a service alone, whichever of its role's policies allows them."""

    @fact(f"what runs in the network may do no more of {service} than {', '.join(actions)}")
    def problems(stack: Stack) -> Iterator[str]:
        for item in stack.of(*INSIDE):
            for policy in stack.of(*POLICY, ATTACHMENT):
                if item.refers_to(policy, *INSIDE[item.type]):
                    allowed = sorted(set(_allowed(stack, policy)) - {f"{service}:{name}" for name in actions})
                    yield from (f"{item.name} may do {one}" for one in allowed if _is_of(one, service))

    return problems


def _allowed(stack: Stack, item: Resource) -> Iterator[str]:
    """The actions that a policy, or what it attaches, allows; all of a service for one of AWS's policies."""
    for found in documents(item.values, OF_IDENTITY):
        for one in found:
            if one.effect == "Allow":
                # Without actions it allows all but some.
                yield from one.actions or ("*",)
    for arn in attached(item.values):
        if arn.startswith(AWS):
            yield from (f"{service}:*" for service in READ.get(arn.removeprefix(AWS), ("*",)))
        elif not any(item.refers_to(policy) for policy in stack.of(CUSTOMER_POLICY)):
            # Nobody knows what it says.
            yield "*"


def _is_of(action: str, service: str) -> bool:
    return covers(action.partition(":")[0], service)


def _roles(stack: Stack, item: Resource) -> list[Resource]:
    """The roles that a policy is of."""
    return [role for role in stack.of(ROLE) if role is item or item.refers_to(role, "role")]


def _full_name(role: Resource) -> str:
    return f"{role.values.at('path') or '/'}{role.values.at('name') or ''}"


def never_set(kind: str, *paths: str) -> Fact:
    """No resource of a type has a value at one of the paths."""

    @fact(f"no {_short(kind)} has {' or '.join(map(argument, paths))}")
    def problems(stack: Stack) -> Iterator[str]:
        for item in stack.of(kind):
            yield from (f"{item.name} has {path}" for path in paths if item.values.at(path))

    return problems


def only_values(kind: str, path: str, *allowed: str) -> Fact:
    """The value at a path of each resource of a type, or each item of it, is one of some, where it is not left out."""

    @fact(f"{argument(path)} of each {_short(kind)} is {' or '.join(allowed)}")
    def problems(stack: Stack) -> Iterator[str]:
        for item in stack.of(kind):
            found = item.values.at(path)
            values = cast(Sequence[object], found if isinstance(found, list) else [found])
            yield from (f"{item.name}: {path} is {one}" for one in values if one is not None and one not in allowed)

    return problems


def endpoint_only_beside(kind: str, service: str) -> Fact:
    """An endpoint of a service is there only beside resources of a type, which call it."""

    @fact(f"an endpoint of {service} is beside a {_short(kind)} alone")
    def problems(stack: Stack) -> Iterator[str]:
        for item in stack.of(ENDPOINT):
            if str(item.values.at("serviceName")).endswith(f".{service}") and not stack.of(kind):
                yield f"{item.name} serves nothing"

    return problems


def watched(kind: str, *alarms: str) -> Fact:
    """Where there are resources of a type, alarms have some texts in their names."""

    @fact(f"the alarms {' and '.join(alarms)} watch it")
    def problems(stack: Stack) -> Iterator[str]:
        names = [item.name for item in stack.of(ALARM)]
        for alarm in alarms if stack.of(kind) else ():
            if not any(alarm in name for name in names):
                yield f"no alarm {alarm}"

    return problems


def covered_by(rule: str, kind: str) -> Fact:
    """A rule that looks at a type does what the control asks for, and finds nothing."""

    @fact(f"the rule `{rule}` holds")
    def problems(stack: Stack) -> Iterator[str]:
        found = [item for item in (*RULES, *STACK_RULES) if item.name == rule and kind in item.types]
        if not found:
            yield f"{rule} does not look at {kind}"
        for item in found:
            yield from (f"{one.resource.name}: {one.text}" for one in violations(item, stack)[0])

    return problems


def no_such_setting(service: str, operation: str, *words: str) -> Fact:
    """What an operation of AWS's API takes has no member, however deep, with one of some words in its name."""

    @fact(f"{service}:{operation} takes nothing named after {' or '.join(words)}")
    def problems(_: Stack) -> Iterator[str]:
        # botocore leaves its models untyped.
        model = cast(Any, session.Session()).get_service_model(service).operation_model(operation)
        for name in sorted(set(_members(model.input_shape, frozenset()))):
            if any(word.lower() in name.lower() for word in words):
                yield f"{service}:{operation} takes {name}"

    return problems


def _members(shape: Any, above: frozenset[str]) -> Iterator[str]:
    """The names of all members of one of botocore's shapes, without those of one inside itself."""
    if shape.name in above:
        return
    inside = above | {shape.name}
    match shape.type_name:
        case "structure":
            for name, member in shape.members.items():
                yield name
                yield from _members(member, inside)
        case "list":
            yield from _members(shape.member, inside)
        case "map":
            yield from _members(shape.value, inside)
        case _:
            pass


def _short(kind: str) -> str:
    return kind.rpartition(":")[2]
