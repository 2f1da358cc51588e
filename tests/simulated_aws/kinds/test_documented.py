"""Inputs that exclude or need each other by the SDK's own words."""

from collections.abc import Mapping
from typing import Any

import pytest

from catalog import ec2, ecs, iam, lambda_, rds, sqs
from catalog.resource_type import ResourceType
from simulated_aws.declarations import UNKNOWN
from simulated_aws.kinds.documented import documented_faults

WRONG: list[tuple[ResourceType, Mapping[str, Any], str]] = [
    (iam.ROLE, {"name": "one", "namePrefix": "o"}, "namePrefix"),
    (sqs.QUEUE, {"name": "one", "namePrefix": "o"}, "name"),
    (ec2.VPC, {"ipv6IpamPoolId": "pool", "assignGeneratedIpv6CidrBlock": True}, "assignGeneratedIpv6CidrBlock"),
    (
        ec2.VPC_ENDPOINT,
        {"serviceName": "com.amazonaws.eu-west-2.s3", "serviceNetworkArn": "arn"},
        "resourceConfigurationArn",
    ),
    (lambda_.FUNCTION, {"packageType": "Zip", "handler": "a.b"}, "runtime"),
    (rds.INSTANCE, {"passwordWo": "x"}, "passwordWoVersion"),
    (ecs.CLUSTER, {"configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE"}}}, "logConfiguration"),
]
RIGHT: list[tuple[ResourceType, Mapping[str, Any]]] = [
    (iam.ROLE, {"name": "one"}),
    (iam.ROLE, {"name": "one", "namePrefix": ""}),
    (iam.ROLE, {"name": UNKNOWN, "namePrefix": UNKNOWN}),
    (ec2.VPC, {"ipv6IpamPoolId": "pool", "assignGeneratedIpv6CidrBlock": False}),
    (lambda_.FUNCTION, {"packageType": "Image"}),
    (ecs.CLUSTER, {"configuration": {"executeCommandConfiguration": {"logging": "DEFAULT"}}}),
]


@pytest.mark.parametrize(("kind", "inputs", "path"), WRONG)
def test_what_the_sdk_says_does_not_go_together_is_refused(
    kind: ResourceType, inputs: Mapping[str, Any], path: str
) -> None:
    assert path in {fault.path.rpartition(".")[2] for fault in documented_faults(kind.token, inputs)}


@pytest.mark.parametrize(("kind", "inputs"), RIGHT)
def test_what_goes_together_is_taken(kind: ResourceType, inputs: Mapping[str, Any]) -> None:
    assert not list(documented_faults(kind.token, inputs))
