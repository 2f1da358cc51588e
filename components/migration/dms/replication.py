"""What replicates: a task on an instance of its own, or a serverless replication."""

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, dms

from components.migration.dms.alarms import InstanceAlarms, ReplicationEvents, ServerlessAlarms
from components.migration.dms.endpoints import DatabaseEndpoint
from components.migration.dms.roles import AccountRoles
from components.migration.dms.task_settings import task_settings
from components.network import Network
from config.migration import DatabaseMigration as Settings
from config.table_mappings import TableMappings
from foundation.component import Component
from foundation.logs import log_group
from foundation.region import Region

# First everything that is there, then every change as it happens.
MIGRATION_TYPE = "full-load-and-cdc"


class DatabaseReplication(Component):
    """A private, encrypted replication of the chosen tables that loads, follows and validates, with its log.

    `arn` is the task's, or the serverless replication's. It waits to be started unless the settings say otherwise.
    Raises ValueError for a network of one zone.
    """

    arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        settings: Settings,
        table_mappings: TableMappings,
        source: DatabaseEndpoint,
        target: DatabaseEndpoint,
        network: Network,
        key_arn: Input[str],
        roles: AccountRoles,
        opts: ResourceOptions | None = None,
    ):
        if len(network.private_subnet_ids) < 2:
            raise ValueError(f"DMS needs subnets in two zones; got {len(network.private_subnet_ids)}")
        super().__init__(name, region, opts)
        self._name, self._settings, self._key_arn = name, settings, key_arn
        self._mappings, self._source, self._target = table_mappings.text, source, target
        # The last part of its ARN, which its metrics and its log are named by.
        self._task = region.naming.name("dms-task", limit=31)
        placement = network.placement("dms", calls=["secretsmanager"])
        subnet_group = dms.ReplicationSubnetGroup(
            f"{name}-subnet-group",
            replication_subnet_group_id=region.naming.name("dms-subnets"),
            replication_subnet_group_description="Private subnets",
            subnet_ids=placement.subnet_ids,
            tags=region.naming.tags("dms-subnets"),
            # DMS looks at the subnets by one of the account's roles.
            opts=self.child(depends_on=[roles]),
        )
        make = self._on_an_instance if settings.mode == "provisioned" else self._serverless
        self.publish(arn=make(subnet_group.replication_subnet_group_id, placement.security_group_id))

    def _on_an_instance(self, subnet_group: Output[str], security_group_id: Input[str]) -> Output[str]:
        name, naming, settings = self._name, self.region.naming, self._settings
        instance_id = naming.name("dms")
        instance = dms.ReplicationInstance(
            f"{name}-instance",
            replication_instance_id=instance_id,
            replication_instance_class=settings.instance_class,
            allocated_storage=settings.storage_gib,
            multi_az=settings.multi_az,
            auto_minor_version_upgrade=True,
            publicly_accessible=False,
            replication_subnet_group_id=subnet_group,
            vpc_security_group_ids=[security_group_id],
            kms_key_arn=self._key_arn,
            tags=naming.tags("dms"),
            # Its identifier is taken as long as it exists, like that of each below.
            opts=self.child(depends_on=[self._log(f"dms-tasks-{instance_id}")], delete_before_replace=True),
        )
        task = dms.ReplicationTask(
            f"{name}-task",
            replication_task_id=self._task,
            resource_identifier=self._task,
            migration_type=MIGRATION_TYPE,
            replication_instance_arn=instance.replication_instance_arn,
            source_endpoint_arn=self._source.arn,
            target_endpoint_arn=self._target.arn,
            table_mappings=self._mappings,
            replication_task_settings=task_settings(settings.task),
            start_replication_task=settings.start,
            tags=naming.tags("dms-task"),
            opts=self.child(delete_before_replace=True),
        )
        self._events(task.replication_task_arn, instance.replication_instance_arn)
        InstanceAlarms(
            f"{name}-alarms",
            self.region,
            instance=instance.replication_instance_id,
            task=self._task,
            storage_gib=settings.storage_gib,
            lag_seconds=settings.task.lag_seconds,
            opts=self.child(),
        )
        return task.replication_task_arn

    def _serverless(self, subnet_group: Output[str], security_group_id: Input[str]) -> Output[str]:
        name, settings = self._name, self._settings
        replication = dms.ReplicationConfig(
            f"{name}-serverless",
            replication_config_identifier=self._task,
            resource_identifier=self._task,
            replication_type=MIGRATION_TYPE,
            source_endpoint_arn=self._source.arn,
            target_endpoint_arn=self._target.arn,
            table_mappings=self._mappings,
            replication_settings=task_settings(settings.task),
            start_replication=settings.start,
            compute_config={
                "replication_subnet_group_id": subnet_group,
                "vpc_security_group_ids": [security_group_id],
                "max_capacity_units": settings.capacity_units,
                "multi_az": settings.multi_az,
                "kms_key_id": self._key_arn,
            },
            tags=self.region.naming.tags("dms-task"),
            opts=self.child(
                depends_on=[self._log(f"dms-serverless-replication-{self._task}")], delete_before_replace=True
            ),
        )
        self._events(replication.arn)
        ServerlessAlarms(f"{name}-alarms", self.region, lag_seconds=settings.task.lag_seconds, opts=self.child())
        return replication.arn

    def _log(self, group_name: str) -> cloudwatch.LogGroup:
        """DMS would make the group itself, without a key and for ever."""
        return log_group(self, f"{self._name}-log", kind="dms", key_arn=self._key_arn, group_name=group_name)

    def _events(self, *arns: Output[str]) -> None:
        ReplicationEvents(f"{self._name}-events", self.region, arns=arns, opts=self.child())
