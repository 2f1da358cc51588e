"""The role that experiments run as, which can break what they target and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import iam

from components.chaos.experiments import Targets
from components.chaos.link import FOLDER
from foundation.naming import Naming
from foundation.ordering import after
from foundation.policies import Statement, allow, assumable_by, document, through

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


@dataclass(frozen=True, kw_only=True)
class ExperimentRoleArgs:
    """What the experiments break, the network that it stands in, and how the functions' extension hears of faults.

    `function_key_arn` encrypts the function's environment, `faults_key_arn` the bucket of faults.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    targets: Targets
    vpc_id: Input[str]
    function_key_arn: Input[str]
    faults_bucket_arn: Input[str]
    faults_key_arn: Input[str]


class ExperimentRole(ComponentResource):
    """A role that only this account's experiments can take, with the rights that the FIS user guide asks for."""

    arn: Output[str]

    def __init__(self, name: str, args: ExperimentRoleArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:chaos:ExperimentRole", name, None, opts)
        self._args, child = args, ResourceOptions(parent=self)
        experiments = Output.format("arn:aws:fis:{0}:{1}:experiment/*", args.region, args.account_id)
        role = iam.Role(
            f"{name}-role",
            description="What experiments may break",
            assume_role_policy=assumable_by("fis.amazonaws.com", args.account_id, experiments),
            tags=args.naming.tags("chaos-role"),
            opts=child,
        )
        policy = iam.RolePolicy(
            f"{name}-role-policy",
            role=role.id,
            policy=document(
                allow(READING, "*"),
                allow(LOGGING, "*"),
                allow(["rds:RebootDBInstance"], args.targets.database_arn),
                *self._subnets(),
                *self._endpoint(),
                *self._function(),
            ),
            opts=child,
        )
        self.arn = after(role.arn, [policy])
        self.register_outputs({"arn": self.arn})

    def _subnets(self) -> list[Statement]:
        """For the time of an experiment the subnets get another network ACL, which FIS makes and deletes."""
        acls = self._ec2("network-acl/*")
        return [
            allow(["ec2:CreateNetworkAcl"], self._ec2("vpc/{0}", self._args.vpc_id)),
            allow(["ec2:CreateNetworkAcl"], acls, {"StringEquals": _tagged("Request")}),
            allow(["ec2:CreateTags"], acls, {"StringEquals": _created_by("CreateNetworkAcl")}),
            allow(["ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAcl"], acls, {"StringEquals": _tagged("Resource")}),
            allow(["ec2:ReplaceNetworkAclAssociation"], [*self._args.targets.subnet_arns, acls]),
        ]

    def _endpoint(self) -> list[Statement]:
        """For the time of an experiment the endpoint gets another security group, which FIS makes and deletes."""
        groups = self._ec2("security-group/*")
        return [
            allow(["ec2:CreateSecurityGroup"], [self._ec2("vpc/{0}", self._args.vpc_id), groups]),
            allow(["ec2:CreateTags"], groups, {"StringEquals": _created_by("CreateSecurityGroup")}),
            allow(
                ["ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupEgress"],
                groups,
                {"StringEquals": _tagged("Resource")},
            ),
            allow(["ec2:ModifyVpcEndpoint"], [self._args.targets.endpoint_arn, groups]),
        ]

    def _function(self) -> list[Statement]:
        """FIS reads in the function's environment where to put a fault, and puts it there."""
        args = self._args
        return [
            allow(["lambda:GetFunction"], args.targets.function_arn),
            # Without it Lambda leaves the environment out of its answer.
            allow(["kms:Decrypt"], args.function_key_arn, through("lambda", args.region)),
            allow(["s3:DeleteObject", "s3:PutObject"], Output.format("{0}/{1}/*", args.faults_bucket_arn, FOLDER)),
            allow(["kms:GenerateDataKey"], args.faults_key_arn, through("s3", args.region)),
        ]

    def _ec2(self, resource: str, *values: Input[str]) -> Output[str]:
        prefix = Output.format("arn:aws:ec2:{0}:{1}:", self._args.region, self._args.account_id)
        return Output.concat(prefix, Output.format(resource, *values))


def _tagged(which: str) -> Mapping[str, str]:
    return {f"aws:{which}Tag/{OWN_TAG}": "true"}


def _created_by(action: str) -> Mapping[str, str]:
    return {"ec2:CreateAction": action, **_tagged("Request")}
