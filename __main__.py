"""The payment platform of one stack: configuration in, components from top to bottom, outputs out."""

import gc

from components.alerts import Alerts, AlertsArgs
from components.chaos import Chaos, ChaosArgs, ChaosLink, ChaosLinkArgs
from components.container import Container, ContainerArgs, OwnDomain
from components.costs import Costs, CostsArgs
from components.database import Database, DatabaseArgs
from components.flags import Flags, FlagsArgs, read_flags
from components.lease import Lease, LeaseArgs
from components.migration import (
    DatabaseMigration,
    DatabaseMigrationArgs,
    FileTransfer,
    FileTransferArgs,
    ServerMigration,
    ServerMigrationArgs,
)
from components.network import Network, NetworkArgs
from components.observability import Objectives, ObjectivesArgs, Observability, ObservabilityArgs, Watched
from components.payments import PaymentQueue, PaymentQueueArgs, Payments, PaymentsArgs
from components.recovery import (
    Arrival,
    Certificates,
    CertificatesArgs,
    Handover,
    HandoverArgs,
    PublicNames,
    PublicNamesArgs,
    Recovery,
    RecoveryArgs,
    ServingParts,
    Standby,
    StandbyArgs,
    agree,
)
from components.sharing import Sharing, SharingArgs
from components.signing import Signing, SigningArgs
from config.load import StackConfig
from foundation.packaging import package
from foundation.region import first_region, second_region
from outputs import Parts, publish

# Nearly all that is made here lives to the end: to look for garbage as often as Python does takes half of the time.
gc.set_threshold(100_000, 50, 100)

config = StackConfig.load()
flag_content = read_flags(config.flags.folder)
bare = first_region(config)
agree(bare, config)
signing = Signing("signing", SigningArgs(first=bare, second=second_region(bare, config), settings=config.signing))
first, second = signing.first, signing.second

