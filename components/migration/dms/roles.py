"""The roles that DMS looks for by name, of which an account has one each."""

from typing import Literal

from pulumi import InvokeOutputOptions, Output, ResourceOptions
from pulumi_aws import iam

from foundation.component import Component
from foundation.policies import assumable_by
from foundation.region import Region
from foundation.roles import managed_role

LOGS_ROLE = "dms-cloudwatch-logs-role"
# The names that DMS insists on, with the policy that AWS keeps for each.
POLICIES = {
    "dms-vpc-role": "AmazonDMSVPCManagementRole",
    LOGS_ROLE: "AmazonDMSCloudWatchLogsRole",
}


class AccountRoles(Component):
    """The account has both roles with their permissions, made by this stack or existing already.

    One that is missing ends the preview where `roles` is `existing`. `arns` are handed out once the permissions are
    attached. It takes AWS some seconds more to know of them: the provider repeats the subnet group's creation for up to
    two minutes while DMS calls the role not configured properly.
    """

    arns: dict[str, Output[str]]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        roles: Literal["create", "existing"],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        make = self._made if roles == "create" else self._found
        self.publish(arns={role: make(name, role) for role in POLICIES})

    def _made(self, name: str, role: str) -> Output[str]:
        # With a condition in the trust of the role for logs, DMS writes no task's log.
        account_id = None if role == LOGS_ROLE else self.region.account_id
        _, arn = managed_role(
            self,
            f"{name}-{role}",
            kind=role,
            description="Of this account's DMS, which looks for it by this name",
            trust=assumable_by("dms.amazonaws.com", account_id),
            policies={f"{name}-{role}-policy": f"arn:aws:iam::aws:policy/service-role/{POLICIES[role]}"},
            fixed_name=role,
        )
        return arn

    def _found(self, name: str, role: str) -> Output[str]:
        return iam.get_role_output(name=role, opts=InvokeOutputOptions(parent=self)).arn
