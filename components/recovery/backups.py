"""The first region's backups, copied to the second, and the alarm on their age."""

from collections.abc import Sequence

from pulumi import Input, Output, Resource, ResourceOptions
from pulumi_aws import cloudwatch, rds

from components.network import Network
from config.recovery_objectives import RPO_MINUTES
from foundation.alarms import Question
from foundation.component import Component
from foundation.function import Function, FunctionArgs, called_by
from foundation.metric_alarms import alarm
from foundation.packaging import Package
from foundation.policies import allow
from foundation.region import Region

# The namespace of the watch's metric in CloudWatch; the stack's suffix is its dimension.
NAMESPACE = "Payments/Recovery"


class BackupReplication(Component):
    """Backups and transaction logs in the second region, from which a server can be restored to any minute.

    They remain where a replica would not help: it replicates a mistake within seconds. An alarm tells when the last
    minute that can be restored is too long ago. `source_arn` is the server whose backups are copied, and `ready` has to
    exist before they are. Raises ValueError for a retention that RDS does not take.
    """

    arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        network: Network,
        source_arn: Input[str],
        retention_days: int,
        key_arn: Input[str],
        package: Package,
        ready: Sequence[Resource] = (),
        opts: ResourceOptions | None = None,
    ):
        if not 1 <= retention_days <= 35:
            raise ValueError(f"retention_days must be 1 to 35, as RDS takes it; got {retention_days}")
        super().__init__(name, region, opts)
        backups = rds.InstanceAutomatedBackupsReplication(
            f"{name}-replication",
            source_db_instance_arn=source_arn,
            retention_period=retention_days,
            kms_key_id=key_arn,
            # A replication is ended by its server's ARN, under which the next one would be by then.
            opts=self.child(delete_before_replace=True, depends_on=ready),
        )
        watch = FunctionArgs(
            region=region,
            kind="backup-watch",
            description="States the age of the copied backups",
            package=package,
            handler="lambdas.recovery.backup_age.handle",
            environment={"BACKUPS_ARN": backups.id, "STACK": region.naming.suffix},
            statements=[allow(["rds:DescribeDBInstanceAutomatedBackups"], backups.id)],
            # The one group that reaches AWS's endpoints and nothing else.
            placement=network.placement("release", calls=["rds"]),
            key_arn=key_arn,
            question=Question.LOSS,
            memory_mb=256,
        )
        self._schedule(f"{name}-watch", Function(f"{name}-watch", watch, self.child()))
        self._alarm(f"{name}-age")
        self.publish(arn=backups.id)

    def _schedule(self, name: str, function: Function) -> None:
        rule = cloudwatch.EventRule(
            f"{name}-schedule",
            description="States the age of the copied backups",
            schedule_expression="rate(5 minutes)",
            tags=self.region.naming.tags("backup-watch-schedule"),
            opts=self.child(),
        )
        called_by(self, name, rule, function)

    def _alarm(self, name: str) -> None:
        alarm(
            self,
            name,
            kind="backup-age",
            question=Question.LOSS,
            runbook="recovery",
            reason=f"The last minute that the second region's backups can restore is more than {RPO_MINUTES} "
            "minutes ago, or is not reported: see the events of the first region's server and the watch's log.",
            namespace=NAMESPACE,
            metric="BackupAgeMinutes",
            dimensions={"Stack": self.region.naming.suffix},
            threshold=RPO_MINUTES,
            missing_is_bad=True,
            statistic="Maximum",
            # Logs are copied every few minutes, so one late report means nothing.
            periods=3,
        )
