"""The roles that Application Migration Service asks for, under the names that it looks for, once per account."""

from pulumi import Output, ResourceOptions

from foundation.component import Component
from foundation.policies import assumable_by, document
from foundation.region import Region
from foundation.roles import managed_role

OF_SERVICES = "arn:aws:iam::aws:policy/service-role/"
INSTANCE_CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
AGENT_ROLE = "AWSApplicationMigrationAgentRole"
# The service that takes each role, and AWS's policies of it (MGN user guide, initialisation by the API). The two roles
# for storage in FSx for ONTAP are left out: the templates put everything on EBS.
ROLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "AWSApplicationMigrationReplicationServerRole": (
        "ec2.amazonaws.com",
        (f"{OF_SERVICES}AWSApplicationMigrationReplicationServerPolicy",),
    ),
    "AWSApplicationMigrationConversionServerRole": (
        "ec2.amazonaws.com",
        (f"{OF_SERVICES}AWSApplicationMigrationConversionServerPolicy",),
    ),
    "AWSApplicationMigrationMGHRole": ("mgn.amazonaws.com", (f"{OF_SERVICES}AWSApplicationMigrationMGHAccess",)),
    "AWSApplicationMigrationLaunchInstanceWithDrsRole": (
        "ec2.amazonaws.com",
        (INSTANCE_CORE, f"{OF_SERVICES}AWSElasticDisasterRecoveryEc2InstancePolicy"),
    ),
    "AWSApplicationMigrationLaunchInstanceWithSsmRole": ("ec2.amazonaws.com", (INSTANCE_CORE,)),
    AGENT_ROLE: ("mgn.amazonaws.com", (f"{OF_SERVICES}AWSApplicationMigrationAgentPolicy_v2",)),
}


class ServerMigrationRoles(Component):
    """The roles with AWS's own policies; what depends on the component waits for all of them."""

    names: list[Output[str]]

    def __init__(self, name: str, region: Region, opts: ResourceOptions | None = None):
        super().__init__(name, region, opts)
        self.publish(names=[self._role(name, role, service, policies) for role, (service, policies) in ROLES.items()])

    def _role(self, name: str, role_name: str, service: str, policies: tuple[str, ...]) -> Output[str]:
        role, _ = managed_role(
            self,
            f"{name}-{role_name}",
            kind=_kind(role_name),
            description=f"What Application Migration Service and its servers may do as {role_name}",
            trust=self._trust(role_name, service),
            policies={f"{name}-{role_name}-{policy.rpartition('/')[2]}": policy for policy in policies},
            fixed_name=role_name,
            path="/service-role/",
        )
        return role.name

    def _trust(self, role_name: str, service: str) -> Output[str]:
        """The agent's role is taken for one source server at a time, whose id the session carries."""
        if role_name != AGENT_ROLE:
            return assumable_by(service, self.region.account_id if service == "mgn.amazonaws.com" else None)
        return document(
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
                "Condition": {
                    "StringLike": {"sts:SourceIdentity": "s-*"},
                    "StringEquals": {"aws:SourceAccount": self.region.account_id},
                },
            }
        )


def _kind(role_name: str) -> str:
    """The role's name in lower-case words, as tags have it: `aws-application-migration-agent-role`."""
    words = role_name.removeprefix("AWSApplicationMigration").replace("MGH", "Hub")
    return "migration" + "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in words)
