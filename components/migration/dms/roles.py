"""The roles that DMS looks for by name, of which an account has one each."""

from dataclasses import dataclass
from typing import Literal

from pulumi import ComponentResource, Input, InvokeOutputOptions, Output, ResourceOptions
from pulumi_aws import iam

from foundation.naming import Naming
from foundation.ordering import after
from foundation.policies import assumable_by

# The names that DMS insists on, with the policy that AWS keeps for each.
POLICIES = {
    "dms-vpc-role": "AmazonDMSVPCManagementRole",
    "dms-cloudwatch-logs-role": "AmazonDMSCloudWatchLogsRole",
}


@dataclass(frozen=True, kw_only=True)
class AccountRolesArgs:
    """Whether this stack makes the account's roles, or another stack or somebody has made them already."""

    naming: Naming
    account_id: Input[str]
    roles: Literal["create", "existing"]


class AccountRoles(ComponentResource):
    """The account has both roles with their rights; a missing one ends the preview where they are to exist already.

    `arns` are handed out once the rights are attached. It takes AWS some seconds more to know of them: the provider
    repeats the subnet group's creation for up to two minutes while DMS calls the role not configured properly.
    """

    arns: dict[str, Output[str]]

    def __init__(self, name: str, args: AccountRolesArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:AccountRoles", name, None, opts)
        self._args = args
        make = self._made if args.roles == "create" else self._found
        self.arns = {role: make(name, role) for role in POLICIES}
        self.register_outputs({"arns": self.arns})

    def _made(self, name: str, role: str) -> Output[str]:
        child = ResourceOptions(parent=self)
        made = iam.Role(
            f"{name}-{role}",
            name=role,
            description="Of this account's DMS, which looks for it by this name",
            assume_role_policy=assumable_by("dms.amazonaws.com", self._args.account_id),
            tags=self._args.naming.tags(role),
            opts=child,
        )
        policy_arn = f"arn:aws:iam::aws:policy/service-role/{POLICIES[role]}"
        attached = iam.RolePolicyAttachment(f"{name}-{role}-policy", role=made.name, policy_arn=policy_arn, opts=child)
        return after(made.arn, [attached])

    def _found(self, name: str, role: str) -> Output[str]:
        return iam.get_role_output(name=role, opts=InvokeOutputOptions(parent=self)).arn
