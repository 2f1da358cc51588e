"""A region that stands by: its functions as Lambda runs them, their server, queue, flags and lease."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from lambda_src import handler
from lambdas.recovery import canary, lease, promotion
from rotation_lambda import rotation
from tests.lambda_src.desk import Desk, Invocation
from tests.support.agent import Agent
from tests.support.aws import REGION, client

TABLE, SERVING = "lease-test", "eu-west-1"
Handle = Callable[[Mapping[str, Any], Any], Any]
HANDLERS: Mapping[str, Handle] = {
    "payment-processor": handler.handle,
    "rotation": rotation.handle,
    "secret-promotion": promotion.handle,
    "take-lease": lease.handle,
}


@dataclass
class Functions:
    """Lambda, as far as the canary asks it: a run in this process, and what it returned or raised."""

    handlers: dict[str, Handle] = field(default_factory=lambda: dict(HANDLERS))

    def invoke(self, **arguments: Any) -> dict[str, Any]:
        try:
            answer = self.handlers[arguments["FunctionName"]](json.loads(arguments["Payload"]), Invocation())
        except Exception as error:
            said = {"errorType": type(error).__name__, "errorMessage": str(error)}
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(json.dumps(said).encode())}
        return {"Payload": io.BytesIO(json.dumps(answer).encode())}


@dataclass(frozen=True, kw_only=True)
class Standby:
    """All of it; `look` is the canary's."""

    desk: Desk
    agent: Agent
    functions: Functions = field(default_factory=Functions)

    def look(self) -> dict[str, str]:
        return canary.look(self.functions, {name: name for name in self.functions.handlers})

    def faults(self) -> dict[str, str]:
        return {part: fault for part, fault in self.look().items() if fault}

    def give_lease(self, region: str) -> None:
        values = {"region": {"S": region}, "term": {"N": "1"}, "since": {"S": "2026-03-01T12:00:00+00:00"}}
        client("dynamodb").put_item(TableName=TABLE, Item={"lease": {"S": "payments"}} | values)


def standing_by(desk: Desk, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> Standby:
    """A region whose server only reads, as a replica does, while another one holds the lease."""
    client("dynamodb").create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": "lease", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "lease", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    source = agent.source()
    variables = {
        "AWS_REGION": REGION,
        "LEASE_TABLE": TABLE,
        "LEASE_WAIT_SECONDS": "1",
        "ROTATION_FUNCTION_ARN": f"arn:aws:lambda:{REGION}:123456789012:function:rotation",
        "ROTATION_DAYS": "30",
        "FLAGS_APPLICATION": source.application,
        "FLAGS_OPERATIONS_ENVIRONMENT": source.operations.environment,
        "FLAGS_OPERATIONS_PROFILE": source.operations.profile,
        "FLAGS_RELEASES_ENVIRONMENT": source.releases.environment,
        "FLAGS_RELEASES_PROFILE": source.releases.profile,
        "AWS_APPCONFIG_EXTENSION_HTTP_PORT": str(source.port),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    made = Standby(desk=desk, agent=agent)
    made.give_lease(SERVING)
    return made
