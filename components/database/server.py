"""The MySQL server."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import CustomTimeouts, Input, Output, Resource, ResourceOptions
from pulumi_aws import rds
from pulumi_random import RandomId

from components.database.parameters import parameters
from components.database.server_alarms import ServerAlarms
from components.network import Network
from config.sections import Database
from foundation.component import Component
from foundation.logs import log_group
from foundation.policies import assumable_by
from foundation.region import Region
from foundation.roles import managed_role

# RDS reserves the usual ones.
MASTER_USER = "payments_master"
DATABASE_NAME = "payments"
# Performance Insights is not offered for these (RDS guide, classes that Performance Insights supports).
WITHOUT_INSIGHTS = frozenset({"db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"})
LOGS = ("error", "slowquery")
MONITORING_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
# The newest minor version, which AWS upgrades.
UNPINNED = "8.4"
# A copy of a server with data takes as long as its data; by itself the provider waits for forty minutes.
TIMEOUTS = CustomTimeouts(create="6h", update="6h", delete="2h")
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
    """The server that another one was made as a replica of.

    It replicates until a failover promotes it, which happens outside of the program; `promoted` says that it did.
    """

    arn: Input[str]
    promoted: bool = False


class Server(Component):
    """A private, encrypted MySQL 8.4 server that takes TLS connections only, with its logs, events and alarms.

    A server has either a first master password, which holds until the bootstrap replaces it before anyone uses the
    server, or a source, from which it takes its users. `loaded` says that DMS copies data into it. Raises ValueError
    where it has neither, or where the network is not in two zones.
    """

    identifier: str
    arn: Output[str]
    host: Output[str]
    instance: rds.Instance

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        network: Network,
        settings: Database,
        key_arn: Input[str],
        first_password: Input[str] | None = None,
        source: Source | None = None,
        loaded: bool = False,
        opts: ResourceOptions | None = None,
    ):
        if len(network.isolated_subnet_ids) < 2:
            raise ValueError(f"RDS needs subnets in two zones; got {len(network.isolated_subnet_ids)}")
        if first_password is None and source is None:
            raise ValueError("first_password and source are None; one of them must be given")
        super().__init__(name, region, opts)
        self._network, self._settings, self._key_arn, self._loaded = network, settings, key_arn, loaded
        identifier = region.naming.name("database")
        self.instance = self._instance(name, identifier, first_password, source)
        self._events(name)
        ServerAlarms(
            f"{name}-alarms", region, identifier=identifier, storage_gib=settings.storage_gib, opts=self.child()
        )
        self.publish(identifier=identifier, arn=self.instance.arn, host=self.instance.address)

    def _instance(
        self, name: str, identifier: str, first_password: Input[str] | None, source: Source | None
    ) -> rds.Instance:
        settings, region = self._settings, self.region
        insights = settings.instance_class not in WITHOUT_INSIGHTS
        replicating = source is not None and not source.promoted
        # RDS takes these from the source, and refuses them beside one.
        own = None if source else settings
        version = (replicating and settings.replica_engine_version) or settings.engine_version
        keeps_snapshot = settings.final_snapshot and not replicating
        return rds.Instance(
            f"{name}-instance",
            identifier=identifier,
            replicate_source_db=source.arn if source and replicating else None,
            engine="mysql" if own else None,
            # What a replica is made with is its source's; a version that is pinned upgrades it later.
            engine_version=version if own or version != UNPINNED else None,
            # A pinned minor version that AWS had moved on from would read as a downgrade.
            auto_minor_version_upgrade=settings.engine_version == UNPINNED,
            instance_class=settings.instance_class,
            storage_type="gp3",
            allocated_storage=own.storage_gib if own else None,
            # RDS adds storage before it is full.
            max_allocated_storage=settings.max_storage_gib,
            # A change that somebody has made and reviewed is wanted now, above all in an emergency.
            apply_immediately=settings.apply_immediately,
            # Without it a server whose version is out of support goes on, and costs more for each hour.
            engine_lifecycle_support="open-source-rds-extended-support-disabled" if own else None,
            storage_encrypted=True,
            kms_key_id=self._key_arn,
            multi_az=settings.multi_az,
            db_name=DATABASE_NAME if own else None,
            username=MASTER_USER if own else None,
            password=first_password if own else None,
            port=settings.port,
            # People log in as themselves, with tokens that end, once a user of theirs is made for it.
            iam_database_authentication_enabled=True,
            publicly_accessible=False,
            db_subnet_group_name=self._subnet_group(name).name,
            vpc_security_group_ids=[self._network.security_group_ids["database"]],
            parameter_group_name=self._parameter_group(name).name,
            ca_cert_identifier="rds-ca-rsa2048-g1",
            backup_retention_period=settings.backup_retention_days,
            backup_window=settings.backup_window,
            maintenance_window=settings.maintenance_window,
            copy_tags_to_snapshot=True,
            # There is none of a replica.
            skip_final_snapshot=not keeps_snapshot,
            final_snapshot_identifier=self._snapshot(name, identifier) if keeps_snapshot else None,
            deletion_protection=region.protection.deletion_protection,
            monitoring_interval=settings.monitoring_interval_seconds,
            monitoring_role_arn=self._monitoring_role(name) if settings.monitoring_interval_seconds else None,
            # RDS does not support it in the call that makes a replica.
            # A former replica keeps the source among its inputs, beside which there is none.
            database_insights_mode="standard" if own else None,
            performance_insights_enabled=insights,
            performance_insights_kms_key_id=self._key_arn if insights else None,
            enabled_cloudwatch_logs_exports=list(LOGS),
            tags=region.naming.tags("database"),
            opts=self.child(
                ignore_changes=_changed_elsewhere(source, settings.engine_version),
                # A replica may go before the next one has its identifier; a server that serves never goes by itself.
                delete_before_replace=replicating,
                # RDS would make the groups itself, without a key and for ever.
                depends_on=self._log_groups(name, identifier),
                custom_timeouts=TIMEOUTS,
            ),
        )

    def _subnet_group(self, name: str) -> rds.SubnetGroup:
        return rds.SubnetGroup(
            f"{name}-subnet-group",
            description="Isolated subnets, without a way out",
            subnet_ids=list(self._network.isolated_subnet_ids.values()),
            tags=self.region.naming.tags("database-subnet-group"),
            opts=self.child(),
        )

    def _parameter_group(self, name: str) -> rds.ParameterGroup:
        return rds.ParameterGroup(
            f"{name}-parameter-group",
            description="TLS only, row binlogs, UTC",
            family="mysql8.4",
            parameters=parameters(loaded=self._loaded),
            tags=self.region.naming.tags("database-parameter-group"),
            opts=self.child(),
        )

    def _snapshot(self, name: str, identifier: str) -> Output[str]:
        """An identifier that no earlier life of the stack has used."""
        life = RandomId(f"{name}-snapshot", byte_length=4, opts=self.child())
        return Output.format("{0}-final-{1}", identifier, life.hex)

    def _monitoring_role(self, name: str) -> Output[str]:
        # The server may use the role only once it has its permissions.
        _, arn = managed_role(
            self,
            f"{name}-monitoring-role",
            kind="database-monitoring-role",
            description="Lets RDS write the operating system's metrics",
            trust=assumable_by("monitoring.rds.amazonaws.com", self.region.account_id),
            policies={f"{name}-monitoring-policy": MONITORING_POLICY},
        )
        return arn

    def _log_groups(self, name: str, identifier: str) -> list[Resource]:
        return [
            log_group(
                self,
                f"{name}-{log}-log",
                kind=f"database-{log}",
                key_arn=self._key_arn,
                group_name=f"/aws/rds/instance/{identifier}/{log}",
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
            sns_topic=self.region.topics.alerts_arn,
            source_type=source_type,
            source_ids=sources,
            event_categories=categories,
            tags=self.region.naming.tags(f"database-{role}"),
            opts=self.child(),
        )


def _changed_elsewhere(source: Source | None, version: str) -> list[str]:
    """What is no longer the program's to say of a server that exists."""
    if source is None:
        # The bootstrap has replaced the first password, and the rotation goes on replacing it. A server that was a copy
        # has its whole version in the state, and a shorter one would be an upgrade of it.
        return ["password", "engine_version"] if version == UNPINNED else ["password"]
    # A failover has ended the replication, whether the state knows it yet or not.
    return ["replicate_source_db"] if source.promoted else []
