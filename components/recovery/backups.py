"""The first region's backups, copied to the second, and the watch over their age."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, rds

from components.recovery.region import Place
from config.recovery_objectives import RPO_MINUTES
from foundation.alarms import AlarmArgs, alarm
from foundation.function import Function, FunctionArgs, called_by
from foundation.naming import Naming
from foundation.packaging import Package
from foundation.policies import allow

# Where the watch's metric stands in CloudWatch, by the stack's suffix.
NAMESPACE = "Payments/Recovery"


@dataclass(frozen=True, kw_only=True)
class BackupReplicationArgs:
    """The place, the server whose backups are copied, how long they are kept, and the code of the watch."""

    place: Place
    source_arn: Input[str]
    retention_days: int
    key_arn: Input[str]
    package: Package
    log_retention_days: int

    def __post_init__(self) -> None:
        if not 1 <= self.retention_days <= 35:
            raise ValueError(f"retention_days must be 1 to 35, as RDS takes it; got {self.retention_days}")


class BackupReplication(ComponentResource):
    """Backups and transaction logs in the second region, from which a server can be restored to any minute.

    They stay where a replica would not help: it copies a mistake within seconds. An alarm tells when the last minute
    that can be restored is too long ago.
    """

    def __init__(self, name: str, args: BackupReplicationArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:recovery:BackupReplication", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        backups = rds.InstanceAutomatedBackupsReplication(
            f"{name}-copy",
            source_db_instance_arn=args.source_arn,
            retention_period=args.retention_days,
            kms_key_id=args.key_arn,
            # A copy is ended by its server's ARN, under which the next one would be by then.
            opts=ResourceOptions(parent=self, delete_before_replace=True),
        )
        function = Function(f"{name}-watch", self._watch(backups.id), self._child)
        self._schedule(f"{name}-watch", args.place.naming, function)
        self._alarm(f"{name}-age", args.place)
        self.register_outputs({})

    def _watch(self, backups_arn: Output[str]) -> FunctionArgs:
        args, place = self._args, self._args.place
        return FunctionArgs(
            naming=place.naming,
            kind="backup-watch",
            description="States the age of the copied backups",
            package=args.package,
            handler="lambdas.recovery.backup_age.handle",
            environment={"BACKUPS_ARN": backups_arn, "STACK": place.naming.suffix},
            statements=[allow(["rds:DescribeDBInstanceAutomatedBackups"], backups_arn)],
            subnet_ids=list(place.private_subnet_ids.values()),
            # The one group that reaches AWS's endpoints and nothing else.
            security_group_id=place.security_group_ids["release"],
            key_arn=args.key_arn,
            log_retention_days=args.log_retention_days,
            topic_arn=place.topic_arn,
            memory_mb=256,
        )

    def _schedule(self, name: str, naming: Naming, function: Function) -> None:
        rule = cloudwatch.EventRule(
            f"{name}-schedule",
            description="States the age of the copied backups",
            schedule_expression="rate(5 minutes)",
            tags=naming.tags("backup-watch-schedule"),
            opts=self._child,
        )
        called_by(rule, name, function, self._child)

    def _alarm(self, name: str, place: Place) -> None:
        alarm(
            name,
            AlarmArgs(
                naming=place.naming,
                kind="backup-age",
                reason=f"The last minute that the second region's backups can restore is more than {RPO_MINUTES} "
                "minutes ago, or is not reported: see the events of the first region's server and the watch's log.",
                runbook="recovery",
                namespace=NAMESPACE,
                metric="BackupAgeMinutes",
                dimensions={"Stack": place.naming.suffix},
                threshold=RPO_MINUTES,
                missing_is_bad=True,
                statistic="Maximum",
                # Logs are copied every few minutes, so one late report means nothing.
                periods=3,
                topic_arn=place.topic_arn,
            ),
            self._child,
        )
