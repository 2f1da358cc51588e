"""What copies: a task on an instance of its own, or a serverless replication."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import cloudwatch, dms

from components.migration.dms.alarms import (
    InstanceAlarms,
    InstanceAlarmsArgs,
    ReplicationEvents,
    ReplicationEventsArgs,
    ServerlessAlarms,
    ServerlessAlarmsArgs,
)
from components.migration.dms.task_settings import task_settings
from config.migration import DatabaseMigration as DatabaseMigrationSettings
from config.table_mappings import TableMappings
from foundation.naming import Naming

# First everything that is there, then every change as it happens.
MIGRATION_TYPE = "full-load-and-cdc"


@dataclass(frozen=True, kw_only=True)
class DatabaseReplicationArgs:
    """The two ends, the stack's settings of the copy, and where it runs.

    Subnet ids are by zone letter, of two zones at least; `ready` stands for the account's roles.
    """

    naming: Naming
    settings: DatabaseMigrationSettings
    table_mappings: TableMappings
    source_arn: Input[str]
    target_arn: Input[str]
    subnet_ids: Mapping[str, Input[str]]
    security_group_id: Input[str]
    key_arn: Input[str]
    log_retention_days: int
    topic_arn: Input[str]
    ready: Resource

    def __post_init__(self) -> None:
        if len(self.subnet_ids) < 2:
            raise ValueError(f"DMS needs subnets in two zones; got {len(self.subnet_ids)}")


class DatabaseReplication(ComponentResource):
    """A private, encrypted replication of the chosen tables that loads, follows and validates, with its log.

    `arn` is the task's, or the serverless replication's. It waits to be started unless the settings say otherwise.
    """

    arn: Output[str]

    def __init__(self, name: str, args: DatabaseReplicationArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:DatabaseReplication", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        # The last part of its ARN, which its metrics and its log are named by.
        self._task = args.naming.name("dms-task", limit=31)
        make = self._on_an_instance if args.settings.mode == "provisioned" else self._serverless
        self.arn = make(name, self._subnet_group(name))
        self.register_outputs({"arn": self.arn})

    def _subnet_group(self, name: str) -> Output[str]:
        args = self._args
        return dms.ReplicationSubnetGroup(
            f"{name}-subnet-group",
            replication_subnet_group_id=args.naming.name("dms-subnets"),
            replication_subnet_group_description="Private subnets",
            subnet_ids=list(args.subnet_ids.values()),
            tags=args.naming.tags("dms-subnets"),
            # DMS looks at the subnets by one of the account's roles.
            opts=ResourceOptions(parent=self, depends_on=[args.ready]),
        ).replication_subnet_group_id

    def _log(self, name: str, group: str) -> cloudwatch.LogGroup:
        """DMS would make the group itself, without a key and for ever."""
        args = self._args
        return cloudwatch.LogGroup(
            f"{name}-log",
            name=group,
            kms_key_id=args.key_arn,
            retention_in_days=args.log_retention_days,
            tags=args.naming.tags("dms-log"),
            opts=self._child,
        )

    def _on_an_instance(self, name: str, subnet_group: Output[str]) -> Output[str]:
        args, settings = self._args, self._args.settings
        instance_id = args.naming.name("dms")
        instance = dms.ReplicationInstance(
            f"{name}-instance",
            replication_instance_id=instance_id,
            replication_instance_class=settings.instance_class,
            allocated_storage=settings.storage_gib,
            multi_az=settings.multi_az,
            auto_minor_version_upgrade=True,
            publicly_accessible=False,
            replication_subnet_group_id=subnet_group,
            vpc_security_group_ids=[args.security_group_id],
            kms_key_arn=args.key_arn,
            tags=args.naming.tags("dms"),
            opts=ResourceOptions(parent=self, depends_on=[self._log(name, f"dms-tasks-{instance_id}")]),
        )
        task = dms.ReplicationTask(
            f"{name}-task",
            replication_task_id=self._task,
            resource_identifier=self._task,
            migration_type=MIGRATION_TYPE,
            replication_instance_arn=instance.replication_instance_arn,
            source_endpoint_arn=args.source_arn,
            target_endpoint_arn=args.target_arn,
            table_mappings=args.table_mappings.text,
            replication_task_settings=task_settings(settings.task),
            start_replication_task=settings.start,
            tags=args.naming.tags("dms-task"),
            opts=self._child,
        )
        self._events(name, task.replication_task_arn, instance.replication_instance_arn)
        InstanceAlarms(
            f"{name}-alarms",
            InstanceAlarmsArgs(
                naming=args.naming,
                instance=instance.replication_instance_id,
                task=self._task,
                storage_gib=settings.storage_gib,
                lag_seconds=settings.task.lag_seconds,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )
        return task.replication_task_arn

    def _serverless(self, name: str, subnet_group: Output[str]) -> Output[str]:
        args, settings = self._args, self._args.settings
        replication = dms.ReplicationConfig(
            f"{name}-serverless",
            replication_config_identifier=self._task,
            resource_identifier=self._task,
            replication_type=MIGRATION_TYPE,
            source_endpoint_arn=args.source_arn,
            target_endpoint_arn=args.target_arn,
            table_mappings=args.table_mappings.text,
            replication_settings=task_settings(settings.task),
            start_replication=settings.start,
            compute_config={
                "replication_subnet_group_id": subnet_group,
                "vpc_security_group_ids": [args.security_group_id],
                "max_capacity_units": settings.capacity_units,
                "multi_az": settings.multi_az,
                "kms_key_id": args.key_arn,
            },
            tags=args.naming.tags("dms-task"),
            opts=ResourceOptions(parent=self, depends_on=[self._log(name, f"dms-serverless-replication-{self._task}")]),
        )
        self._events(name, replication.arn)
        ServerlessAlarms(
            f"{name}-alarms",
            ServerlessAlarmsArgs(naming=args.naming, lag_seconds=settings.task.lag_seconds, topic_arn=args.topic_arn),
            self._child,
        )
        return replication.arn

    def _events(self, name: str, *arns: Output[str]) -> None:
        args = self._args
        ReplicationEvents(
            f"{name}-events",
            ReplicationEventsArgs(naming=args.naming, arns=arns, topic_arn=args.topic_arn),
            self._child,
        )
