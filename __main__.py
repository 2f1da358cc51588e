"""The payment platform of one stack: configuration in, resources from top to bottom, outputs out."""

import pulumi
import pulumi_aws as aws

from components.alerts import Alerts, AlertsArgs
from components.config import StackConfig
from components.database import Database, DatabaseArgs
from components.migration import DatabaseMigration, DatabaseMigrationArgs, FileTransfer, FileTransferArgs
from components.naming import Naming
from components.network import Network, NetworkArgs
from components.optional import when
from components.packaging import package
from components.regions import provider, second_region
from components.sharing import Sharing, SharingArgs

config = StackConfig.load()
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

alerts = Alerts(
    "alerts",
    AlertsArgs(
        naming=naming,
        account_id=account_id,
        emails=config.alerts.emails,
        key_deletion_days=config.protection.key_deletion_days,
    ),
    here,
)
network = Network(
    "network",
    NetworkArgs(
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
    ),
    here,
)
database = Database(
    "database",
    DatabaseArgs(
        naming=naming,
        region=config.region,
        account_id=account_id,
        settings=config.database,
        isolated_subnet_ids=network.isolated_subnet_ids,
        private_subnet_ids=network.private_subnet_ids,
        database_group_id=network.security_group_ids["database"],
        rotation_group_id=network.security_group_ids["rotation"],
        endpoint_ids=[network.endpoint_ids["secretsmanager"]],
        replica=second,
        migration=config.migration.dms.enabled,
        package=package("rotation_lambda", "lambda_shared"),
        rotation_days=config.rotation.days,
        password_length=config.rotation.password_length,
        deletion_protection=config.protection.deletion_protection,
        key_deletion_days=config.protection.key_deletion_days,
        secret_recovery_days=config.protection.secret_recovery_days,
        log_retention_days=config.logs.retention_days,
        topic_arn=alerts.topic_arn,
    ),
    here,
)
transfer = when(
    config.migration.transfer.enabled,
    lambda: FileTransfer(
        "transfer",
        FileTransferArgs(
            naming=naming,
            region=config.region,
            account_id=account_id,
            settings=config.migration.transfer,
            vpc_id=network.vpc_id,
            private_subnet_ids=network.private_subnet_ids,
            transfer_group_id=network.security_group_ids["transfer"],
            host_keys_group_id=network.security_group_ids["host-keys"],
            endpoint_ids=network.endpoint_ids,
            replica=second,
            package=package("transfer_lambda", "lambda_shared"),
            deletion_protection=config.protection.deletion_protection,
            key_deletion_days=config.protection.key_deletion_days,
            secret_recovery_days=config.protection.secret_recovery_days,
            log_retention_days=config.logs.retention_days,
            topic_arn=alerts.topic_arn,
        ),
        here,
    ),
)
migration = when(
    config.migration.dms.enabled,
    lambda: DatabaseMigration(
        "dms",
        DatabaseMigrationArgs(
            naming=naming,
            region=config.region,
            account_id=account_id,
            settings=config.migration.dms,
            private_subnet_ids=network.private_subnet_ids,
            security_group_id=network.security_group_ids["dms"],
            target_secret_arn=database.migration_secret_arn,
            target_secret_key_arn=database.credentials_key_arn,
            key_deletion_days=config.protection.key_deletion_days,
            log_retention_days=config.logs.retention_days,
            topic_arn=alerts.topic_arn,
        ),
        here,
    ),
)
sharing = when(
    config.sharing.enabled,
    lambda: Sharing(
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
    ),
)

pulumi.export("snsTopicArn", alerts.topic_arn)
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
pulumi.export("kmsKeyArn", database.key_arn)
pulumi.export("transferServerId", transfer and transfer.server_id)
pulumi.export("transferEndpoint", transfer and transfer.endpoint)
pulumi.export("transferHostKeys", transfer and transfer.host_key_fingerprints)
pulumi.export("transferBucket", transfer and transfer.bucket)
pulumi.export("transferQueueUrl", transfer and transfer.queue_url)
pulumi.export("dmsTaskArn", migration and migration.task_arn)
pulumi.export("shareArn", sharing and sharing.share_arn)
