"""What a stack says of itself: names, addresses, ARNs and ids of every part, none of them secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.alerts import Alerts
from components.chaos import Chaos
from components.container import Container
from components.costs import Costs
from components.database import Database
from components.flags import Flags
from components.lease import Lease
from components.migration import DatabaseMigration, FileTransfer, ServerMigration
from components.network import Network
from components.observability import Observability
from components.payments import PaymentQueue, Payments
from components.recovery import Certificates, PublicNames, Recovery
from components.sharing import Sharing
from config.load import StackConfig


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The configuration, and the components that have something to say."""

    config: StackConfig
    alerts: Alerts
    observability: Observability
    network: Network
    database: Database
    queue: PaymentQueue
    payments: Payments
    flags: Flags
    container: Container
    file_transfer: FileTransfer
    database_migration: DatabaseMigration
    server_migration: ServerMigration
    sharing: Sharing
    chaos: Chaos
    costs: Costs
    recovery: Recovery
    lease: Lease
    public_names: PublicNames
    certificates: Certificates


def publish(parts: Parts) -> Mapping[str, Any]:
    """The stack's outputs by name, which are exported with it."""
    outputs = {**_of_the_first_region(parts), **_of_recovery(parts.recovery)}
    for name, value in outputs.items():
        pulumi.export(name, value)
    return outputs


def _of_the_first_region(parts: Parts) -> Mapping[str, Any]:
    return {
        "snsTopicArn": parts.alerts.topic_arn,
        "pagesTopicArn": parts.alerts.pages_topic_arn,
        "dashboardName": parts.observability.dashboard_name,
        "vpcId": parts.network.vpc_id,
        "privateSubnetIds": parts.network.private_subnet_ids,
        "isolatedSubnetIds": parts.network.isolated_subnet_ids,
        "securityGroupIds": parts.network.security_group_ids,
        "interfaceEndpointIds": parts.network.endpoint_ids,
        "firewallArn": parts.network.firewall_arn,
        "flowLogGroupName": parts.network.flow_log_group_name,
        "rdsEndpoint": parts.database.endpoint,
        "rdsPort": parts.database.port,
        "rdsIdentifier": parts.database.identifier,
        "rdsArn": parts.database.arn,
        "dbSecretArn": parts.database.application_secret_arn,
        "dbMasterSecretArn": parts.database.master_secret_arn,
        "bootstrapFunctionName": parts.database.bootstrap_function_name,
        "rotationFunctionName": parts.database.rotation_function_name,
        "rotationDays": parts.config.rotation.days,
        "kmsKeyArn": parts.database.key_arn,
        "queueUrl": parts.queue.url,
        "deadLetterQueueUrl": parts.queue.dead_letter_url,
        "eventSourceId": parts.payments.event_source_id,
        "flagsApplicationId": parts.flags.application_id,
        "flagsOperationsEnvironmentId": parts.flags.operations_environment_id,
        "flagsOperationsProfileId": parts.flags.operations_profile_id,
        "flagsReleasesEnvironmentId": parts.flags.releases_environment_id,
        "flagsReleasesProfileId": parts.flags.releases_profile_id,
        "lambdaFunctionNames": parts.payments.function_names,
        "lambdaFunctionArns": parts.payments.function_arns,
        "lambdaFunctionName": parts.payments.processor_name,
        "lambdaFunctionArn": parts.payments.processor_arn,
        "paymentsKeyArn": parts.payments.key_arn,
        "rolloutApplicationName": parts.payments.rollout_application_name,
        "containerUrl": parts.container.url,
        "containerArn": parts.container.arn,
        "containerLogGroupName": parts.container.log_group_name,
        "transferServerId": parts.file_transfer.server_id,
        "transferEndpoint": parts.file_transfer.endpoint,
        "transferHostKeys": parts.file_transfer.host_key_fingerprints,
        "transferHostKeySecretArn": parts.file_transfer.host_key_secret_arn,
        "transferBucket": parts.file_transfer.bucket,
        "transferQueueUrl": parts.file_transfer.queue_url,
        "dmsTaskArn": parts.database_migration.task_arn,
        "dmsReverseTaskArn": parts.database_migration.reverse_task_arn,
        "dmsAssessmentRoleArn": parts.database_migration.assessment_role_arn,
        "comparisonFunctionName": parts.database_migration.comparison_function_name,
        "migrationReportsBucket": parts.database_migration.reports_bucket,
        "migrationKeyArn": parts.database_migration.reports_key_arn,
        "mgnReplicationTemplateId": parts.server_migration.replication_template_id,
        "mgnLaunchTemplateId": parts.server_migration.launch_template_id,
        "ramShareArn": parts.sharing.share_arn,
        "recoveryRamShareArn": parts.sharing.second_share_arn,
        "chaosTemplateIds": parts.chaos.template_ids,
        "chaosLogGroupName": parts.chaos.log_group_name,
        "budgetName": parts.costs.budget_name,
        "anomalyMonitorArn": parts.costs.anomaly_monitor_arn,
        "costCategoryArn": parts.costs.cost_category_arn,
        "leaseTableName": parts.lease.table_name,
        "publicName": parts.public_names.container,
        "publicTransferName": parts.public_names.transfer,
        "publicQueueName": parts.public_names.queue,
        "publicCertificateArns": parts.certificates.arns,
        "healthCheckIds": parts.public_names.health_check_ids,
    }


