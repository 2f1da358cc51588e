"""The payment platform of one stack: configuration in, resources from top to bottom, outputs out."""

import gc

import pulumi
import pulumi_aws as aws

from components.alerts.component import Alerts, AlertsArgs
from components.chaos import Chaos, ChaosArgs, ChaosLink, ChaosLinkArgs
from components.container import Container, ContainerArgs
from components.costs.component import Costs, CostsArgs
from components.database import Database, DatabaseArgs
from components.flags import Flags, FlagsArgs, agent_layer, read_flags
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
from components.payments import DatabaseAccess, PaymentQueue, PaymentQueueArgs, Payments, PaymentsArgs, Queues
from components.recovery import FirstRegion, Recovery, RecoveryArgs, RecoveryRegion, RecoveryRegionArgs
from components.sharing.component import Sharing, SharingArgs
from config.load import StackConfig
from foundation.naming import Naming
from foundation.packaging import package
from foundation.region import provider, second_region

# Nearly all that is made here lives to the end: to look for garbage as often as Python does takes half of the time.
gc.set_threshold(100_000, 50, 100)

config = StackConfig.load()
flag_content = read_flags(config.flags.folder)
naming = Naming(
    suffix=config.suffix,
    environment=config.environment,
    cost_center=config.tags.cost_center,
    owner=config.tags.owner,
    extra_tags=config.tags.extra,
)
region = provider(config.region, config.account)
here = pulumi.ResourceOptions(provider=region)
account_id = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(provider=region)).account_id

second = second_region(config.recovery, config.account)

