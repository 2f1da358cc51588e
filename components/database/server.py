"""The MySQL server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, iam, rds
from pulumi_random import RandomId

from components.database.parameters import parameters
from components.database.server_alarms import ServerAlarms, ServerAlarmsArgs
from config.sections import Database
from foundation.naming import Naming
from foundation.ordering import after
from foundation.policies import assumable_by

# RDS reserves the usual ones.
MASTER_USER = "payments_master"
DATABASE_NAME = "payments"
# Performance Insights is not offered for these (RDS guide, classes that Performance Insights supports).
WITHOUT_INSIGHTS = frozenset({"db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"})
LOGS = ("error", "slowquery")
INSTANCE_EVENTS = (
    "availability",
    "deletion",
    "failover",
    "failure",
    "low storage",
    "maintenance",
    "notification",
    "recovery",
)


@dataclass(frozen=True, kw_only=True)
class Source:
    """The server that another one was made as a copy of.

    It copies until a failover promotes it, which happens outside of the program; `promoted` says that it did.
    """

    arn: Input[str]
    promoted: bool = False


@dataclass(frozen=True, kw_only=True)
class ServerArgs:
    """Where the server stands, the stack's settings of it, and what protects it.

    `isolated_subnet_ids` is by zone letter. A server has either a first master password or a source, from which it
    takes its users. Raises ValueError where the subnets are not in two zones, or where it has neither.
    """

    naming: Naming
    account_id: Input[str]
    isolated_subnet_ids: Mapping[str, Input[str]]
    security_group_id: Input[str]
    settings: Database
    deletion_protection: bool
    key_arn: Input[str]
    log_retention_days: int
    topic_arn: Input[str]
    first_password: Input[str] | None = None
    source: Source | None = None

    def __post_init__(self) -> None:
        if len(self.isolated_subnet_ids) < 2:
            raise ValueError(f"RDS needs subnets in two zones; got {len(self.isolated_subnet_ids)}")
        if self.first_password is None and self.source is None:
            raise ValueError("first_password and source are None; one of them must be given")

    @property
    def copies(self) -> bool:
        """Whether the server copies its source now."""
        return self.source is not None and not self.source.promoted


class Server(ComponentResource):
    """A private, encrypted MySQL 8.4 server that takes TLS connections only, with its logs, events and alarms.

    The first master password holds until the bootstrap replaces it, before anyone uses the server.
    """

    identifier: str
    arn: Output[str]
    host: Output[str]
    port: Output[int]
    instance: rds.Instance

    def __init__(self, name: str, args: ServerArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:database:Server", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        self.identifier = args.naming.name("database")
        self.instance = self._instance(name)
        self._events(name)
        ServerAlarms(
            f"{name}-alarms",
            ServerAlarmsArgs(
                naming=args.naming,
                identifier=self.identifier,
                storage_gib=args.settings.storage_gib,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )
        self.arn, self.host, self.port = self.instance.arn, self.instance.address, self.instance.port
        self.register_outputs({"identifier": self.identifier, "arn": self.arn, "host": self.host, "port": self.port})

    def _instance(self, name: str) -> rds.Instance:
        args, insights = self._args, self._args.settings.instance_class not in WITHOUT_INSIGHTS
        # RDS takes these from the source, and refuses them beside one.
        own = None if args.source else args
        keeps_snapshot = args.settings.final_snapshot and not args.copies
        return rds.Instance(
            f"{name}-instance",
            identifier=self.identifier,
            replicate_source_db=args.source.arn if args.source and args.copies else None,
            engine="mysql" if own else None,
            engine_version=own.settings.engine_version if own else None,
            # A pinned minor version that AWS had moved on from would read as a downgrade.
            auto_minor_version_upgrade=args.settings.engine_version == "8.4",
            instance_class=args.settings.instance_class,
            storage_type="gp3",
            allocated_storage=own.settings.storage_gib if own else None,
            storage_encrypted=True,
            kms_key_id=args.key_arn,
            multi_az=args.settings.multi_az,
            db_name=DATABASE_NAME if own else None,
            username=MASTER_USER if own else None,
            password=own.first_password if own else None,
            port=args.settings.port,
            # People log in as themselves, with tokens that end, once a user of theirs is made for it.
            iam_database_authentication_enabled=True,
            publicly_accessible=False,
            db_subnet_group_name=self._subnet_group(name).name,
            vpc_security_group_ids=[args.security_group_id],
            parameter_group_name=self._parameter_group(name).name,
            ca_cert_identifier="rds-ca-rsa2048-g1",
            backup_retention_period=args.settings.backup_retention_days,
            backup_window=args.settings.backup_window,
            maintenance_window=args.settings.maintenance_window,
            copy_tags_to_snapshot=True,
            # There is none of a server that copies another.
            skip_final_snapshot=not keeps_snapshot,
            final_snapshot_identifier=self._snapshot(name) if keeps_snapshot else None,
            deletion_protection=args.deletion_protection,
            monitoring_interval=args.settings.monitoring_interval_seconds,
            monitoring_role_arn=self._monitoring_role(name) if args.settings.monitoring_interval_seconds else None,
            database_insights_mode="standard",
            performance_insights_enabled=insights,
            performance_insights_kms_key_id=args.key_arn if insights else None,
            enabled_cloudwatch_logs_exports=list(LOGS),
            tags=args.naming.tags("database"),
            opts=ResourceOptions(
                parent=self,
                ignore_changes=_changed_elsewhere(args),
                # A copy may go before the next one has its identifier; a server that serves never goes by itself.
                delete_before_replace=args.copies,
                # RDS would make the groups itself, without a key and for ever.
                depends_on=self._log_groups(name),
            ),
        )

    def _subnet_group(self, name: str) -> rds.SubnetGroup:
        return rds.SubnetGroup(
            f"{name}-subnet-group",
            description="Isolated subnets, without a way out",
            subnet_ids=list(self._args.isolated_subnet_ids.values()),
            tags=self._args.naming.tags("database-subnet-group"),
            opts=self._child,
        )

    def _parameter_group(self, name: str) -> rds.ParameterGroup:
        return rds.ParameterGroup(
            f"{name}-parameter-group",
            description="TLS only, row binlogs, UTC",
            family="mysql8.4",
            parameters=parameters(),
            tags=self._args.naming.tags("database-parameter-group"),
            opts=self._child,
        )

    def _snapshot(self, name: str) -> Output[str]:
        """An identifier that no earlier life of the stack has used."""
        life = RandomId(f"{name}-snapshot", byte_length=4, opts=self._child)
        return Output.format("{0}-final-{1}", self.identifier, life.hex)

    def _monitoring_role(self, name: str) -> Output[str]:
        role = iam.Role(
            f"{name}-monitoring-role",
            description="Lets RDS write the operating system's metrics",
            assume_role_policy=assumable_by("monitoring.rds.amazonaws.com", self._args.account_id),
            tags=self._args.naming.tags("database-monitoring-role"),
            opts=self._child,
        )
        attached = iam.RolePolicyAttachment(
            f"{name}-monitoring-policy",
            role=role.name,
            policy_arn="arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
            opts=self._child,
        )
        # The server may use the role only once it has its rights.
        return after(role.arn, [attached])

    def _log_groups(self, name: str) -> list[cloudwatch.LogGroup]:
        return [
            cloudwatch.LogGroup(
                f"{name}-{log}-log",
                name=f"/aws/rds/instance/{self.identifier}/{log}",
                kms_key_id=self._args.key_arn,
                retention_in_days=self._args.log_retention_days,
                tags=self._args.naming.tags(f"database-{log}-log"),
                opts=self._child,
            )
            for log in LOGS
        ]

    def _events(self, name: str) -> None:
        groups = self.instance.parameter_group_name
        self._subscription(name, "events", "db-instance", INSTANCE_EVENTS, [self.instance.identifier])
        self._subscription(name, "parameter-events", "db-parameter-group", ["configuration change"], [groups])
        # There is none of these here, and whoever makes one is noticed.
        self._subscription(name, "security-group-events", "db-security-group", ["configuration change", "failure"])

    def _subscription(
        self,
        name: str,
        role: str,
        source_type: str,
        categories: Sequence[str],
        sources: Sequence[Input[str]] | None = None,
    ) -> None:
        rds.EventSubscription(
            f"{name}-{role}",
            sns_topic=self._args.topic_arn,
            source_type=source_type,
            source_ids=sources,
            event_categories=categories,
            tags=self._args.naming.tags(f"database-{role}"),
            opts=self._child,
        )


def _changed_elsewhere(args: ServerArgs) -> list[str]:
    """What is no longer the program's to say of a server that exists."""
    if args.copies:
        return []
    # A failover has ended the copying, whether the state knows it yet or not. The bootstrap has replaced the first
    # password, and the rotation goes on replacing it.
    return ["replicate_source_db"] if args.source else ["password"]
