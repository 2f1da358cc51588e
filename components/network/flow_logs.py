"""The record of every connection in the network."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, ec2, iam

from foundation.naming import Naming
from foundation.policies import allow, assumable_by, document


@dataclass(frozen=True, kw_only=True)
class FlowLogsArgs:
    """The network, the key that encrypts its log group, and how long the log is kept, in days."""

    naming: Naming
    account_id: Input[str]
    vpc_id: Input[str]
    key_arn: Input[str]
    retention_days: int


class FlowLogs(ComponentResource):
    """Flow logs of all traffic, each minute, in an encrypted log group that only the flow log's role writes to."""

    log_group_name: Output[str]

    def __init__(self, name: str, args: FlowLogsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:network:FlowLogs", name, None, opts)
        child, naming = ResourceOptions(parent=self), args.naming
        group = cloudwatch.LogGroup(
            f"{name}-log",
            name=naming.log_group("flow"),
            kms_key_id=args.key_arn,
            retention_in_days=args.retention_days,
            tags=naming.tags("flow-log-group"),
            opts=child,
        )
        role = iam.Role(
            f"{name}-role",
            description="Lets VPC flow logs write to their log group",
            assume_role_policy=assumable_by("vpc-flow-logs.amazonaws.com", args.account_id),
            tags=naming.tags("flow-log-role"),
            opts=child,
        )
        write = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
        policy = iam.RolePolicy(
            f"{name}-role-policy",
            role=role.id,
            policy=document(
                allow(write, [group.arn, Output.format("{0}:*", group.arn)]),
                # Listing groups can't be narrowed to one of them.
                allow(["logs:DescribeLogGroups"], "*"),
            ),
            opts=child,
        )
        ec2.FlowLog(
            f"{name}-flow-log",
            vpc_id=args.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=60,
            tags=naming.tags("flow-log"),
            opts=ResourceOptions(parent=self, depends_on=[policy]),
        )
        self.log_group_name = group.name
        self.register_outputs({"log_group_name": self.log_group_name})
