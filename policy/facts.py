"""The kinds of facts on which a control needs no rule: of a stack, of the rules, or of AWS's API."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from botocore import session

from access.reach import covers
from policy.checks.documents import OF_IDENTITY, documents
from policy.checks.properties import argument
from policy.checks.stacks import ALARM
from policy.resources import Stack
from policy.rules import RULES, STACK_RULES
from policy.rules.identity import POLICY
from policy.rules.network import ENDPOINT


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that is so, as `said` for the reader: `problems` yields what in a stack is not."""

    problems: Callable[[Stack], Iterable[str]]
    said: str


def fact(said: str) -> Callable[[Callable[[Stack], Iterable[str]]], Fact]:
    """Makes a function that yields what is not so a fact."""
    return lambda problems: Fact(problems=problems, said=said)


def nobody_calls(service: str) -> Fact:
    """No policy of the stack allows an action of a service."""

    @fact(f"no role may call {service}")
    def problems(stack: Stack) -> Iterator[str]:
        for item in stack.of(*POLICY):
            allowing = (one for found in documents(item.values, OF_IDENTITY) for one in found if one.effect == "Allow")
            # Without actions it allows all but some.
            actions = [action for one in allowing for action in one.actions or ("*",)]
            if any(covers(action, f"{service}:x") or action.startswith(f"{service}:") for action in actions):
                yield f"{item.name} allows {service}"

    return problems


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
    """A rule that looks at a type does what the control asks for."""

    @fact(f"the rule `{rule}` holds")
    def problems(_: Stack) -> Iterator[str]:
        types = {item.name: item.types for item in (*RULES, *STACK_RULES)}
        if kind not in types.get(rule, ()):
            yield f"{rule} does not look at {kind}"

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
