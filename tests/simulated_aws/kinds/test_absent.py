"""Ids and names are those of what exists, and of the kind that the input takes."""

from typing import Any

import pytest

from catalog import cloudwatch, dms, ec2, iam, lambda_, rds
from simulated_aws.account import Account
from simulated_aws.modelling import AwsError
from tests.simulated_aws.kinds.conftest import Networks

QUEUE = "arn:aws:sqs:eu-west-2:111122223333:q"
GONE = "0abcdef0123456789"


@pytest.mark.parametrize(
    ("kind", "inputs", "error"),
    [
        (ec2.ROUTE_TABLE, {"vpcId": f"vpc-{GONE}"}, "InvalidVpcID.NotFound"),
        (ec2.NAT_GATEWAY, {"subnetId": f"subnet-{GONE}", "connectivityType": "private"}, "InvalidSubnetID.NotFound"),
        (rds.SUBNET_GROUP, {"name": "group", "subnetIds": [f"subnet-{GONE}"]}, "InvalidSubnetID.NotFound"),
        (ec2.ROUTE, {"routeTableId": f"rtb-{GONE}", "gatewayId": "local"}, "InvalidRouteTableID.NotFound"),
    ],
)
def test_an_id_of_nothing_is_refused(kind: Any, inputs: dict[str, Any], error: str) -> None:
    with pytest.raises(AwsError, match=error):
        Account().plant(kind.token, "wrong", inputs)


def test_an_id_of_what_exists_is_taken(networks: Networks) -> None:
    inputs = {"name": "group", "subnetIds": [networks.subnet("own", "a"), networks.subnet("own", "b")]}
    assert networks.account.plant(rds.SUBNET_GROUP.token, "right", inputs)


def test_what_aws_makes_with_a_network_exists(networks: Networks) -> None:
    outputs = networks.account.live()[networks.vpcs["own"]].outputs
    association = {"subnetId": networks.subnet("own"), "routeTableId": outputs["mainRouteTableId"]}
    assert networks.account.plant(ec2.ROUTE_TABLE_ASSOCIATION.token, "right", association)


def test_an_id_of_another_kind_is_refused() -> None:
    faults = Account().faults(rds.SUBNET_GROUP.token, {"subnetIds": [f"vpc-{GONE}"], "region": "eu-west-2"})
    assert [(item.path, item.reason) for item in faults] == [
        ("subnetIds", f"InvalidParameterValue: 'vpc-{GONE}' is no id of the form subnet-…")
    ]


@pytest.mark.parametrize(
    ("kind", "inputs", "error"),
    [
        (
            lambda_.ALIAS,
            {"name": "live", "functionName": "nobody", "functionVersion": "1"},
            "ResourceNotFoundException",
        ),
        (
            cloudwatch.EVENT_TARGET,
            {"rule": "nobody", "arn": "arn:aws:sqs:eu-west-2:111122223333:q"},
            "ResourceNotFound",
        ),
        (iam.ROLE_POLICY_ATTACHMENT, {"role": "nobody", "policyArn": "arn:aws:iam::aws:policy/x"}, "NoSuchEntity"),
        (dms.REPLICATION_INSTANCE, {"replicationSubnetGroupId": "nobody"}, "ResourceNotFoundFault"),
    ],
)
def test_a_name_of_nothing_is_refused(kind: Any, inputs: dict[str, Any], error: str) -> None:
    with pytest.raises(AwsError, match=f"{error}.*: nobody does not exist"):
        Account().plant(kind.token, "wrong", inputs)


def test_a_name_of_another_region_is_refused() -> None:
    account = Account()
    account.plant(
        cloudwatch.EVENT_RULE.token, "rule", {"name": "daily", "scheduleExpression": "rate(1 day)"}, "eu-west-1"
    )
    target = {"rule": "daily", "arn": "arn:aws:sqs:eu-west-2:111122223333:q"}
    with pytest.raises(AwsError, match="rule: ResourceNotFoundException: daily does not exist"):
        account.plant(cloudwatch.EVENT_TARGET.token, "target", target)
