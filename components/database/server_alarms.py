"""The alarms of the database server."""

from pulumi import ResourceOptions

from foundation.alarms import Question
from foundation.component import Component
from foundation.metric_alarms import alarm
from foundation.region import Region

GIB = 1024**3


class ServerAlarms(Component):
    """Alarms on a server that is busy, full, short of memory or slow to write; its storage is given in GiB."""

    def __init__(
        self, name: str, region: Region, *, identifier: str, storage_gib: int, opts: ResourceOptions | None = None
    ):
        super().__init__(name, region, opts)

        def watch(kind: str, metric: str, threshold: float, reason: str, *, below: bool = False) -> None:
            alarm(
                self,
                f"{name}-{kind}",
                kind=f"database-{kind}",
                question=Question.DATABASE,
                runbook="database",
                reason=reason,
                namespace="AWS/RDS",
                metric=metric,
                dimensions={"DBInstanceIdentifier": identifier},
                threshold=threshold,
                below=below,
                statistic="Average",
                periods=3,
            )

        watch("processor", "CPUUtilization", 80, "The database is above 80 % of its processor: payments queue up.")
        watch(
            "storage",
            "FreeStorageSpace",
            storage_gib * GIB // 10,
            "Less than a tenth of the database's storage is free: a full server stops accepting payments.",
            below=True,
        )
        watch(
            "memory",
            "FreeableMemory",
            GIB // 8,
            "The database has less than 128 MiB of memory to spare and will start to swap.",
            below=True,
        )
        watch("writes", "WriteLatency", 0.05, "A write takes the database more than 50 ms on average.")
        self.publish()
