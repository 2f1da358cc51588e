"""What exists outside of a stack is known by the configuration that names it, and by nothing else."""

import json
from typing import Any

import pytest

from catalog import billing
from config.load import StackConfig
from config.outside import named_outside
from simulated_aws.account import Account
from tests.support.graph import run_stack, stack_values

OWN, PARTNER = "210987654321", "111122223333"
SECRET = f"arn:aws:secretsmanager:eu-west-2:{OWN}:secret:payments-prod-{{}}-AbCdEf"
MONITOR = f"arn:aws:ce::{OWN}:anomalymonitor/0f1e2d3c"
LAYER = f"arn:aws:lambda:eu-west-2:{OWN}:layer:AWS-AppConfig-Extension-Arm64:244"
EXTENSION = f"arn:aws:lambda:eu-west-2:{OWN}:layer:aws-fis-extension-arm64:9"


def changes() -> dict[str, Any]:
    """Production in an account where all that can be named is the account's own."""
    prod = stack_values("prod")
    migration, container = prod["payments:migration"], prod["payments:container"]
    return {
        "payments:account": OWN,
        "payments:costs": {"anomalyMonitorArn": MONITOR},
        "payments:flags": {"agentLayerArn": LAYER},
        "payments:chaos": {"enabled": True, "extensionLayerArn": EXTENSION},
        "payments:migration": migration | {"dms": migration["dms"] | {"sourceSecretArn": SECRET.format("source")}},
        "payments:container": container
        | {"secrets": {"TOKEN": SECRET.format("token"), "PIN": f"{SECRET.format('json')}:pin::"}},
        "payments:recovery": prod["payments:recovery"] | {"approvers": [f"arn:aws:iam::{OWN}:role/on-call"]},
    }


def test_what_the_configuration_names_of_the_own_account_exists() -> None:
    graph = run_stack("prod", changes=changes())
    inputs = json.dumps([item.inputs for item in graph], default=str)
    assert all(arn in inputs for _, arn in NAMED)


NAMED = [
    ("payments:costs", MONITOR),
    ("payments:flags", LAYER),
    ("payments:migration", SECRET.format("source")),
    ("payments:container", SECRET.format("token")),
    ("payments:container", SECRET.format("json")),
    ("payments:chaos", EXTENSION),
]


@pytest.mark.parametrize(("key", "arn"), NAMED)
def test_what_no_configuration_names_does_not_exist(key: str, arn: str) -> None:
    values = stack_values("prod") | changes()
    plain = {name.removeprefix("payments:"): value for name, value in values.items()}
    assert arn in named_outside(StackConfig.parse("prod", plain))
    del plain[key.removeprefix("payments:")]
    plain.setdefault("container", {"enabled": False})
    assert arn not in named_outside(StackConfig.parse("prod", plain))


def test_what_is_not_declared_is_refused() -> None:
    account = Account(number=OWN, declared=frozenset({LAYER}))
    subscription = {
        "name": "unusual",
        "frequency": "IMMEDIATE",
        "monitorArnLists": [MONITOR],
        "thresholdExpression": {
            "dimension": {
                "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                "matchOptions": ["GREATER_THAN_OR_EQUAL"],
                "values": ["50"],
            }
        },
        "subscribers": [{"type": "SNS", "address": f"arn:aws:sns:us-east-1:{PARTNER}:alerts"}],
    }
    token = billing.ANOMALY_SUBSCRIPTION.token
    assert any("does not exist" in reason for _, reason in account.refused(token, subscription))
    known = Account(number=OWN, declared=frozenset({MONITOR}))
    assert not any("does not exist" in reason for _, reason in known.refused(token, subscription))
