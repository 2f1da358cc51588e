"""The alarms of the database server."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, ResourceOptions

from foundation.alarms import AlarmArgs, alarm
from foundation.naming import Naming

GIB = 1024**3


@dataclass(frozen=True, kw_only=True)
class ServerAlarmsArgs:
    """The server's identifier and the storage it has, in GiB."""

    naming: Naming
    identifier: str
    storage_gib: int
    topic_arn: Input[str]


class ServerAlarms(ComponentResource):
    """Alarms on a server that is busy, full, short of memory or slow to write."""

    def __init__(self, name: str, args: ServerAlarmsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:database:ServerAlarms", name, None, opts)
        child = ResourceOptions(parent=self)

        def watch(kind: str, metric: str, threshold: float, reason: str, *, below: bool = False) -> None:
            alarm(
                f"{name}-{kind}",
                AlarmArgs(
                    naming=args.naming,
                    kind=f"database-{kind}",
                    reason=reason,
                    runbook="database",
                    namespace="AWS/RDS",
                    metric=metric,
                    dimensions={"DBInstanceIdentifier": args.identifier},
                    threshold=threshold,
                    below=below,
                    statistic="Average",
                    periods=3,
                    topic_arn=args.topic_arn,
                ),
                child,
            )

        watch("processor", "CPUUtilization", 80, "The database is above 80 % of its processor: payments queue up.")
        watch(
            "storage",
            "FreeStorageSpace",
            args.storage_gib * GIB // 10,
            "Less than a tenth of the database's storage is free: a full server stops taking payments.",
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
        self.register_outputs({})