alerts_args = AlertsArgs(
    naming=naming,
    account_id=account_id,
    emails=config.alerts.emails,
    paging_endpoint=config.alerts.paging_endpoint,
    key_deletion_days=config.protection.key_deletion_days,
)
alerts = Alerts("alerts", alerts_args, here)
network_args = NetworkArgs(
    naming=naming,
    region=config.region,
    account_id=account_id,
    addresses=config.addresses,
    traffic=config.traffic,
    interface_endpoints=config.network.interface_endpoints,
    gateway_endpoints=config.network.gateway_endpoints,
    nat_gateways=config.network.nat_gateways,
    firewall=config.network.firewall.enabled,
    allowed_domains=config.network.firewall.allowed_domains,
    threat_groups=config.network.firewall.threat_groups,
    log_retention_days=config.logs.retention_days,
    deletion_protection=config.protection.deletion_protection,
    key_deletion_days=config.protection.key_deletion_days,
    topic_arn=alerts.topic_arn,
)
network = Network("network", network_args, here)
recovery_region = RecoveryRegion(
    "recovery-region",
    RecoveryRegionArgs(
        replica=second,
        settings=config.recovery,
        addresses=config.recovery_addresses,
        alerts=alerts_args,
        network=network_args,
    ),
    here,
)
database_args = DatabaseArgs(
    naming=naming,
    region=config.region,
    account_id=account_id,
    settings=config.database,
    isolated_subnet_ids=network.isolated_subnet_ids,
    private_subnet_ids=network.private_subnet_ids,
    database_group_id=network.security_group_ids["database"],
    rotation_group_id=network.security_group_ids["rotation"],
    endpoint_ids=[network.endpoint_ids["secretsmanager"], *recovery_region.secret_endpoint_ids],
    replica=second,
    active=config.recovery.active == "primary",
    source_arn=recovery_region.source_arn,
    migration=config.migration.dms.enabled,
    package=package("rotation_lambda", "lambdas/shared"),
    rotation_days=config.rotation.days,
    password_length=config.rotation.password_length,
    deletion_protection=config.protection.deletion_protection,
    key_deletion_days=config.protection.key_deletion_days,
    secret_recovery_days=config.protection.secret_recovery_days,
    log_retention_days=config.logs.retention_days,
    topic_arn=alerts.topic_arn,
)
database = Database("database", database_args, here)
queue_args = PaymentQueueArgs(
    naming=naming,
    account_id=account_id,
    settings=config.payments.queue,
    function_timeout_seconds=config.payments.queue_reader.timeout_seconds,
    key_deletion_days=config.protection.key_deletion_days,
    topic_arn=alerts.topic_arn,
)
queue = PaymentQueue("queue", queue_args, here)
flags_args = FlagsArgs(
    naming=naming,
    region=config.region,
    account_id=account_id,
    settings=config.flags,
    content=flag_content,
    alarm_arns=list(queue.alarm_arns.values()),
    package=package("lambdas/flags"),
    vpc_id=network.vpc_id,
    subnet_ids=list(network.private_subnet_ids.values()),
    key_deletion_days=config.protection.key_deletion_days,
    log_retention_days=config.logs.retention_days,
    topic_arn=alerts.topic_arn,
)
flags = Flags("flags", flags_args, here)
chaos_link = ChaosLink(
    "chaos-link",
    ChaosLinkArgs(
        naming=naming,
        region=config.region,
        account_id=account_id,
        settings=config.chaos,
        key_deletion_days=config.protection.key_deletion_days,
    ),
    here,
)
payments_args = PaymentsArgs(
    naming=naming,
    region=config.region,
    account_id=account_id,
    settings=config.payments,
    subnet_ids=list(network.private_subnet_ids.values()),
    application_group_id=network.security_group_ids["application"],
    release_group_id=network.security_group_ids["release"],
    release_endpoint_ids={service: network.endpoint_ids[service] for service in ("codedeploy", "lambda")},
    database=DatabaseAccess(
        host=database.endpoint,
        port=config.database.port,
        name=database.name,
        secret_arn=database.application_secret_arn,
        secret_key_arn=database.credentials_key_arn,
    ),
    queues=Queues(arn=queue.arn, dead_letter_arn=queue.dead_letter_arn, key_arn=queue.key_arn),
    queue_url=queue.url,
    dead_letter_url=queue.dead_letter_url,
    variables={**flags.variables, **chaos_link.variables},
    statements=[*flags.statements, *chaos_link.statements],
    layers=[agent_layer(config.region, config.flags.agent_layer_arn), *chaos_link.layers],
    packages={source: package(source, "lambdas/shared") for source in config.payments.sources},
    release_package=package("lambdas/release"),
    key_deletion_days=config.protection.key_deletion_days,
    log_retention_days=config.logs.retention_days,
    topic_arn=alerts.topic_arn,
    topic_key_arn=alerts.key_arn,
    active=config.recovery.active == "primary",
)
payments = Payments("payments", payments_args, here)
container = Container(
    "container",
    ContainerArgs(
        naming=naming,
        region=config.region,
        account_id=account_id,
        settings=config.container,
        vpc_id=network.vpc_id,
        private_subnet_ids=network.private_subnet_ids,
        security_group_id=network.security_group_ids.get("container"),
        endpoint_group_id=network.security_group_ids["endpoints"],
        queue_url=queue.url,
        queue_arn=queue.arn,
        queue_key_arn=queue.key_arn,
        log_retention_days=config.logs.retention_days,
        key_deletion_days=config.protection.key_deletion_days,
        topic_arn=alerts.topic_arn,
    ),
    here,
)
objectives_args = ObjectivesArgs(
    naming=naming,
    settings=config.objectives,
    waiting_alarm_arn=queue.alarm_arns["age"],
    pages_topic_arn=alerts.pages_topic_arn,
    topic_arn=alerts.topic_arn,
)
objectives = Objectives("objectives", objectives_args, here)
file_transfer = FileTransfer(
    "transfer",
    FileTransferArgs(
        naming=naming,
        region=config.region,
        account_id=account_id,
        settings=config.migration.transfer,
        vpc_id=network.vpc_id,
        private_subnet_ids=network.private_subnet_ids,
        transfer_group_id=network.security_group_ids.get("transfer"),
        host_keys_group_id=network.security_group_ids.get("host-keys"),
        endpoint_ids=network.endpoint_ids,
        replica=second,
        package=package("lambdas/transfer", "lambdas/shared"),
        deletion_protection=config.protection.deletion_protection,
        key_deletion_days=config.protection.key_deletion_days,
        secret_recovery_days=config.protection.secret_recovery_days,
        log_retention_days=config.logs.retention_days,
        topic_arn=alerts.topic_arn,
    ),
    here,
)
database_migration = DatabaseMigration(
    "dms",
    DatabaseMigrationArgs(
        naming=naming,
        region=config.region,
        account_id=account_id,
        settings=config.migration.dms,
        private_subnet_ids=network.private_subnet_ids,
        security_group_id=network.security_group_ids.get("dms"),
        target_secret_arn=database.migration_secret_arn,
        target_secret_key_arn=database.credentials_key_arn,
        key_deletion_days=config.protection.key_deletion_days,
        log_retention_days=config.logs.retention_days,
        topic_arn=alerts.topic_arn,
    ),
    here,
)
server_migration = ServerMigration(
    "server-migration",
    ServerMigrationArgs(
        naming=naming,
        region=config.region,
        account_id=account_id,
        settings=config.migration.mgn,
        subnet_id=network.private_subnet_ids[config.network.zones[0]],
        security_group_id=network.security_group_ids.get("replication"),
        key_deletion_days=config.protection.key_deletion_days,
        topic_arn=alerts.topic_arn,
    ),
    here,
)
chaos = Chaos(
    "chaos",
    ChaosArgs(
        naming=naming,
        region=config.region,
        account_id=account_id,
        settings=config.chaos,
        vpc_id=network.vpc_id,
        private_subnet_ids=network.private_subnet_ids,
        isolated_subnet_ids=network.isolated_subnet_ids,
        endpoint_id=network.endpoint_ids["secretsmanager"],
        database_arn=database.arn,
        function_arn=payments.function_arns[config.payments.queue_reader.name],
        function_key_arn=payments.key_arn,
        function_timeout_seconds=config.payments.queue_reader.timeout_seconds,
        faults_bucket_arn=chaos_link.bucket_arn,
        faults_key_arn=chaos_link.key_arn,
        stop_alarm_arn=objectives.stop_alarm_arn,
        log_retention_days=config.logs.retention_days,
        topic_arn=alerts.topic_arn,
    ),
    here,
)
sharing = Sharing(
    "sharing",
    SharingArgs(
        naming=naming,
        region=config.region,
        account_id=account_id,
        settings=config.sharing,
        firewall_policy_arn=network.firewall_policy_arn,
        rule_group_arns=network.firewall_rule_group_arns,
        subnet_ids=network.private_subnet_ids,
        networks=[config.network.cidr],
    ),
    here,
)
costs = Costs("costs", CostsArgs(naming=naming, settings=config.costs, topic_arn=alerts.topic_arn), here)
recovery = Recovery(
    "recovery",
    RecoveryArgs(
        naming=naming,
        settings=config.recovery,
        place=recovery_region.place,
        replicas=database.replicas,
        first=FirstRegion(
            region=config.region,
            provider=region,
            database_arn=database.arn,
            key_arn=database.key_arn,
            rotation_function_arn=database.rotation_function_arn,
            secret_arns={"application": database.application_secret_arn, "master": database.master_secret_arn},
            event_source_arn=payments.event_source_arn,
            processor_arn=payments.function_arns[config.payments.queue_reader.name],
            alarm_arn=queue.alarm_arns["age"],
            subnet_ids=list(network.private_subnet_ids.values()),
            security_group_id=network.security_group_ids["release"],
            topic_arn=alerts.topic_arn,
        ),
        database=database_args,
        queue=queue_args,
        flags=flags_args,
        payments=payments_args,
        objectives=objectives_args,
        package=package("lambdas/recovery"),
    ),
    here,
)
observability = Observability(
    "observability",
    ObservabilityArgs(
        region=config.region,
        account_id=account_id,
        watched=Watched(
            naming=naming,
            latency_milliseconds=config.objectives.latency_milliseconds,
            queue_name=queue.name,
            dead_letter_name=queue.dead_letter_name,
            functions=[function.name for function in config.payments.functions],
            processor_log_group=naming.log_group(config.payments.queue_reader.name),
            database=database.identifier,
            firewall=config.network.firewall.enabled,
            network_alarms=network.alarm_kinds,
            container_alarms=container.alarm_kinds,
            migration_alarms=[
                *file_transfer.alarm_kinds,
                *database_migration.alarm_kinds,
                *server_migration.alarm_kinds,
            ],
            experiment_alarms=chaos.alarm_kinds,
            recovery_alarms=recovery.alarm_kinds,
        ),
        flow_log_group=network.flow_log_group_name,
        firewall_log_group=network.firewall_log_group_name,
    ),
    here,
)

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
pulumi.export("lambdaFunctionName", payments.function_names[config.payments.queue_reader.name])
pulumi.export("lambdaFunctionArn", payments.function_arns[config.payments.queue_reader.name])
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
pulumi.export("recoveryRegion", recovery.region)
pulumi.export("recoveryVpcId", recovery.vpc_id)
pulumi.export("recoveryRdsIdentifier", recovery.database_identifier)
pulumi.export("recoveryRdsArn", recovery.database_arn)
pulumi.export("recoveryRdsEndpoint", recovery.database_endpoint)
pulumi.export("recoveryQueueUrl", recovery.queue_url)
pulumi.export("recoveryDeadLetterQueueUrl", recovery.dead_letter_url)
pulumi.export("recoveryEventSourceId", recovery.event_source_id)
pulumi.export("recoveryProcessorName", recovery.processor_name)
pulumi.export("recoveryDbSecretArn", recovery.application_secret_arn)
pulumi.export("recoveryDbMasterSecretArn", recovery.master_secret_arn)
pulumi.export("recoveryRotationFunctionArn", recovery.rotation_function_arn)
pulumi.export("secretPromotionFunctionArn", recovery.first_promotion_arn)
pulumi.export("recoverySecretPromotionFunctionArn", recovery.promotion_arn)
pulumi.export("recoverySnsTopicArn", recovery.topic_arn)
pulumi.export("regionSwitchPlanArn", recovery.plan_arn)
