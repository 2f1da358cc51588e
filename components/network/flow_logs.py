"""The record of every connection in the network."""

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import ec2

from foundation.component import Component
from foundation.logs import log_group
from foundation.policies import allow, assumable_by
from foundation.region import Region
from foundation.roles import role

# The fields of AWS's default format, in its order, then those that show the addresses behind a NAT gateway or a
# firewall, which way a packet went, and by which subnet (VPC guide, flow log records).
FIELDS = (
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes",
    "start", "end", "action", "log-status", "pkt-srcaddr", "pkt-dstaddr", "flow-direction", "traffic-path", "tcp-flags",
    "subnet-id", "pkt-dst-aws-service",
)  # fmt: skip
WRITE = ("logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams")


class FlowLogs(Component):
    """Flow logs of all traffic, each minute, in an encrypted log group that only the flow log's role writes to."""

    log_group_name: Output[str]

    def __init__(
        self, name: str, region: Region, *, vpc_id: Input[str], key_arn: Input[str], opts: ResourceOptions | None = None
    ):
        super().__init__(name, region, opts)
        group = log_group(self, f"{name}-log", kind="flow", key_arn=key_arn)
        role_arn = role(
            self,
            name,
            kind="flow-log",
            description="Lets VPC flow logs write to their log group",
            trust=assumable_by("vpc-flow-logs.amazonaws.com", region.account_id),
            statements=[
                allow(WRITE, [group.arn, Output.format("{0}:*", group.arn)]),
                # Listing groups can't be narrowed to one of them.
                allow(["logs:DescribeLogGroups"], "*"),
            ],
        )
        ec2.FlowLog(
            f"{name}-flow-log",
            vpc_id=vpc_id,
            traffic_type="ALL",
            log_format=" ".join(f"${{{field}}}" for field in FIELDS),
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role_arn,
            max_aggregation_interval=60,
            tags=region.naming.tags("flow-log"),
            opts=self.child(),
        )
        self.publish(log_group_name=group.name)
