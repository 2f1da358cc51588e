"""The daily look at a region that does not serve: each of its functions says what it reaches, and nothing is booked."""

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

NAMESPACE = "Payments/Recovery"
# Longer than any of the functions may run when it only looks.
ANSWER_SECONDS = 90


class Functions(Protocol):
    """The operation of Lambda in use."""

    def invoke(self, **arguments: Any) -> dict[str, Any]:
        """A run, and what it returned."""
        ...


def look(client: Functions, functions: Mapping[str, str]) -> dict[str, str]:
    """By part why it was not reached, or an empty text; a function that answers is a part, and what it names others."""
    found: dict[str, str] = {}
    for name, arn in functions.items():
        try:
            parts = _ask(client, arn)
        except (BotoCoreError, ClientError, ValueError) as error:
            found[name] = str(error)
        else:
            found[name] = ""
            found |= {f"{name}: {part}": fault for part, fault in parts.items()}
    return found


def _ask(client: Functions, arn: str) -> Mapping[str, str]:
    """What a function says of itself; raises ValueError where it fails or says something else."""
    answer = client.invoke(FunctionName=arn, Payload=b'{"look": true}')
    text: str = answer["Payload"].read().decode()
    if answer.get("FunctionError"):
        raise ValueError(f"it ended in an error: {text[:500]}")
    said = json.loads(text)
    if not isinstance(said, dict) or not said:
        raise ValueError("it does not say what it reaches")
    parts = cast(dict[str, Any], said)
    if not all(isinstance(fault, str) for fault in parts.values()):
        raise ValueError("it does not say what it reaches")
    return parts


def lines(stack: str, found: Mapping[str, str], now: datetime) -> list[str]:
    """Log lines in CloudWatch's embedded metric format: one for each part, and two for the whole."""
    made = [_line({"Stack": stack, "Part": part}, "StandbyFault", bool(fault), now) for part, fault in found.items()]
    whole = {"StandbyFaults": sum(map(bool, found.values())), "StandbyLooked": 1}
    return [*made, *(_line({"Stack": stack}, name, value, now) for name, value in whole.items())]


def _line(dimensions: Mapping[str, str], name: str, value: int, now: datetime) -> str:
    described = {
        "Namespace": NAMESPACE,
        "Dimensions": [list(dimensions)],
        "Metrics": [{"Name": name, "Unit": "Count"}],
    }
    stamp = {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [described]}
    return json.dumps({"_aws": stamp, **dimensions, name: int(value)})


def handle(event: Mapping[str, Any], context: object) -> dict[str, str]:
    """Looks at the functions of the environment, and returns the faults by part."""
    config = Config(connect_timeout=2, read_timeout=ANSWER_SECONDS, retries={"total_max_attempts": 1})
    client = cast(Callable[..., Functions], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    found = look(client("lambda", config=config), json.loads(os.environ["FUNCTIONS"]))
    faults = {part: fault for part, fault in found.items() if fault}
    for part, fault in faults.items():
        print(json.dumps({"message": "the standby is not ready", "part": part, "fault": fault}))
    for line in lines(os.environ["STACK"], found, datetime.now(UTC)):
        print(line)
    return faults
