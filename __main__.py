"""The payment platform of one stack: configuration in, components from top to bottom, outputs out."""

import gc

import pulumi

from components.alerts import Alerts, AlertsArgs
from components.chaos import Chaos, ChaosArgs, ChaosLink, ChaosLinkArgs
from components.container import Container, ContainerArgs
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
from components.recovery import Recovery, RecoveryArgs, ServingParts, Standby, StandbyArgs, agree
from components.sharing import Sharing, SharingArgs
from config.load import StackConfig
from foundation.packaging import package
from foundation.region import first_region, second_region

# Nearly all that is made here lives to the end: to look for garbage as often as Python does takes half of the time.
gc.set_threshold(100_000, 50, 100)

config = StackConfig.load()
flag_content = read_flags(config.flags.folder)
bare = first_region(config)
agree(bare, config)
second = second_region(bare, config)

alerts_args = AlertsArgs(region=bare, emails=config.alerts.emails, paging_endpoint=config.alerts.paging_endpoint)
alerts = Alerts("alerts", alerts_args)
region = alerts.notifying
network_args = NetworkArgs(region=region, settings=config.network, addresses=config.addresses, traffic=config.traffic)
network = Network("network", network_args)
standby_args = StandbyArgs(
    second=second,
    settings=config.recovery,
    addresses=config.recovery_addresses,
    alerts=alerts_args,
    network=network_args,
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
    migration=config.migration.dms.enabled,
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
container_args = ContainerArgs(region=region, network=network, settings=config.container, queue=queue)
container = Container("container", container_args)
file_transfer_args = FileTransferArgs(
    region=region,
    second=second,
    network=network,
    settings=config.migration.transfer,
    package=package("lambdas/transfer", "lambdas/shared"),
)
file_transfer = FileTransfer("transfer", file_transfer_args)
database_migration_args = DatabaseMigrationArgs(
    region=region, network=network, settings=config.migration.dms, database=database
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
sharing_args = SharingArgs(region=region, network=network, settings=config.sharing, cidr=config.network.cidr)
sharing = Sharing("sharing", sharing_args)
costs = Costs("costs", CostsArgs(region=region, settings=config.costs))
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
    package=package("lambdas/recovery"),
)
recovery = Recovery("recovery", recovery_args)
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

pulumi.export("snsTopicArn", alerts.topic_arn)
pulumi.export("pagesTopicArn", alerts.pages_topic_arn)
pulumi.export("dashboardName", observability.dashboard_name)
pulumi.export("vpcId", network.vpc_id)
pulumi.export("privateSubnetIds", network.private_subnet_ids)
pulumi.export("isolatedSubnetIds", network.isolated_subnet_ids)
pulumi.export("securityGroupIds", network.security_group_ids)
pulumi.export("firewallArn", network.firewall_arn)
pulumi.export("flowLogGroupName", network.flow_log_group_name)
pulumi.export("rdsEndpoint", database.endpoint)
pulumi.export("rdsPort", database.port)
pulumi.export("rdsIdentifier", database.identifier)
pulumi.export("rdsArn", database.arn)
pulumi.export("dbSecretArn", database.application_secret_arn)
pulumi.export("dbMasterSecretArn", database.master_secret_arn)
pulumi.export("rotationFunctionName", database.rotation_function_name)
pulumi.export("rotationDays", config.rotation.days)
pulumi.export("kmsKeyArn", database.key_arn)
pulumi.export("queueUrl", queue.url)
pulumi.export("deadLetterQueueUrl", queue.dead_letter_url)
pulumi.export("eventSourceId", payments.event_source_id)
pulumi.export("flagsApplicationId", flags.application_id)
pulumi.export("flagsOperationsEnvironmentId", flags.operations_environment_id)
pulumi.export("flagsOperationsProfileId", flags.operations_profile_id)
pulumi.export("flagsReleasesEnvironmentId", flags.releases_environment_id)
pulumi.export("flagsReleasesProfileId", flags.releases_profile_id)
pulumi.export("lambdaFunctionNames", payments.function_names)
pulumi.export("lambdaFunctionArns", payments.function_arns)
pulumi.export("lambdaFunctionName", payments.processor_name)
pulumi.export("lambdaFunctionArn", payments.processor_arn)
pulumi.export("paymentsKeyArn", payments.key_arn)
pulumi.export("rolloutApplicationName", payments.rollout_application_name)
pulumi.export("containerUrl", container.url)
pulumi.export("containerArn", container.arn)
pulumi.export("containerLogGroupName", container.log_group_name)
pulumi.export("transferServerId", file_transfer.server_id)
pulumi.export("transferEndpoint", file_transfer.endpoint)
pulumi.export("transferHostKeys", file_transfer.host_key_fingerprints)
pulumi.export("transferHostKeySecretArn", file_transfer.host_key_secret_arn)
pulumi.export("transferBucket", file_transfer.bucket)
pulumi.export("transferQueueUrl", file_transfer.queue_url)
pulumi.export("dmsTaskArn", database_migration.task_arn)
pulumi.export("mgnReplicationTemplateId", server_migration.replication_template_id)
pulumi.export("mgnLaunchTemplateId", server_migration.launch_template_id)
pulumi.export("ramShareArn", sharing.share_arn)
pulumi.export("chaosTemplateIds", chaos.template_ids)
pulumi.export("chaosLogGroupName", chaos.log_group_name)
pulumi.export("budgetName", costs.budget_name)
pulumi.export("anomalyMonitorArn", costs.anomaly_monitor_arn)
pulumi.export("costCategoryArn", costs.cost_category_arn)
pulumi.export("recoveryRegion", recovery.region_name)
pulumi.export("recoveryVpcId", recovery.vpc_id)
pulumi.export("recoveryPrivateSubnetIds", recovery.private_subnet_ids)
pulumi.export("recoveryIsolatedSubnetIds", recovery.isolated_subnet_ids)
pulumi.export("recoverySecurityGroupIds", recovery.security_group_ids)
pulumi.export("recoveryFirewallArn", recovery.firewall_arn)
pulumi.export("recoveryFlowLogGroupName", recovery.flow_log_group_name)
pulumi.export("recoveryRdsIdentifier", recovery.database_identifier)
pulumi.export("recoveryRdsArn", recovery.database_arn)
pulumi.export("recoveryRdsEndpoint", recovery.database_endpoint)
pulumi.export("recoveryKmsKeyArn", recovery.database_key_arn)
pulumi.export("recoveryBackupsArn", recovery.backups_arn)
pulumi.export("recoveryQueueUrl", recovery.queue_url)
pulumi.export("recoveryDeadLetterQueueUrl", recovery.dead_letter_url)
pulumi.export("recoveryEventSourceId", recovery.event_source_id)
pulumi.export("recoveryProcessorName", recovery.processor_name)
pulumi.export("recoveryLambdaFunctionNames", recovery.function_names)
pulumi.export("recoveryLambdaFunctionArns", recovery.function_arns)
pulumi.export("recoveryPaymentsKeyArn", recovery.payments_key_arn)
pulumi.export("recoveryFlagsApplicationId", recovery.flags_application_id)
pulumi.export("recoveryFlagsOperationsEnvironmentId", recovery.flags_operations_environment_id)
pulumi.export("recoveryFlagsOperationsProfileId", recovery.flags_operations_profile_id)
pulumi.export("recoveryFlagsReleasesEnvironmentId", recovery.flags_releases_environment_id)
pulumi.export("recoveryFlagsReleasesProfileId", recovery.flags_releases_profile_id)
pulumi.export("recoveryDbSecretArn", recovery.application_secret_arn)
pulumi.export("recoveryDbMasterSecretArn", recovery.master_secret_arn)
pulumi.export("recoveryRotationFunctionArn", recovery.rotation_function_arn)
pulumi.export("recoveryRotationFunctionName", recovery.rotation_function_name)
pulumi.export("secretPromotionFunctionArn", recovery.first_promotion_arn)
pulumi.export("recoverySecretPromotionFunctionArn", recovery.promotion_arn)
pulumi.export("leaseTableName", lease.table_name)
pulumi.export("takeLeaseFunctionArn", recovery.first_lease_arn)
pulumi.export("recoveryTakeLeaseFunctionArn", recovery.lease_arn)
pulumi.export("recoverySnsTopicArn", recovery.topic_arn)
pulumi.export("regionSwitchPlanArn", recovery.plan_arn)
