"""What a function that is invoked waits for: it asks for the state of what its input names until there is one."""

import json
from collections.abc import Iterator

from access.conditions import Context
from access.evaluation import Request, role
from catalog import cloudwatch, lambda_
from simulated_aws.kinds.needs import Need, is_met
from simulated_aws.kinds.world import World
from simulated_aws.modelling import Inputs
from simulated_aws.values import texts

DESCRIBE = "cloudwatch:DescribeAlarms"
TLS: Context = {"aws:securetransport": ("true",)}


def awaited_alarms(invocation: Inputs, world: World) -> frozenset[str]:
    """The ARNs of the alarms that an invocation's input names, and that its function may ask for."""
    asking = _role(invocation, world)
    if not asking:
        return frozenset()
    found = _alarms(told(invocation), str(invocation.get("region", "")), world)
    return frozenset(arn for arn in found if _may(asking, arn, world))


def told(invocation: Inputs) -> frozenset[str]:
    """The texts in an invocation's input, where it is known."""
    given = invocation.get("input")
    try:
        return frozenset(texts(json.loads(given))) if isinstance(given, str) else frozenset()
    except ValueError:
        return frozenset()


def timeout_minutes(invocation: Inputs, world: World) -> float:
    """How long Lambda lets the invoked function run."""
    found = _function(invocation, world)
    return float(found.get("timeout") or 3) / 60 if found else 0


def _alarms(named: frozenset[str], region: str, world: World) -> Iterator[str]:
    for alarm in world.of(cloudwatch.METRIC_ALARM.token):
        arn = str(alarm.outputs.get("arn"))
        if alarm.region == region and named & {arn, str(alarm.inputs.get("name"))}:
            yield arn


def _may(asking: str, arn: str, world: World) -> bool:
    request = Request(action=DESCRIBE, resource=arn, names=role(asking), context=TLS)
    need = Need(path="input", refusal="", holder="identity", owner=arn, request=request, role=asking)
    return is_met(need, world)


def _role(invocation: Inputs, world: World) -> str:
    return str((_function(invocation, world) or {}).get("role", ""))


def _function(invocation: Inputs, world: World) -> Inputs | None:
    found = (each for each in world.of(lambda_.FUNCTION.token) if each.region == invocation.get("region"))
    return next((each.inputs for each in found if each.inputs.get("name") == invocation.get("functionName")), None)
