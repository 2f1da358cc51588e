"""Log groups that are encrypted and end in time."""

from pulumi import Input
from pulumi_aws import cloudwatch

from foundation.component import Component


def log_group(
    owner: Component, name: str, *, kind: str, key_arn: Input[str], group_name: str | None = None
) -> cloudwatch.LogGroup:
    """An encrypted log group that keeps its events as long as the region's settings say.

    `kind` makes its tags, and its name unless an AWS service wants to write to another one.
    """
    naming = owner.region.naming
    return cloudwatch.LogGroup(
        name,
        name=group_name or naming.log_group(kind),
        kms_key_id=key_arn,
        retention_in_days=owner.region.log_retention_days,
        tags=naming.tags(f"{kind}-log"),
        opts=owner.child(),
    )
