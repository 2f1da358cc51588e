"""The second region: the first region's parts once more, ready to take over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pulumi import Output, ResourceOptions

from components.container import OwnDomain
from components.database import DatabaseArgs
from components.database.credentials import Replicas
from components.flags import Flags, FlagsArgs
from components.lease import Lease
from components.migration import FileTransfer
from components.network import Network
from components.observability import Objectives, ObjectivesArgs
from components.payments import PaymentQueue, PaymentQueueArgs, Payments, PaymentsArgs
from components.recovery.backups import BackupReplication
from components.recovery.dashboard import RecoveryDashboard
from components.recovery.failover import Failover
from components.recovery.public_names import Arrival
from components.recovery.serving import ServingParts
from components.recovery.standby import Standby
from components.recovery.standby_database import StandbyDatabase
from components.recovery.way_in import WayIn
from config.recovery import Recovery as Settings
from config.sections import Container as ContainerSettings
from foundation.component import Component
from foundation.packaging import Package
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class RecoveryArgs:
    """The settings, the second region's topics and network, the first region's parts, and what those were made of.

    The second region's parts are made of the same arguments with another region in them. `replicas` are the secrets as
    that region has them, `lease` says which region may book payments, `container` are the settings of its container,
    `own_domains` those of the containers by region, and `package` is the archive of the failover's functions. Raises
    ValueError where the second region has a network and no replicas, or the other way round.
    """

    settings: Settings
    standby: Standby
    replicas: Replicas | None
    first: ServingParts
    lease: Lease
    database_args: DatabaseArgs
    queue_args: PaymentQueueArgs
    flags_args: FlagsArgs
    payments_args: PaymentsArgs
    objectives_args: ObjectivesArgs
    container: ContainerSettings
    own_domains: Mapping[str, OwnDomain]
    file_transfer: FileTransfer
    package: Package

    def __post_init__(self) -> None:
        if (self.standby.network is None) != (self.replicas is None):
            given, lacks = ("replicas", "standby") if self.standby.network is None else ("standby", "replicas")
            raise ValueError(f"{given} is of a second region and {lacks} of none; a second region has both")


class Recovery(Component):
    """A second region that can serve within the hour, and the plan that lets it; nothing where none is configured.

    Until a failover its database is a replica, its secrets are replicas, and nothing calls its functions.
    `queue_of_first_container` is where the first region's container sends payments: to its own region's queue where
    that serves or may be asked to, and to the second region's once the first one is left.
    """

    queue_of_first_container: PaymentQueue
    region_name: str | None = None
    vpc_id: Output[str] | None = None
    private_subnet_ids: dict[str, Output[str]] | None = None
    isolated_subnet_ids: dict[str, Output[str]] | None = None
    security_group_ids: dict[str, Output[str]] | None = None
    endpoint_ids: dict[str, Output[str]] | None = None
    firewall_arn: Output[str] | None = None
    flow_log_group_name: Output[str] | None = None
    database_identifier: str | None = None
    database_arn: Output[str] | None = None
    database_endpoint: Output[str] | None = None
    database_key_arn: Output[str] | None = None
    backups_arn: Output[str] | None = None
    queue_url: Output[str] | None = None
    container_url: Output[str] | None = None
    container_arn: Output[str] | None = None
    container_log_group_name: Output[str] | None = None
    transfer_server_id: Output[str] | None = None
    transfer_endpoint: Output[str] | None = None
    transfer_queue_url: Output[str] | None = None
    dead_letter_url: Output[str] | None = None
    event_source_id: Output[str] | None = None
    processor_name: Output[str] | None = None
    function_names: dict[str, Output[str]] | None = None
    function_arns: dict[str, Output[str]] | None = None
    payments_key_arn: Output[str] | None = None
    flags_application_id: Output[str] | None = None
    flags_operations_environment_id: Output[str] | None = None
    flags_operations_profile_id: Output[str] | None = None
    flags_releases_environment_id: Output[str] | None = None
    flags_releases_profile_id: Output[str] | None = None
    application_secret_arn: Output[str] | None = None
    master_secret_arn: Output[str] | None = None
    rotation_function_arn: Output[str] | None = None
    first_lease_arn: Output[str] | None = None
    lease_arn: Output[str] | None = None
    rotation_function_name: Output[str] | None = None
    first_promotion_arn: Output[str] | None = None
    promotion_arn: Output[str] | None = None
    topic_arn: Output[str] | None = None
    pages_topic_arn: Output[str] | None = None
    plan_arn: Output[str] | None = None
    routing_control_arns: dict[str, Output[str]] | None = None
    arrivals: Sequence[Arrival] = ()

    def __init__(self, name: str, args: RecoveryArgs, opts: ResourceOptions | None = None):
        region, network, replicas = args.standby.notifying, args.standby.network, args.replicas
        super().__init__(name, region or args.first.payments.region, opts)
        self._args, self._active = args, args.settings.active == "recovery"
        if region and network and replicas:
            self._make(name, region, network, replicas)
        else:
            self.publish(queue_of_first_container=args.first.queue)

    def _make(self, name: str, region: Region, network: Network, replicas: Replicas) -> None:
        args = self._args
        database = self._database(name, region, network, replicas)
        backups = self._backups(name, region, network, database)
        queue = PaymentQueue(f"{name}-queue", replace(args.queue_args, region=region), self.child())
        flags_args = replace(args.flags_args, region=region, network=network, alarms=queue.alarms)
        flags = Flags(f"{name}-flags", flags_args, self.child())
        objectives_args = replace(args.objectives_args, region=region, queue=queue)
        objectives = Objectives(f"{name}-objectives", objectives_args, self.child())
        payments = self._payments(name, region, network, database, queue, flags, objectives)
        way_in = WayIn(
            name,
            region,
            network=network,
            queue=queue,
            container=args.container,
            own_domain=args.own_domains.get(region.name),
            file_transfer=args.file_transfer,
            opts=self.child(),
        )
        self.arrivals = [
            Arrival(
                region=region,
                container_url=way_in.container_url,
                transfer_endpoint=way_in.transfer_endpoint,
                queue_url=queue.url,
            )
        ]
        failover = Failover(
            name,
            args.first,
            ServingParts(network=network, database=database, queue=queue, payments=payments),
            settings=args.settings,
            lease=args.lease,
            package=args.package,
            rotation_days=args.database_args.rotation.days,
            opts=self.child(),
        )
        RecoveryDashboard(
            name,
            region,
            alarms=[*self.alarms, *args.standby.alarms],
            database_identifier=database.identifier,
            opts=self.child(),
        )
        self.publish(
            region_name=region.name,
            vpc_id=network.vpc_id,
            private_subnet_ids=network.private_subnet_ids,
            isolated_subnet_ids=network.isolated_subnet_ids,
            security_group_ids=network.security_group_ids,
            endpoint_ids=dict(network.endpoint_ids),
            firewall_arn=network.firewall_arn,
            flow_log_group_name=network.flow_log_group_name,
            database_identifier=database.identifier,
            database_arn=database.arn,
            database_endpoint=database.endpoint,
            database_key_arn=database.key_arn,
            backups_arn=backups.arn,
            queue_of_first_container=queue if args.settings.first_is_left else args.first.queue,
            queue_url=queue.url,
            container_url=way_in.container_url,
            container_arn=way_in.container_arn,
            container_log_group_name=way_in.container_log_group_name,
            transfer_server_id=way_in.transfer_server_id,
            transfer_endpoint=way_in.transfer_endpoint,
            transfer_queue_url=way_in.transfer_queue_url,
            dead_letter_url=queue.dead_letter_url,
            event_source_id=payments.event_source_id,
            processor_name=payments.processor_name,
            function_names=payments.function_names,
            function_arns=payments.function_arns,
            payments_key_arn=payments.key_arn,
            flags_application_id=flags.application_id,
            flags_operations_environment_id=flags.operations_environment_id,
            flags_operations_profile_id=flags.operations_profile_id,
            flags_releases_environment_id=flags.releases_environment_id,
            flags_releases_profile_id=flags.releases_profile_id,
            application_secret_arn=database.application_secret_arn,
            master_secret_arn=database.master_secret_arn,
            rotation_function_arn=database.rotation_function_arn,
            first_lease_arn=failover.first_lease_arn,
            lease_arn=failover.lease_arn,
            rotation_function_name=database.rotation_function_name,
            first_promotion_arn=failover.first_promotion_arn,
            promotion_arn=failover.promotion_arn,
            topic_arn=region.topics.alerts_arn,
            pages_topic_arn=region.topics.pages_arn,
            plan_arn=failover.plan_arn,
            routing_control_arns=failover.routing_control_arns,
        )

    def _database(self, name: str, region: Region, network: Network, replicas: Replicas) -> StandbyDatabase:
        args = self._args.database_args
        return StandbyDatabase(
            f"{name}-database",
            replace(args, region=region, network=network, active=self._active, source_arn=None),
            source_arn=self._args.first.database.arn,
            secrets=replicas,
            opts=self.child(),
        )

    def _backups(self, name: str, region: Region, network: Network, database: StandbyDatabase) -> BackupReplication:
        return BackupReplication(
            f"{name}-backups",
            region,
            network=network,
            source_arn=self._args.first.database.arn,
            retention_days=self._args.database_args.settings.backup_retention_days,
            key_arn=database.key_arn,
            package=self._args.package,
            # While a replica is made of it, the server refuses to have its backups copied.
            ready=[database.instance],
            opts=self.child(),
        )

    def _payments(
        self,
        name: str,
        region: Region,
        network: Network,
        database: StandbyDatabase,
        queue: PaymentQueue,
        flags: Flags,
        objectives: Objectives,
    ) -> Payments:
        args = self._args
        return Payments(
            f"{name}-payments",
            replace(
                args.payments_args,
                region=region,
                network=network,
                database=database,
                queue=queue,
                extensions=[flags.extension],
                lease=args.lease.extension(region),
                rollout_alarms=objectives.rollout_alarms,
                active=self._active,
            ),
            self.child(),
        )
