"""How long the provider waits for what it asks of AWS.

The minutes are those of `schema.DefaultTimeout` and `SetDefaultCreateTimeout` and its like in `internal/service/` of
terraform-provider-aws (read at v5.46; ECS Express and Region switch in v6). A program sets others by custom timeouts,
which the engine sends with each request. A type that is not here waits as long as AWS takes, unless the program says
otherwise.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from catalog.resource_type import ResourceType
from simulated_aws.modelling import AwsError


class Minutes(NamedTuple):
    """The minutes that the provider waits for a creation, a change and a deletion; 20 where its source names none."""

    create: float = 20
    update: float = 20
    delete: float = 20


TIMEOUTS: Mapping[str, Minutes] = {
    "aws:apprunner/service:Service": Minutes(),
    "aws:arcregionswitch/plan:Plan": Minutes(10, 10, 10),
    "aws:dms/endpoint:Endpoint": Minutes(create=5, delete=10),
    "aws:dms/replicationConfig:ReplicationConfig": Minutes(60, 60, 60),
    "aws:dms/replicationInstance:ReplicationInstance": Minutes(40, 30, 30),
    "aws:ec2/defaultRouteTable:DefaultRouteTable": Minutes(create=2, update=2),
    "aws:ec2/eip:Eip": Minutes(update=5, delete=3),
    "aws:ec2/internetGateway:InternetGateway": Minutes(20, 20, 20),
    "aws:ec2/natGateway:NatGateway": Minutes(10, 10, 30),
    "aws:ec2/route:Route": Minutes(5, 2, 5),
    "aws:ec2/routeTable:RouteTable": Minutes(5, 2, 5),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Minutes(5, 2, 5),
    "aws:ec2/securityGroup:SecurityGroup": Minutes(create=10, delete=15),
    "aws:ec2/subnet:Subnet": Minutes(create=10, delete=20),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Minutes(10, 10, 10),
    "aws:ecs/expressGatewayService:ExpressGatewayService": Minutes(30, 30, 20),
    "aws:fis/experimentTemplate:ExperimentTemplate": Minutes(30, 30, 30),
    "aws:kms/key:Key": Minutes(create=2),
    "aws:lambda/function:Function": Minutes(10, 10, 10),
    "aws:networkfirewall/firewall:Firewall": Minutes(30, 30, 30),
    "aws:ram/resourceShare:ResourceShare": Minutes(create=5, delete=5),
    "aws:rds/eventSubscription:EventSubscription": Minutes(40, 40, 40),
    "aws:rds/instance:Instance": Minutes(40, 80, 60),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": Minutes(create=75, delete=75),
    "aws:s3/bucket:Bucket": Minutes(20, 20, 60),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Minutes(create=3, update=3),
    "aws:transfer/user:User": Minutes(delete=10),
}


class WaitTimeoutError(AwsError):
    """AWS is still at work, and the provider waits no longer: the resource exists, and is not ready."""


def refuse_late(known: ResourceType, operation: str, seconds: float) -> None:
    """Raises WaitTimeoutError where a creation or deletion typically takes longer than the provider waits for it.

    Args:
        known: the type.
        operation: `create` or `delete`.
        seconds: the timeout of the engine's request; zero where the program sets none.
    """
    if seconds:
        allowed = seconds / 60
    elif known.token in TIMEOUTS:
        allowed = getattr(TIMEOUTS[known.token], operation)
    else:
        return
    if known.minutes > allowed:
        state, last = ("available", "creating") if operation == "create" else ("", "deleting")
        raise WaitTimeoutError(
            f"timeout while waiting for state to become '{state}' (last state: '{last}', "
            f"timeout: {_spelled(allowed)}): it typically takes {known.minutes:g} minutes"
        )


def _spelled(minutes: float) -> str:
    """A duration as Go writes it."""
    total = round(minutes * 60)
    parts = f"{total // 3600}h{total % 3600 // 60}m{total % 60}s"
    return re.sub(r"^(0h)?(0m)?", "", parts)
