"""How long the provider waits for what it asks of AWS.

The minutes are those of `schema.DefaultTimeout` and `SetDefaultCreateTimeout` and its like in `internal/service/` of
terraform-provider-aws (read at v5.46; ECS Express and Region switch in v6). A program sets others by custom timeouts,
which the engine sends with each request. A type that is not here waits as long as AWS takes, unless the program says
otherwise.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from catalog import apprunner, arc, dms, dynamodb, ec2, ecs, fis, kms, lambda_, networkfirewall, ram, rds, s3, transfer
from catalog.resource_type import ResourceType
from simulated_aws.modelling import AwsError


class Minutes(NamedTuple):
    """The minutes that the provider waits for a creation, a change and a deletion; 20 where its source names none."""

    create: float = 20
    update: float = 20
    delete: float = 20


TIMEOUTS: Mapping[str, Minutes] = {
    apprunner.SERVICE.token: Minutes(),
    arc.PLAN.token: Minutes(10, 10, 10),
    dms.ENDPOINT.token: Minutes(create=5, delete=10),
    dms.REPLICATION_CONFIG.token: Minutes(60, 60, 60),
    dms.REPLICATION_INSTANCE.token: Minutes(40, 30, 30),
    dynamodb.TABLE.token: Minutes(30, 60, 10),
    ec2.DEFAULT_ROUTE_TABLE.token: Minutes(create=2, update=2),
    ec2.EIP.token: Minutes(update=5, delete=3),
    ec2.INTERNET_GATEWAY.token: Minutes(20, 20, 20),
    ec2.NAT_GATEWAY.token: Minutes(10, 10, 30),
    ec2.ROUTE.token: Minutes(5, 2, 5),
    ec2.ROUTE_TABLE.token: Minutes(5, 2, 5),
    ec2.ROUTE_TABLE_ASSOCIATION.token: Minutes(5, 2, 5),
    ec2.SECURITY_GROUP.token: Minutes(create=10, delete=15),
    ec2.SUBNET.token: Minutes(create=10, delete=20),
    ec2.VPC_ENDPOINT.token: Minutes(10, 10, 10),
    ecs.EXPRESS_GATEWAY_SERVICE.token: Minutes(30, 30, 20),
    fis.EXPERIMENT_TEMPLATE.token: Minutes(30, 30, 30),
    kms.KEY.token: Minutes(create=2),
    lambda_.FUNCTION.token: Minutes(10, 10, 10),
    networkfirewall.FIREWALL.token: Minutes(30, 30, 30),
    ram.RESOURCE_SHARE.token: Minutes(create=5, delete=5),
    rds.EVENT_SUBSCRIPTION.token: Minutes(40, 40, 40),
    rds.INSTANCE.token: Minutes(40, 80, 60),
    rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION.token: Minutes(create=75, delete=75),
    s3.BUCKET.token: Minutes(20, 20, 60),
    s3.BUCKET_LIFECYCLE_CONFIGURATION.token: Minutes(create=3, update=3),
    transfer.USER.token: Minutes(delete=10),
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
