"""What replicates: tasks on an instance of their own, or serverless replications."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, dms

from components.migration.dms.alarms import InstanceAlarms, LagAlarms, ReplicationEvents, ServerlessAlarms
from components.migration.dms.endpoints import DatabaseEndpoint
from components.migration.dms.roles import AccountRoles
from components.migration.dms.stopped import StoppedAlarm
from components.migration.dms.task_settings import task_settings
from components.network import Network
from config.migration import DatabaseMigration as Settings
from config.table_mappings import TableMappings
from foundation.component import Component
from foundation.logs import log_group
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One direction: from where to where, whether what is there already goes first, and whether it starts by itself.

    `kind` makes the names of its alarms, and `task` its own, which DMS makes the last part of its ARN and names its
    metrics and its log by.
    """

    kind: str
    task: str
    migration_type: Literal["full-load-and-cdc", "cdc"]
    source: DatabaseEndpoint
    target: DatabaseEndpoint
    start: bool = False


class DatabaseReplication(Component):
    """Private, encrypted replications of the chosen tables that follow each change and validate, with their logs.

    `arns` are those of the tasks, or of the serverless replications, by the kinds of the copies. Each waits to be
    started unless it says otherwise. Raises ValueError for a network of one zone.
    """

    arns: dict[str, Output[str]]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        settings: Settings,
        table_mappings: TableMappings,
        copies: Sequence[Copy],
        network: Network,
        key_arn: Input[str],
        roles: AccountRoles,
        opts: ResourceOptions | None = None,
    ):
        if len(network.private_subnet_ids) < 2:
            raise ValueError(f"DMS needs subnets in two zones; got {len(network.private_subnet_ids)}")
        super().__init__(name, region, opts)
        self._name, self._settings, self._key_arn = name, settings, key_arn
        self._mappings, self._copies = table_mappings.text, copies
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
        arns = make(subnet_group.replication_subnet_group_id, placement.security_group_id)
        for one in copies:
            StoppedAlarm(
                f"{name}{_suffix(one)}-stopped",
                region,
                kind=f"{one.kind}-stopped",
                arn=arns[one.kind],
                key_arn=key_arn,
                opts=self.child(),
            )
        self.publish(arns=arns)

    def _on_an_instance(self, subnet_group: Output[str], security_group_id: Input[str]) -> dict[str, Output[str]]:
        name, settings = self._name, self._settings
        instance = self._instance(subnet_group, security_group_id)
        arns: dict[str, Output[str]] = {}
        for one in self._copies:
            arns[one.kind] = dms.ReplicationTask(
                f"{name}{_suffix(one)}-task",
                replication_task_id=one.task,
                resource_identifier=one.task,
                # Where a copy of changes alone begins is said when it is started.
                migration_type=one.migration_type,
                replication_instance_arn=instance.replication_instance_arn,
                source_endpoint_arn=one.source.arn,
                target_endpoint_arn=one.target.arn,
                table_mappings=self._mappings,
                replication_task_settings=task_settings(settings.task),
                start_replication_task=one.start,
                tags=self.region.naming.tags(f"{one.kind}-task"),
                opts=self.child(delete_before_replace=True),
            ).replication_task_arn
            LagAlarms(
                f"{name}{_suffix(one)}-alarms",
                self.region,
                kind=one.kind,
                instance=instance.replication_instance_id,
                task=one.task,
                lag_seconds=settings.task.lag_seconds,
                opts=self.child(),
            )
        self._events(*arns.values(), instance.replication_instance_arn)
        return arns

    def _instance(self, subnet_group: Output[str], security_group_id: Input[str]) -> dms.ReplicationInstance:
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
            # Its identifier is taken as long as it exists, like that of each task.
            opts=self.child(
                depends_on=[self._log(f"{name}-log", f"dms-tasks-{instance_id}")], delete_before_replace=True
            ),
        )
        InstanceAlarms(
            f"{name}-alarms",
            self.region,
            instance=instance.replication_instance_id,
            storage_gib=settings.storage_gib,
            opts=self.child(),
        )
        return instance

    def _serverless(self, subnet_group: Output[str], security_group_id: Input[str]) -> dict[str, Output[str]]:
        name, settings = self._name, self._settings
        arns: dict[str, Output[str]] = {}
        for one in self._copies:
            arns[one.kind] = dms.ReplicationConfig(
                f"{name}{_suffix(one)}-serverless",
                replication_config_identifier=one.task,
                resource_identifier=one.task,
                replication_type=one.migration_type,
                source_endpoint_arn=one.source.arn,
                target_endpoint_arn=one.target.arn,
                table_mappings=self._mappings,
                replication_settings=task_settings(settings.task),
                start_replication=one.start,
                compute_config={
                    "replication_subnet_group_id": subnet_group,
                    "vpc_security_group_ids": [security_group_id],
                    "max_capacity_units": settings.capacity_units,
                    "multi_az": settings.multi_az,
                    "kms_key_id": self._key_arn,
                },
                tags=self.region.naming.tags(f"{one.kind}-task"),
                opts=self.child(
                    depends_on=[self._log(f"{name}{_suffix(one)}-log", f"dms-serverless-replication-{one.task}")],
                    delete_before_replace=True,
                ),
            ).arn
        self._events(*arns.values())
        ServerlessAlarms(f"{name}-alarms", self.region, lag_seconds=settings.task.lag_seconds, opts=self.child())
        return arns

    def _log(self, name: str, group_name: str) -> cloudwatch.LogGroup:
        """DMS would make the group itself, without a key and for ever."""
        return log_group(self, name, kind="dms", key_arn=self._key_arn, group_name=group_name)

    def _events(self, *arns: Output[str]) -> None:
        ReplicationEvents(f"{self._name}-events", self.region, arns=arns, opts=self.child())


def _suffix(copy: Copy) -> str:
    """What a copy's logical names have beside those of the first one."""
    return copy.kind.removeprefix("dms")