def _of_recovery(recovery: Recovery) -> Mapping[str, Any]:
    return {
        "recoveryRegion": recovery.region_name,
        "recoveryVpcId": recovery.vpc_id,
        "recoveryPrivateSubnetIds": recovery.private_subnet_ids,
        "recoveryIsolatedSubnetIds": recovery.isolated_subnet_ids,
        "recoverySecurityGroupIds": recovery.security_group_ids,
        "recoveryInterfaceEndpointIds": recovery.endpoint_ids,
        "recoveryFirewallArn": recovery.firewall_arn,
        "recoveryFlowLogGroupName": recovery.flow_log_group_name,
        "recoveryRdsIdentifier": recovery.database_identifier,
        "recoveryRdsArn": recovery.database_arn,
        "recoveryRdsEndpoint": recovery.database_endpoint,
        "recoveryKmsKeyArn": recovery.database_key_arn,
        "recoveryBackupsArn": recovery.backups_arn,
        "recoveryQueueUrl": recovery.queue_url,
        "recoveryDeadLetterQueueUrl": recovery.dead_letter_url,
        "recoveryContainerUrl": recovery.container_url,
        "recoveryContainerArn": recovery.container_arn,
        "recoveryContainerLogGroupName": recovery.container_log_group_name,
        "recoveryTransferServerId": recovery.transfer_server_id,
        "recoveryTransferEndpoint": recovery.transfer_endpoint,
        "recoveryTransferQueueUrl": recovery.transfer_queue_url,
        "recoveryEventSourceId": recovery.event_source_id,
        "recoveryProcessorName": recovery.processor_name,
        "recoveryLambdaFunctionNames": recovery.function_names,
        "recoveryLambdaFunctionArns": recovery.function_arns,
        "recoveryPaymentsKeyArn": recovery.payments_key_arn,
        "recoveryFlagsApplicationId": recovery.flags_application_id,
        "recoveryFlagsOperationsEnvironmentId": recovery.flags_operations_environment_id,
        "recoveryFlagsOperationsProfileId": recovery.flags_operations_profile_id,
        "recoveryFlagsReleasesEnvironmentId": recovery.flags_releases_environment_id,
        "recoveryFlagsReleasesProfileId": recovery.flags_releases_profile_id,
        "recoveryDbSecretArn": recovery.application_secret_arn,
        "recoveryDbMasterSecretArn": recovery.master_secret_arn,
        "recoveryRotationFunctionArn": recovery.rotation_function_arn,
        "recoveryRotationFunctionName": recovery.rotation_function_name,
        "secretPromotionFunctionArn": recovery.first_promotion_arn,
        "recoverySecretPromotionFunctionArn": recovery.promotion_arn,
        "takeLeaseFunctionArn": recovery.first_lease_arn,
        "recoveryTakeLeaseFunctionArn": recovery.lease_arn,
        "recoverySnsTopicArn": recovery.topic_arn,
        "recoveryPagesTopicArn": recovery.pages_topic_arn,
        "regionSwitchPlanArn": recovery.plan_arn,
        "routingControlArns": recovery.routing_control_arns,
    }
