"""The checks that most rules of a whole stack are made of."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from policy.resources import Resource, Stack, Violation

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ROUTE = "aws:ec2/route:Route"


@dataclass(frozen=True, kw_only=True)
class StackCheck:
    """What a stack must be: `violations` yields what is wrong with one, `required` says what is right."""

    violations: Callable[[Stack], Iterable[Violation]]
    required: str


def stack_check(required: str) -> Callable[[Callable[[Stack], Iterable[Violation]]], StackCheck]:
    """Makes a function that yields what is wrong with a stack a check."""
    return lambda violations: StackCheck(violations=violations, required=required)


def has_companion(kind: str, companion: str, by: str, missing: str) -> StackCheck:
    """For each resource of a type there is one of the companion's type whose property `by` comes from it."""

    @stack_check(f"{_short(companion)} for each {_short(kind)}")
    def violations(stack: Stack) -> Iterator[Violation]:
        for item in stack.of(kind):
            if not stack.users(item, companion, by):
                yield Violation(resource=item, text=missing)

    return violations


def has_alarm(kind: str, on: str) -> StackCheck:
    """For each resource of a type there is an alarm with a dimension of it; `on` is for the reader."""

    @stack_check(f"MetricAlarm on {on}")
    def violations(stack: Stack) -> Iterator[Violation]:
        for item in stack.of(kind):
            if not any(_watches(alarm, item) for alarm in stack.of(ALARM)):
                yield Violation(resource=item, text="no alarm watches it")

    return violations


def _watches(alarm: Resource, item: Resource) -> bool:
    """Whether a dimension of the alarm comes from the resource, or is a name that was chosen for it."""
    names = {item.properties.get(key) for key in ("identifier", "name")} - {None}
    dimensions = alarm.properties.get("dimensions")
    chosen = isinstance(dimensions, Mapping) and not names.isdisjoint(cast(Mapping[str, Any], dimensions).values())
    return chosen or alarm.refers_to(item, "dimensions")


def private_subnets(kind: str, by: str) -> StackCheck:
    """The subnets that the property `by` of a type names have no route table with a route to an internet gateway."""

    @stack_check("subnets whose route tables name no internet gateway")
    def violations(stack: Stack) -> Iterator[Violation]:
        for item in stack.of(kind):
            for subnet in stack.of("aws:ec2/subnet:Subnet"):
                if item.refers_to(subnet, by) and _is_public(subnet, stack):
                    yield Violation(resource=item, text=f"{subnet.name} has a route to the internet")

    return violations


def _is_public(subnet: Resource, stack: Stack) -> bool:
    associations = stack.users(subnet, "aws:ec2/routeTableAssociation:RouteTableAssociation", "subnetId")
    return any(
        route.refers_to(table, "routeTableId") and route.refers_to(gateway, "gatewayId")
        for table in stack.of("aws:ec2/routeTable:RouteTable")
        if any(item.refers_to(table, "routeTableId") for item in associations)
        for route in stack.of(ROUTE)
        for gateway in stack.of("aws:ec2/internetGateway:InternetGateway")
    )


def _short(kind: str) -> str:
    """`Queue` for `aws:sqs/queue:Queue`."""
    return kind.rpartition(":")[2]
