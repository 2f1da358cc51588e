"""Server migration: what Application Migration Service needs to replicate servers into this network."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.migration.mgn.provider import LaunchTemplate, ReplicationTemplate
from components.migration.mgn.roles import ServerMigrationRoles, ServerMigrationRolesArgs
from config.migration import ServerMigration as Settings
from foundation.alarms import AlarmArgs, alarm
from foundation.keys import EncryptionKey, EncryptionKeyArgs
from foundation.naming import Naming
from foundation.policies import Statement

# What the service tells EventBridge when servers need somebody (MGN user guide, event samples).
STALLED, LAUNCHED = "MGN Source Server Data Replication Stalled Change", "MGN Source Server Launch Result"
TROUBLE_ALARM = "server-migration-trouble"
TROUBLES = ["STALLED", "TEST_LAUNCH_FAILED", "CUTOVER_LAUNCH_FAILED"]


@dataclass(frozen=True, kw_only=True)
class ServerMigrationArgs:
    """Where the replication servers stand, behind which security group, and who hears of servers in trouble.

    The subnet has to reach the endpoints of EC2, MGN and S3. One stack of an account makes the account's roles. The
    security group may be missing only where server migration is switched off.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    settings: Settings
    subnet_id: Input[str]
    security_group_id: Input[str] | None
    key_deletion_days: int
    topic_arn: Input[str]

    def __post_init__(self) -> None:
        if not self.settings.enabled:
            return
        if self.security_group_id is None:
            raise ValueError("security_group_id is None; it must be given where server migration is enabled")
        if not self.settings.source_cidrs:
            raise ValueError("settings.source_cidrs is empty; at least one network that servers come from is expected")


class ServerMigration(ComponentResource):
    """The service initialised in this region, its templates private and encrypted, and an alarm on its servers.

    Where it is switched off there is nothing of that.
    """

    key_arn: Output[str] | None = None
    replication_template_id: Output[str] | None = None
    launch_template_id: Output[str] | None = None
    alarm_kinds: Sequence[str] = ()

    def __init__(self, name: str, args: ServerMigrationArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:ServerMigration", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        if args.settings.enabled:
            self._make(name)
        self.register_outputs(
            {
                "key_arn": self.key_arn,
                "replication_template_id": self.replication_template_id,
                "launch_template_id": self.launch_template_id,
            }
        )

    def _make(self, name: str) -> None:
        args = self._args
        key = EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(
                naming=args.naming,
                purpose="server-migration",
                account_id=args.account_id,
                deletion_days=args.key_deletion_days,
                statements=[_launches(args.region, args.account_id)],
            ),
            self._child,
        )
        replication = self._replication(name, key.arn, self._roles(name))
        launch = self._launch(name, replication)
        self._watch(name)
        self.alarm_kinds = [TROUBLE_ALARM]
        self.key_arn = key.arn
        self.replication_template_id, self.launch_template_id = replication.id, launch.id

    def _roles(self, name: str) -> ServerMigrationRoles | None:
        args = self._args
        if args.settings.account_roles == "existing":
            return None
        roles = ServerMigrationRolesArgs(naming=args.naming, account_id=args.account_id)
        return ServerMigrationRoles(f"{name}-roles", roles, self._child)

    def _replication(self, name: str, key_arn: Output[str], roles: ServerMigrationRoles | None) -> ReplicationTemplate:
        args = self._args
        return ReplicationTemplate(
            f"{name}-replication-template",
            region=args.region,
            account_id=args.account_id,
            stack=args.naming.suffix,
            settings={
                "stagingAreaSubnetId": args.subnet_id,
                "associateDefaultSecurityGroup": False,
                "replicationServersSecurityGroupsIDs": [args.security_group_id or ""],
                "replicationServerInstanceType": args.settings.replication_instance_type,
                "useDedicatedReplicationServer": False,
                "defaultLargeStagingDiskType": "GP3",
                "ebsEncryption": "CUSTOM",
                "ebsEncryptionKeyArn": key_arn,
                "bandwidthThrottling": args.settings.bandwidth_limit,
                "dataPlaneRouting": "PRIVATE_IP",
                "createPublicIP": False,
                "stagingAreaTags": args.naming.tags("server-migration-staging"),
            },
            tags=args.naming.tags("replication-template"),
            # The service looks for the roles when it is initialised.
            opts=ResourceOptions(parent=self, depends_on=[roles] if roles else []),
        )

    def _launch(self, name: str, replication: ReplicationTemplate) -> LaunchTemplate:
        """The disks of what is launched keep the key of the staging area's disks, which they are made from."""
        args = self._args
        return LaunchTemplate(
            f"{name}-launch-template",
            region=args.region,
            account_id=args.account_id,
            stack=args.naming.suffix,
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
            tags=args.naming.tags("launch-template"),
            # The first of the two initialises the service.
            opts=ResourceOptions(parent=self, depends_on=[replication]),
        )

    def _watch(self, name: str) -> None:
        """The rule has no target: that it was triggered is what the alarm is about."""
        naming = self._args.naming
        rule = cloudwatch.EventRule(
            f"{name}-trouble",
            description="Servers whose replication stalled or whose launch failed",
            event_pattern=Output.json_dumps(
                {"source": ["aws.mgn"], "detail-type": [STALLED, LAUNCHED], "detail": {"state": TROUBLES}},
                sort_keys=True,
            ),
            tags=naming.tags("server-migration-trouble"),
            opts=self._child,
        )
        alarm(
            f"{name}-trouble-alarm",
            AlarmArgs(
                naming=naming,
                kind=TROUBLE_ALARM,
                reason="A server's replication stalled or its launch failed; the service's console shows which and why",
                runbook="migration",
                namespace="AWS/Events",
                metric="TriggeredRules",
                dimensions={"RuleName": rule.name},
                threshold=0,
                topic_arn=self._args.topic_arn,
            ),
            self._child,
        )


def _launches(region: str, account_id: Input[str]) -> Statement:
    """The service's own role launches servers from encrypted snapshots, through EC2 (MGN user guide, EBS encryption).

    The role is named in a condition: as the principal it would have to exist, and the service makes it later.
    """
    role = "role/aws-service-role/mgn.amazonaws.com/AWSServiceRoleForApplicationMigrationService"
    return {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["kms:ReEncrypt*", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {
                "aws:PrincipalArn": Output.format("arn:aws:iam::{0}:{1}", account_id, role),
                "kms:CallerAccount": account_id,
                "kms:ViaService": f"ec2.{region}.amazonaws.com",
            }
        },
    }