alerts_args = AlertsArgs(region=first, emails=config.alerts.emails, paging_endpoint=config.alerts.paging_endpoint)
alerts = Alerts("alerts", alerts_args)
region = alerts.notifying
network_args = NetworkArgs(
    region=region, settings=config.first_network, addresses=config.addresses, traffic=config.traffic, lent=config.lent
)
network = Network("network", network_args)
standby_args = StandbyArgs(
    second=second,
    settings=config.recovery,
    alerts=alerts_args,
    network=NetworkArgs(
        region=region,
        settings=config.network,
        addresses=config.recovery_addresses,
        traffic=config.recovery_traffic,
        lent=config.recovery_lent,
        way_out=config.recovery_way_out,
    ),
)
standby = Standby("recovery-region", standby_args)
database_args = DatabaseArgs(
    region=region,
    network=network,
    settings=config.database,
    rotation=config.rotation,
    package=package("rotation_lambda", "lambdas/shared"),
    second=second,
    second_endpoint_ids=standby.secret_endpoint_ids,
    migration=config.migration.dms,
    active=config.recovery.active == "primary",
    source_arn=standby.source_arn,
)
database = Database("database", database_args)
queue_args = PaymentQueueArgs(region=region, settings=config.payments)
queue = PaymentQueue("queue", queue_args)
objectives_args = ObjectivesArgs(region=region, settings=config.objectives, queue=queue)
objectives = Objectives("objectives", objectives_args)
flags_args = FlagsArgs(
    region=region,
    network=network,
    settings=config.flags,
    content=flag_content,
    alarms=queue.alarms,
    package=package("lambdas/flags"),
)
flags = Flags("flags", flags_args)
chaos_link = ChaosLink("chaos-link", ChaosLinkArgs(region=region, settings=config.chaos))
lease = Lease("lease", LeaseArgs(region=region, second=second, settings=config.recovery))
payments_args = PaymentsArgs(
    region=region,
    network=network,
    settings=config.payments,
    database=database,
    queue=queue,
    extensions=[flags.extension, chaos_link.extension],
    lease=lease.extension(region),
    packages={source: package(source, "lambdas/shared") for source in config.payments.sources},
    audit_package=package("lambda_src", "lambdas/shared"),
    release_package=package("lambdas/release"),
    rollout_alarms=objectives.rollout_alarms,
    active=config.recovery.active == "primary",
)
payments = Payments("payments", payments_args)
file_transfer_args = FileTransferArgs(
    region=region,
    second=second,
    second_endpoint_ids=standby.secret_endpoint_ids,
    network=network,
    settings=config.migration.transfer,
    package=package("lambdas/transfer", "lambdas/shared"),
)
file_transfer = FileTransfer("transfer", file_transfer_args)
database_migration_args = DatabaseMigrationArgs(
    region=region,
    network=network,
    settings=config.migration.dms,
    database=database,
    package=package("lambdas/comparison", "lambdas/shared"),
)
database_migration = DatabaseMigration("dms", database_migration_args)
server_migration_args = ServerMigrationArgs(region=region, network=network, settings=config.migration.mgn)
server_migration = ServerMigration("server-migration", server_migration_args)
chaos_args = ChaosArgs(
    region=region,
    network=network,
    settings=config.chaos,
    database=database,
    payments=payments,
    link=chaos_link,
    stop_alarms=objectives.stop_alarms,
)
chaos = Chaos("chaos", chaos_args)
networks = [network, standby.network] if standby.network else [network]
sharing = Sharing("sharing", SharingArgs(networks=networks, settings=config.sharing, cidrs=config.cidrs))
costs = Costs("costs", CostsArgs(region=region, settings=config.costs))
certificates_args = CertificatesArgs(regions=[region, *([second] if second else [])], settings=config.recovery)
certificates = Certificates("public-certificate", certificates_args)
own_domains = {
    name: OwnDomain(
        name=certificates.domain,
        certificate_arn=issued.certificate_arn,
        issued=issued,
        package=package("lambdas/container"),
    )
    for name, issued in certificates.issued.items()
}
recovery_args = RecoveryArgs(
    settings=config.recovery,
    standby=standby,
    replicas=database.replicas,
    first=ServingParts(network=network, database=database, queue=queue, payments=payments),
    lease=lease,
    database_args=database_args,
    queue_args=queue_args,
    flags_args=flags_args,
    payments_args=payments_args,
    objectives_args=objectives_args,
    container=config.recovery_container,
    own_domains=own_domains,
    file_transfer=file_transfer,
    package=package("lambdas/recovery"),
)
recovery = Recovery("recovery", recovery_args)
container_args = ContainerArgs(
    region=region,
    network=network,
    settings=config.container,
    queue=recovery.queue_of_first_container,
    own_domain=own_domains.get(region.name),
)
container = Container("container", container_args)
public_names_args = PublicNamesArgs(
    region=recovery.region,
    settings=config.recovery,
    plan_arn=recovery.plan_arn,
    arrivals=[
        Arrival(
            region=region, container_url=container.url, transfer_endpoint=file_transfer.endpoint, queue_url=queue.url
        ),
        *recovery.arrivals,
    ],
)
public_names = PublicNames("public-names", public_names_args)
observability_args = ObservabilityArgs(
    region=region,
    watched=Watched(
        network=network,
        database=database,
        queue=queue,
        payments=payments,
        latency_milliseconds=config.objectives.latency_milliseconds,
    ),
    components=[
        objectives,
        queue,
        payments,
        flags,
        database,
        network,
        container,
        file_transfer,
        database_migration,
        server_migration,
        chaos,
        recovery,
        alerts,
    ],
)
observability = Observability("observability", observability_args)

parts = Parts(
    config=config,
    alerts=alerts,
    observability=observability,
    network=network,
    database=database,
    queue=queue,
    payments=payments,
    flags=flags,
    container=container,
    file_transfer=file_transfer,
    database_migration=database_migration,
    server_migration=server_migration,
    sharing=sharing,
    chaos=chaos,
    costs=costs,
    recovery=recovery,
    lease=lease,
    public_names=public_names,
    certificates=certificates,
)
# After all that it hands over.
Handover("handover", HandoverArgs(region=region, lease=lease, outputs=publish(parts)))
