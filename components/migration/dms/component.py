"""The replication of the database while payments go on, composed of its parts."""

from dataclasses import dataclass

from pulumi import Output, ResourceOptions

from components.database import Database
from components.migration.dms.comparison import DatabaseComparison
from components.migration.dms.endpoints import DatabaseEndpoint, rds_authority
from components.migration.dms.replication import DatabaseReplication
from components.migration.dms.reports import Reports
from components.migration.dms.roles import AccountRoles
from components.network import Network
from config.migration import DatabaseMigration as Settings
from config.project import PROJECT
from config.table_mappings import TableMappings
from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.packaging import Package
from foundation.region import Region


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


class DatabaseMigration(Component):
    """A replication from the old database to the new one, ready to start, watched and validated, and compared.

    `task_arn` is what `docs/cutover.md` starts, watches and stops; the others are what `docs/comparison.md` uses. Where
    it is switched off nothing of that exists.
    """

    task_arn: Output[str] | None = None
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
        self.publish(
            task_arn=self._replication(name, args, key.arn),
            comparison_function_name=comparison.function_name,
            reports_bucket=reports.bucket,
            reports_key_arn=key.arn,
            assessment_role_arn=reports.assessment_role_arn,
        )

    def _replication(self, name: str, args: DatabaseMigrationArgs, key_arn: Output[str]) -> Output[str]:
        region, settings = args.region, args.settings
        mappings = TableMappings.read(settings.table_mappings)
        roles = AccountRoles(f"{name}-account", region, roles=settings.account_roles, opts=self.child())
        # The arguments refuse what lacks a secret.
        source = DatabaseEndpoint(
            f"{name}-source",
            region,
            end="source",
            secret_arn=settings.source_secret_arn or "",
            authority=_source_authority(settings, region),
            tls=settings.source_tls,
            key_arn=key_arn,
            opts=self.child(),
        )
        target = DatabaseEndpoint(
            f"{name}-target",
            region,
            end="target",
            secret_arn=args.database.migration_secret_arn or "",
            secret_key_arn=args.database.credentials_key_arn,
            authority=rds_authority(region.name),
            tls="verify-full",
            key_arn=key_arn,
            opts=self.child(),
        )
        return DatabaseReplication(
            f"{name}-replication",
            region,
            settings=settings,
            table_mappings=mappings,
            source=source,
            target=target,
            network=args.network,
            key_arn=key_arn,
            roles=roles,
            opts=self.child(),
        ).arn


def _source_authority(settings: Settings, region: Region) -> str:
    """The PEM text of whoever signs the source's certificate."""
    return _own_authority(settings) or rds_authority(region.name)


def _own_authority(settings: Settings) -> str:
    """That of the source alone; empty where RDS signs it."""
    return (PROJECT / settings.source_authority).read_text() if settings.source_authority else ""
