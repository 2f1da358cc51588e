"""Server migration: what Application Migration Service needs to replicate servers into this network."""

from dataclasses import dataclass

from pulumi import Output, ResourceOptions

from catalog.mgn import SERVICE_ROLE
from components.migration.mgn.alarms import ServerAlarms
from components.migration.mgn.provider import LaunchTemplate, ReplicationTemplate
from components.migration.mgn.roles import ServerMigrationRoles
from components.network import Network
from config.migration import ServerMigration as Settings
from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.policies import Statement
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class ServerMigrationArgs:
    """The region, the network that servers are replicated into, and the stack's settings of that.

    The first private subnet takes the replication servers; it has to reach the endpoints of EC2, MGN and S3. One stack
    of an account makes the account's roles. Raises ValueError where server migration is enabled and the network has no
    security group for it, or the settings name no network that servers come from.
    """

    region: Region
    network: Network
    settings: Settings

    def __post_init__(self) -> None:
        if not self.settings.enabled:
            return
        if "replication" not in self.network.security_group_ids:
            raise ValueError("the network has no security group replication; server migration needs it where enabled")
        if not self.settings.source_cidrs:
            raise ValueError("settings.source_cidrs is empty; at least one network that servers come from is expected")


class ServerMigration(Component):
    """The service initialised in this region, its templates private and encrypted, and alarms on its servers.

    Where it is switched off nothing of that exists.
    """

    key_arn: Output[str] | None = None
    replication_template_id: Output[str] | None = None
    launch_template_id: Output[str] | None = None

    def __init__(self, name: str, args: ServerMigrationArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        if args.settings.enabled:
            self._build(name, args)
        else:
            self.publish()

    def _build(self, name: str, args: ServerMigrationArgs) -> None:
        key = EncryptionKey(
            f"{name}-key",
            self.region,
            purpose="server-migration",
            statements=[_launches(self.region)],
            opts=self.child(),
        )
        roles = None
        if args.settings.account_roles == "create":
            roles = ServerMigrationRoles(f"{name}-roles", self.region, opts=self.child())
        replication = self._replication(name, args, key.arn, roles)
        launch = self._launch(name, replication)
        ServerAlarms(f"{name}-servers", self.region, opts=self.child())
        self.publish(key_arn=key.arn, replication_template_id=replication.id, launch_template_id=launch.id)

    def _replication(
        self, name: str, args: ServerMigrationArgs, key_arn: Output[str], roles: ServerMigrationRoles | None
    ) -> ReplicationTemplate:
        placement = args.network.placement("replication", calls=["ec2", "mgn"])
        return ReplicationTemplate(
            f"{name}-replication-template",
            self.region,
            settings={
                "stagingAreaSubnetId": placement.subnet_ids[0],
                "associateDefaultSecurityGroup": False,
                "replicationServersSecurityGroupsIDs": [placement.security_group_id],
                "replicationServerInstanceType": args.settings.replication_instance_type,
                "useDedicatedReplicationServer": False,
                "defaultLargeStagingDiskType": "GP3",
                "ebsEncryption": "CUSTOM",
                "ebsEncryptionKeyArn": key_arn,
                "bandwidthThrottling": args.settings.bandwidth_limit,
                "dataPlaneRouting": "PRIVATE_IP",
                "createPublicIP": False,
                "stagingAreaTags": self.region.naming.tags("server-migration-staging"),
            },
            # The service looks for the roles when it is initialised.
            opts=self.child(depends_on=[roles] if roles else []),
        )

    def _launch(self, name: str, replication: ReplicationTemplate) -> LaunchTemplate:
        """The disks of what is launched keep the key of the staging area's disks, which they are made from."""
        return LaunchTemplate(
            f"{name}-launch-template",
            self.region,
            settings={
                "launchDisposition": "STARTED",
                "targetInstanceTypeRightSizingMethod": "BASIC",
                "copyPrivateIp": False,
                "associatePublicIpAddress": False,
                "copyTags": True,
                "bootMode": "USE_SOURCE",
                "smallVolumeConf": {"volumeType": "gp3"},
                "largeVolumeConf": {"volumeType": "gp3"},
            },
            # The first of the two initialises the service.
            opts=self.child(depends_on=[replication]),
        )


def _launches(region: Region) -> Statement:
    """The service's own role launches servers from encrypted snapshots, through EC2 (MGN user guide, EBS encryption).

    The role is named in a condition: as the principal it would have to exist, and the service makes it later.
    """
    return {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["kms:ReEncrypt*", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {
                "aws:PrincipalArn": Output.format("arn:aws:iam::{0}:{1}", region.account_id, SERVICE_ROLE),
                "kms:CallerAccount": region.account_id,
                "kms:ViaService": f"ec2.{region.name}.amazonaws.com",
            }
        },
    }
