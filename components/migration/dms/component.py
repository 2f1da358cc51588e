"""The replication of the database while payments go on, composed of its parts."""

from dataclasses import dataclass

from pulumi import Input, Output, ResourceOptions

from components.database import Database
from components.migration.dms.comparison import DatabaseComparison
from components.migration.dms.endpoints import DatabaseEndpoint, Server, rds_authority
from components.migration.dms.replication import Copy, DatabaseReplication
from components.migration.dms.reports import Reports
from components.migration.dms.roles import AccountRoles
from components.network import Network
from config import certificates
from config.migration import DatabaseMigration as Settings
from config.project import PROJECT
from config.table_mappings import TableMappings
from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.packaging import Package
from foundation.region import Region

# The kinds of the two copies.
THERE, BACK = "dms", "dms-reverse"
# Of a session that writes. A load brings entries before their payments, and after a stop changes come again: a payment
# that has entries is replaced. Both copies end with a look for entries without a payment.
WRITING = "SET FOREIGN_KEY_CHECKS=0"


@dataclass(frozen=True, kw_only=True)
class DatabaseMigrationArgs:
    """The region, the network, the stack's settings of the migration, and the database that it fills.

    `package` is the code that compares the databases.
    Where the migration is enabled the settings must name the source's secret, the network must have its security group,
    and the database its user. Raises ValueError where one is missing, or the file of table mappings has mistakes.
    """

    region: Region
    network: Network
    settings: Settings
    database: Database
    package: Package

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
    """A replication from the old database to the new one, ready to start, watched, validated and compared; and the way
    back.

    `task_arn` is what `docs/cutover.md` starts, watches and stops, and `reverse_task_arn` what it turns back with; the
    others are what `docs/comparison.md` uses. Where it is switched off nothing of that exists.
    """

    task_arn: Output[str] | None = None
    reverse_task_arn: Output[str] | None = None
    comparison_function_name: Output[str] | None = None
    reports_bucket: Output[str] | None = None
    reports_key_arn: Output[str] | None = None
    assessment_role_arn: Output[str] | None = None

    def __init__(self, name: str, args: DatabaseMigrationArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        if not args.settings.enabled:
            self.publish()
            return
        key = EncryptionKey(f"{name}-key", args.region, purpose="migration", logs=True, opts=self.child())
        reports = Reports(
            f"{name}-reports",
            args.region,
            retention_days=args.settings.report_retention_days,
            key_arn=key.arn,
            opts=self.child(),
        )
        comparison = DatabaseComparison(
            f"{name}-comparison",
            args.region,
            settings=args.settings,
            authority=_own_authority(args.settings),
            database=args.database,
            network=args.network,
            package=args.package,
            key_arn=key.arn,
            opts=self.child(),
        )
        arns = self._replication(name, args, key.arn).arns
        self.publish(
            task_arn=arns.get(THERE),
            reverse_task_arn=arns.get(BACK),
            comparison_function_name=comparison.function_name,
            reports_bucket=reports.bucket,
            reports_key_arn=key.arn,
            assessment_role_arn=reports.assessment_role_arn,
        )

    def _replication(self, name: str, args: DatabaseMigrationArgs, key_arn: Output[str]) -> DatabaseReplication:
        region, settings = args.region, args.settings
        mappings = TableMappings.read(settings.table_mappings)
        roles = AccountRoles(f"{name}-account", region, roles=settings.account_roles, opts=self.child())
        copies = [self._there(name, args, key_arn)]
        if settings.reverse.enabled:
            copies.append(self._back(name, args, key_arn))
        return DatabaseReplication(
            f"{name}-replication",
            region,
            settings=settings,
            table_mappings=mappings,
            copies=copies,
            network=args.network,
            key_arn=key_arn,
            roles=roles,
            opts=self.child(),
        )

    def _there(self, name: str, args: DatabaseMigrationArgs, key_arn: Output[str]) -> Copy:
        """First everything that is there, then every change as it happens."""
        old, new = _old(args, args.settings.source_secret_arn), _new(args, args.database.migration_secret_arn)
        return Copy(
            kind=THERE,
            task=args.region.naming.name("dms-task", limit=31),
            migration_type="full-load-and-cdc",
            source=self._read(f"{name}-source", args.region, old, key_arn),
            target=self._written(f"{name}-target", args.region, new, key_arn),
            start=args.settings.start,
        )

    def _back(self, name: str, args: DatabaseMigrationArgs, key_arn: Output[str]) -> Copy:
        """What changes in the new database from some place in its binlog on; started by hand alone."""
        old, new = _old(args, args.settings.reverse.target_secret_arn), _new(args, args.database.reverse_secret_arn)
        return Copy(
            kind=BACK,
            task=args.region.naming.name("dms-reverse", limit=31),
            migration_type="cdc",
            source=self._read(f"{name}-reverse-source", args.region, new, key_arn),
            target=self._written(f"{name}-reverse-target", args.region, old, key_arn),
        )

    def _read(self, name: str, region: Region, server: Server, key_arn: Output[str]) -> DatabaseEndpoint:
        return DatabaseEndpoint(
            name, region, kind=name, end="source", server=server, key_arn=key_arn, opts=self.child()
        )

    def _written(self, name: str, region: Region, server: Server, key_arn: Output[str]) -> DatabaseEndpoint:
        return DatabaseEndpoint(
            name, region, kind=name, end="target", server=server, key_arn=key_arn, script=WRITING, opts=self.child()
        )


# The arguments refuse what lacks a secret.
def _old(args: DatabaseMigrationArgs, secret_arn: str | None) -> Server:
    authority = _own_authority(args.settings) or rds_authority(args.region.name)
    return Server(secret_arn=secret_arn or "", authority=authority, tls=args.settings.source_tls)


def _new(args: DatabaseMigrationArgs, secret_arn: Input[str] | None) -> Server:
    return Server(
        secret_arn=secret_arn or "",
        secret_key_arn=args.database.credentials_key_arn,
        authority=rds_authority(args.region.name),
        tls="verify-full",
    )


def _own_authority(settings: Settings) -> str:
    """That of the old database alone; empty where RDS signs it."""
    return certificates.read(PROJECT / settings.source_authority) if settings.source_authority else ""
