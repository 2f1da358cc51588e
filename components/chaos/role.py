"""The role that experiments run as, which can break what they target and nothing else."""

from collections.abc import Mapping

from pulumi import Output

from components.chaos.experiments import Targets
from components.chaos.link import FOLDER, Faults
from components.network import Network
from components.payments import Payments
from foundation.component import Component
from foundation.policies import Statement, allow, assumable_by, through
from foundation.region import Region
from foundation.roles import role

# None of these can be narrowed to a resource, and none changes what it reads.
READING = (
    "ec2:DescribeManagedPrefixLists",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
    "ec2:GetManagedPrefixListEntries",
    "rds:DescribeDBInstances",
    "tag:GetResources",
)
LOGGING = ("logs:CreateLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies")
# The tag of what FIS makes for the time of an experiment.
OWN_TAG = "managedByFIS"


def experiment_role(
    owner: Component, name: str, *, targets: Targets, network: Network, payments: Payments, faults: Faults
) -> Output[str]:
    """The ARN of a role that only this account's experiments can assume.

    It has the permissions that the FIS user guide asks for, on the targets and on what FIS makes in the network.
    """
    region = owner.region
    return role(
        owner,
        name,
        kind="chaos",
        description="What experiments may break",
        trust=assumable_by("fis.amazonaws.com", region.account_id, region.arn("fis", "experiment/*")),
        statements=[
            allow(READING, "*"),
            allow(LOGGING, "*"),
            allow(["rds:RebootDBInstance"], targets.database_arn),
            *_subnets(region, targets, network),
            *_endpoint(region, targets, network),
            *_function(region, targets, payments, faults),
        ],
    )


def _subnets(region: Region, targets: Targets, network: Network) -> list[Statement]:
    """For the time of an experiment the subnets get another network ACL, which FIS makes and deletes."""
    acls = region.arn("ec2", "network-acl/*")
    return [
        allow(["ec2:CreateNetworkAcl"], _vpc(region, network)),
        allow(["ec2:CreateNetworkAcl"], acls, {"StringEquals": _tagged("Request")}),
        allow(["ec2:CreateTags"], acls, {"StringEquals": _created_by("CreateNetworkAcl")}),
        allow(["ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAcl"], acls, {"StringEquals": _tagged("Resource")}),
        allow(["ec2:ReplaceNetworkAclAssociation"], [*targets.subnet_arns, acls]),
    ]


def _endpoint(region: Region, targets: Targets, network: Network) -> list[Statement]:
    """For the time of an experiment the endpoint gets another security group, which FIS makes and deletes."""
    groups = region.arn("ec2", "security-group/*")
    return [
        allow(["ec2:CreateSecurityGroup"], [_vpc(region, network), groups]),
        allow(["ec2:CreateTags"], groups, {"StringEquals": _created_by("CreateSecurityGroup")}),
        allow(
            ["ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupEgress"],
            groups,
            {"StringEquals": _tagged("Resource")},
        ),
        allow(["ec2:ModifyVpcEndpoint"], [targets.endpoint_arn, groups]),
    ]


def _function(region: Region, targets: Targets, payments: Payments, faults: Faults) -> list[Statement]:
    """FIS reads in the function's environment where to put a fault, and puts it there."""
    return [
        allow(["lambda:GetFunction"], targets.function_arn),
        # Without it Lambda leaves the environment out of its answer.
        allow(["kms:Decrypt"], payments.key_arn, through("lambda", region)),
        allow(["s3:DeleteObject", "s3:PutObject"], Output.format("{0}/{1}/*", faults.bucket_arn, FOLDER)),
        allow(["kms:GenerateDataKey"], faults.key_arn, through("s3", region)),
    ]


def _vpc(region: Region, network: Network) -> Output[str]:
    return region.arn("ec2", Output.format("vpc/{0}", network.vpc_id))


def _tagged(which: str) -> Mapping[str, str]:
    return {f"aws:{which}Tag/{OWN_TAG}": "true"}


def _created_by(action: str) -> Mapping[str, str]:
    return {"ec2:CreateAction": action, **_tagged("Request")}
