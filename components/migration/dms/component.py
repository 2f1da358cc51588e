"""The replication of the database while payments go on, composed of its parts."""

from dataclasses import dataclass
from typing import Literal

from pulumi import Input, Output, ResourceOptions

from components.database import Database
from components.migration.dms.endpoints import DatabaseEndpoint, rds_authority
from components.migration.dms.replication import Copy, DatabaseReplication
from components.migration.dms.roles import AccountRoles
from components.network import Network
from config.migration import DatabaseMigration as Settings
from config.project import PROJECT
from config.table_mappings import TableMappings
from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.region import Region

End = Literal["source", "target"]
# The kinds of the two copies.
THERE, BACK = "dms", "dms-reverse"


@dataclass(frozen=True, kw_only=True)
class DatabaseMigrationArgs:
    """The region, the network, the stack's settings of the migration, and the database that it fills.

    Where the migration is enabled the settings must name the source's secret, the network must have its security group,
    and the database its user. Raises ValueError where one is missing, or the file of table mappings has mistakes.
    """

    region: Region
    network: Network
    settings: Settings
    database: Database

    def __post_init__(self) -> None:
        if not self.settings.enabled:
            return
        if "dms" not in self.network.security_group_ids:
            raise ValueError("the network has no security group dms; the database migration needs it where enabled")
        if self.settings.source_secret_arn is None:
            raise ValueError("settings.source_secret_arn must be a secret's ARN; got None")
        if self.database.migration_secret_arn is None:
            raise ValueError("migration_secret_arn must be a secret's ARN; got None: has the database a migration?")
        if not self.settings.reverse.enabled:
            return
        if self.settings.reverse.target_secret_arn is None:
            raise ValueError("settings.reverse.target_secret_arn must be a secret's ARN; got None")
        if self.database.reverse_secret_arn is None:
            raise ValueError("reverse_secret_arn must be a secret's ARN; got None: has the database a way back?")


class DatabaseMigration(Component):
    """A replication from the old database to the new one, ready to start, watched and validated; and the way back.

    `task_arn` is what `docs/cutover.md` starts, watches and stops, and `reverse_task_arn` what it turns back with.
    Where it is switched off nothing of that exists.
    """

    task_arn: Output[str] | None = None
    reverse_task_arn: Output[str] | None = None

    def __init__(self, name: str, args: DatabaseMigrationArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        arns = self._replication(name, args).arns if args.settings.enabled else {}
        self.publish(task_arn=arns.get(THERE), reverse_task_arn=arns.get(BACK))

    def _replication(self, name: str, args: DatabaseMigrationArgs) -> DatabaseReplication:
        region, settings = args.region, args.settings
        mappings = TableMappings.read(settings.table_mappings)
        key = EncryptionKey(f"{name}-key", region, purpose="migration", logs=True, opts=self.child())
        roles = AccountRoles(f"{name}-account", region, roles=settings.account_roles, opts=self.child())
        copies = [self._there(name, args, key.arn)]
        if settings.reverse.enabled:
            copies.append(self._back(name, args, key.arn))
        return DatabaseReplication(
            f"{name}-replication",
            region,
            settings=settings,
            table_mappings=mappings,
            copies=copies,
            network=args.network,
            key_arn=key.arn,
            roles=roles,
            opts=self.child(),
        )

    # The arguments refuse what lacks a secret.
    def _there(self, name: str, args: DatabaseMigrationArgs, key_arn: Output[str]) -> Copy:
        """First everything that is there, then every change as it happens."""
        source = self._old(f"{name}-source", args, end="source", secret=args.settings.source_secret_arn, key=key_arn)
        # Tables are loaded side by side, and an entry may arrive before its payment; the copy's end looks for both.
        target = self._new(
            f"{name}-target",
            args,
            end="target",
            secret=args.database.migration_secret_arn,
            key=key_arn,
            script="SET FOREIGN_KEY_CHECKS=0",
        )
        return Copy(
            kind=THERE,
            task=args.region.naming.name("dms-task", limit=31),
            migration_type="full-load-and-cdc",
            source=source,
            target=target,
            start=args.settings.start,
        )

    def _back(self, name: str, args: DatabaseMigrationArgs, key_arn: Output[str]) -> Copy:
        """What changes in the new database from some place in its binlog on; started by hand alone."""
        secret = args.settings.reverse.target_secret_arn
        source = self._new(
            f"{name}-reverse-source", args, end="source", secret=args.database.reverse_secret_arn, key=key_arn
        )
        target = self._old(f"{name}-reverse-target", args, end="target", secret=secret, key=key_arn)
        return Copy(
            kind=BACK,
            task=args.region.naming.name("dms-reverse", limit=31),
            migration_type="cdc",
            source=source,
            target=target,
        )

    def _old(
        self, name: str, args: DatabaseMigrationArgs, *, end: End, secret: Input[str] | None, key: Output[str]
    ) -> DatabaseEndpoint:
        return DatabaseEndpoint(
            name,
            args.region,
            kind=name,
            end=end,
            secret_arn=secret or "",
            authority=_authority_of_the_old_one(args.settings, args.region),
            tls=args.settings.source_tls,
            key_arn=key,
            opts=self.child(),
        )

    def _new(
        self,
        name: str,
        args: DatabaseMigrationArgs,
        *,
        end: End,
        secret: Input[str] | None,
        key: Output[str],
        script: str | None = None,
    ) -> DatabaseEndpoint:
        return DatabaseEndpoint(
            name,
            args.region,
            kind=name,
            end=end,
            secret_arn=secret or "",
            secret_key_arn=args.database.credentials_key_arn,
            authority=rds_authority(args.region.name),
            tls="verify-full",
            key_arn=key,
            script=script,
            opts=self.child(),
        )


def _authority_of_the_old_one(settings: Settings, region: Region) -> str:
    """The PEM text of whoever signs the old database's certificate."""
    if settings.source_authority:
        return (PROJECT / settings.source_authority).read_text()
    return rds_authority(region.name)
