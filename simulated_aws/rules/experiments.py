"""What Fault Injection Service refuses of an experiment template: its actions with their targets and parameters.

The actions are those of the FIS user guide, "AWS FIS Actions reference", that concern services in use here.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog import fis
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.rules.register import Inputs, refuses


@dataclass(frozen=True, kw_only=True)
class Action:
    """What an action works on, and the parameters that it must and may be given."""

    target_key: str
    resource_type: str
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = field(default_factory=frozenset[str])


def _action(target_key: str, resource_type: str, required: Sequence[str] = (), optional: Sequence[str] = ()) -> Action:
    return Action(
        target_key=target_key,
        resource_type=resource_type,
        required=frozenset(required),
        optional=frozenset(optional),
    )


SUBNETS, FUNCTIONS = ("Subnets", "aws:ec2:subnet"), ("Functions", "aws:lambda:function")
ACTIONS: Mapping[str, Action] = {
    "aws:lambda:invocation-add-delay": _action(
        *FUNCTIONS, ["duration"], ["invocationPercentage", "startupDelayMilliseconds"]
    ),
    "aws:lambda:invocation-error": _action(*FUNCTIONS, ["duration", "preventExecution"], ["invocationPercentage"]),
    "aws:lambda:invocation-http-integration-response": _action(
        *FUNCTIONS, ["contentTypeHeader", "duration", "preventExecution", "statusCode"], ["invocationPercentage"]
    ),
    "aws:network:disrupt-connectivity": _action(*SUBNETS, ["duration", "scope"], ["prefixListIdentifier"]),
    "aws:network:disrupt-vpc-endpoint": _action("VPCEndpoints", "aws:ec2:vpc-endpoint", ["duration"]),
    "aws:network:route-table-disrupt-cross-region-connectivity": _action(*SUBNETS, ["duration", "region"]),
    "aws:rds:failover-db-cluster": _action("Clusters", "aws:rds:cluster"),
    "aws:rds:reboot-db-instances": _action("DBInstances", "aws:rds:db", (), ["forceFailover"]),
    "aws:s3:bucket-pause-replication": _action(
        "Buckets", "aws:s3:bucket", ["duration", "region"], ["destinationBuckets", "prefixes"]
    ),
}
ARNS: Mapping[str, str] = {
    "aws:ec2:subnet": r"arn:aws:ec2:[^:]+:\d{12}:subnet/subnet-\w+",
    "aws:ec2:vpc-endpoint": r"arn:aws:ec2:[^:]+:\d{12}:vpc-endpoint/vpce-\w+",
    "aws:lambda:function": r"arn:aws:lambda:[^:]+:\d{12}:function:[\w-]+(:[\w-]+)?",
    "aws:rds:cluster": r"arn:aws:rds:[^:]+:\d{12}:cluster:[\w-]+",
    "aws:rds:db": r"arn:aws:rds:[^:]+:\d{12}:db:[\w-]+",
    "aws:s3:bucket": r"arn:aws:s3:::[\w.-]+",
}
MOST_ARNS = 5
# The resources that no ARN targets (docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html).
BY_TAGS = ("aws:s3:bucket",)
DURATION = re.compile(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
SCOPES = ("all", "availability-zone", "dynamodb", "prefix-list", "s3", "s3express", "vpc")


def _is_number(lowest: int, highest: int) -> Callable[[str], bool]:
    return lambda text: text.isdigit() and lowest <= int(text) <= highest


def _is_duration(text: str) -> bool:
    parts = DURATION.fullmatch(text)
    if not parts:
        return False
    hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return 60 <= hours * 3600 + minutes * 60 + seconds <= 12 * 3600


def _is_boolean(text: str) -> bool:
    return text in ("true", "false")


# What a parameter may be, and in words.
PARAMETERS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "duration": (_is_duration, "one minute to twelve hours in ISO 8601, such as PT5M"),
    "forceFailover": (_is_boolean, "true or false"),
    "invocationPercentage": (_is_number(1, 100), "1 to 100"),
    "preventExecution": (_is_boolean, "true or false"),
    "scope": (SCOPES.__contains__, f"one of {', '.join(SCOPES)}"),
    "startupDelayMilliseconds": (_is_number(0, 900_000), "0 to 900000"),
}


@refuses(fis.EXPERIMENT_TEMPLATE)
def _template(inputs: Inputs) -> Iterator[Fault]:
    listed: list[Inputs] = inputs.get("targets") or []
    targets = {str(target["name"]): target for target in listed}
    used: set[str] = set()
    for index, action in enumerate(inputs["actions"]):
        path = f"actions[{index}]."
        if action["actionId"] not in ACTIONS:
            yield Fault(f"{path}actionId", f"{action['actionId']!r} is no action that the model knows")
            continue
        known = ACTIONS[action["actionId"]]
        yield from _parameters(action, known, path)
        yield from _target_of(action, known, targets, path)
        worked_on: Inputs = action.get("target") or {}
        used.add(worked_on.get("value", ""))
    for index, (name, target) in enumerate(targets.items()):
        if name not in used:
            yield Fault(f"targets[{index}].name", f"no action works on {name!r}")
        yield from _target(target, f"targets[{index}].")
    yield from _surroundings(inputs)


def _parameters(action: Inputs, known: Action, path: str) -> Iterator[Fault]:
    listed: list[Inputs] = action.get("parameters") or []
    given: dict[str, str] = {parameter["key"]: parameter["value"] for parameter in listed}
    for key in sorted(known.required - given.keys()):
        yield Fault(f"{path}parameters", f"{action['actionId']} needs {key}")
    for key, value in given.items():
        if key not in known.required | known.optional:
            yield Fault(f"{path}parameters", f"{action['actionId']} has no parameter {key}")
        elif key in PARAMETERS and value != UNKNOWN:
            fits, allowed = PARAMETERS[key]
            if not fits(value):
                yield Fault(f"{path}parameters", f"{key} is {value!r}; {allowed} expected")
    if (given.get("scope") == "prefix-list") != ("prefixListIdentifier" in given):
        yield Fault(f"{path}parameters", "a prefixListIdentifier exactly with the scope prefix-list")


def _target_of(action: Inputs, known: Action, targets: Mapping[str, Inputs], path: str) -> Iterator[Fault]:
    target: Inputs = action.get("target") or {}
    if target.get("key") != known.target_key:
        yield Fault(f"{path}target", f"{action['actionId']} works on {known.target_key}, not on {target.get('key')}")
    elif target["value"] not in targets:
        yield Fault(f"{path}target", f"there is no target {target['value']!r}")
    elif targets[target["value"]]["resourceType"] != known.resource_type:
        yield Fault(f"{path}target", f"{known.resource_type} expected, not {targets[target['value']]['resourceType']}")


def _target(target: Inputs, path: str) -> Iterator[Fault]:
    arns: list[str] = target.get("resourceArns") or []
    if bool(arns) == bool(target.get("resourceTags")):
        yield Fault(path.rstrip("."), "either ARNs or tags are expected")
    if len(arns) > MOST_ARNS:
        yield Fault(f"{path}resourceArns", f"{len(arns)} ARNs are more than {MOST_ARNS}")
    if arns and target["resourceType"] in BY_TAGS:
        yield Fault(f"{path}resourceArns", f"{target['resourceType']} is only targeted by tags")
    for arn in arns:
        if UNKNOWN not in arn and not re.fullmatch(ARNS.get(target["resourceType"], ".*"), arn):
            yield Fault(f"{path}resourceArns", f"{arn!r} is no {target['resourceType']}")
    if not re.fullmatch(r"ALL|(COUNT|PERCENT)\([1-9]\d*\)", target["selectionMode"]):
        yield Fault(f"{path}selectionMode", f"{target['selectionMode']!r} is not ALL, COUNT(n) or PERCENT(n)")


def _surroundings(inputs: Inputs) -> Iterator[Fault]:
    for index, condition in enumerate(inputs["stopConditions"]):
        if condition["source"] not in ("none", "aws:cloudwatch:alarm"):
            yield Fault(f"stopConditions[{index}].source", f"{condition['source']!r} is no source")
        elif (condition["source"] == "none") == bool(condition.get("value")):
            yield Fault(f"stopConditions[{index}].value", "an alarm's ARN exactly with the source aws:cloudwatch:alarm")
    configuration: Inputs = inputs.get("logConfiguration") or {}
    logs: Inputs = configuration.get("cloudwatchLogsConfiguration") or {}
    arn = str(logs.get("logGroupArn", UNKNOWN))
    if UNKNOWN not in arn and not arn.endswith(":*"):
        yield Fault("logConfiguration.cloudwatchLogsConfiguration.logGroupArn", f"{arn!r} does not end with :*")
