"""The alarms on a replica that falls behind."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, ResourceOptions

from config.recovery_objectives import RPO_MINUTES
from foundation.alarms import AlarmArgs, alarm
from foundation.naming import Naming

# A third of what may be lost at most, which leaves the rest to act in.
LAG_SECONDS = RPO_MINUTES * 60 // 3


@dataclass(frozen=True, kw_only=True)
class ReplicationAlarmsArgs:
    """The replica's identifier, and who hears of the alarms."""

    naming: Naming
    identifier: str
    topic_arn: Input[str]


class ReplicationAlarms(ComponentResource):
    """Alarms on a replica that is five minutes behind, and on one that does not replicate at all."""

    def __init__(self, name: str, args: ReplicationAlarmsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:recovery:ReplicationAlarms", name, None, opts)
        child = ResourceOptions(parent=self)

        def watch(kind: str, threshold: int, reason: str, *, below: bool = False) -> None:
            alarm(
                f"{name}-{kind}",
                AlarmArgs(
                    naming=args.naming,
                    kind=f"replication-{kind}",
                    reason=reason,
                    runbook="recovery",
                    namespace="AWS/RDS",
                    metric="ReplicaLag",
                    dimensions={"DBInstanceIdentifier": args.identifier},
                    threshold=threshold,
                    below=below,
                    missing_is_bad=True,
                    statistic="Maximum",
                    period_seconds=60,
                    periods=5,
                    topic_arn=args.topic_arn,
                ),
                child,
            )

        watch(
            "lag",
            LAG_SECONDS,
            f"The second region's database has been {LAG_SECONDS // 60} minutes behind for five minutes, or does not "
            f"say: a failover would lose that much. {RPO_MINUTES} minutes are the most that may be lost.",
        )
        # RDS says -1 while a replica does not replicate (RDS guide, monitoring read replication).
        watch(
            "stopped",
            0,
            "The second region's database has not replicated for five minutes: the replica's events and its error log "
            "say why. Until it does, a failover would lose what has been paid since.",
            below=True,
        )
        self.register_outputs({})
