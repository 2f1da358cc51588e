"""The copy of the database while payments go on, composed of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.migration.dms.endpoints import DatabaseEndpoint, DatabaseEndpointArgs, rds_authority
from components.migration.dms.replication import DatabaseReplication, DatabaseReplicationArgs
from components.migration.dms.roles import AccountRoles, AccountRolesArgs
from config.migration import DatabaseMigration as DatabaseMigrationSettings
from config.project import PROJECT
from config.table_mappings import TableMappings
from foundation.keys import EncryptionKey, EncryptionKeyArgs, log_group_use
from foundation.naming import Naming


@dataclass(frozen=True, kw_only=True)
class DatabaseMigrationArgs:
    """Where the copy runs, the stack's settings of it, and the credential of the database that it fills.

    Subnet ids are by zone letter. The security group and the credentials may be missing only where the migration is
    switched off. Raises ValueError where one is missing otherwise, or the file of table mappings has mistakes.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    settings: DatabaseMigrationSettings
    private_subnet_ids: Mapping[str, Output[str]]
    security_group_id: Input[str] | None
    target_secret_arn: Input[str] | None
    target_secret_key_arn: Input[str]
    key_deletion_days: int
    log_retention_days: int
    topic_arn: Input[str]

    def __post_init__(self) -> None:
        if not self.settings.enabled:
            return
        if self.security_group_id is None:
            raise ValueError("security_group_id is None; it must be given where the database migration is enabled")
        if self.settings.source_secret_arn is None:
            raise ValueError("settings.source_secret_arn must be a secret's ARN; got None")
        if self.target_secret_arn is None:
            raise ValueError("target_secret_arn must be a secret's ARN; got None: has the database a migration?")


LAGS = ("source-lag", "target-lag")


class DatabaseMigration(ComponentResource):
    """A replication from the database of old to the new one, ready to start, watched and validated.

    `task_arn` is what `docs/cutover.md` starts, watches and stops. Where it is switched off there is nothing of that.
    """

    task_arn: Output[str] | None = None
    alarm_kinds: Sequence[str] = ()

    def __init__(self, name: str, args: DatabaseMigrationArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:DatabaseMigration", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        if args.settings.enabled:
            self.task_arn = self._replication(name)
            watched = LAGS if args.settings.mode == "serverless" else (*LAGS, "storage", "processor")
            self.alarm_kinds = [f"dms-{kind}" for kind in watched]
        self.register_outputs({"task_arn": self.task_arn})

    def _replication(self, name: str) -> Output[str]:
        args, child = self._args, self._child
        mappings = TableMappings.read(args.settings.table_mappings)
        key = EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(
                naming=args.naming,
                purpose="migration",
                account_id=args.account_id,
                deletion_days=args.key_deletion_days,
                statements=[log_group_use(args.region, args.account_id)],
            ),
            child,
        )
        roles = AccountRoles(
            f"{name}-account",
            AccountRolesArgs(naming=args.naming, account_id=args.account_id, roles=args.settings.account_roles),
            child,
        )
        source = DatabaseEndpoint(f"{name}-source", self._source(key.arn), child)
        target = DatabaseEndpoint(f"{name}-target", self._target(key.arn), child)
        return DatabaseReplication(
            f"{name}-replication",
            DatabaseReplicationArgs(
                naming=args.naming,
                settings=args.settings,
                table_mappings=mappings,
                source_arn=source.arn,
                target_arn=target.arn,
                subnet_ids=args.private_subnet_ids,
                security_group_id=args.security_group_id or "",
                key_arn=key.arn,
                log_retention_days=args.log_retention_days,
                topic_arn=args.topic_arn,
                ready=roles,
            ),
            child,
        ).arn

    def _source(self, key_arn: Input[str]) -> DatabaseEndpointArgs:
        args, settings = self._args, self._args.settings
        signs = settings.source_authority
        return DatabaseEndpointArgs(
            naming=args.naming,
            region=args.region,
            account_id=args.account_id,
            end="source",
            secret_arn=settings.source_secret_arn or "",
            authority=(PROJECT / signs).read_text() if signs else rds_authority(args.region),
            tls=settings.source_tls,
            key_arn=key_arn,
        )

    def _target(self, key_arn: Input[str]) -> DatabaseEndpointArgs:
        args = self._args
        return DatabaseEndpointArgs(
            naming=args.naming,
            region=args.region,
            account_id=args.account_id,
            end="target",
            secret_arn=args.target_secret_arn or "",
            secret_key_arn=args.target_secret_key_arn,
            authority=rds_authority(args.region),
            tls="verify-full",
            key_arn=key_arn,
        )
