"""The alarms on a replica that falls behind."""

from pulumi import ResourceOptions

from config.recovery_objectives import RPO_MINUTES
from foundation.alarms import Question
from foundation.component import Component
from foundation.metric_alarms import alarm
from foundation.region import Region

# A third of what may be lost at most, which leaves the rest to act in.
LAG_SECONDS = RPO_MINUTES * 60 // 3


class ReplicationAlarms(Component):
    """Alarms on a replica that is five minutes behind, and on one that does not replicate at all."""

    def __init__(self, name: str, region: Region, *, identifier: str, opts: ResourceOptions | None = None):
        super().__init__(name, region, opts)

        def watch(kind: str, threshold: int, reason: str, *, below: bool = False) -> None:
            alarm(
                self,
                f"{name}-{kind}",
                kind=f"replication-{kind}",
                question=Question.LOSS,
                runbook="recovery",
                reason=reason,
                namespace="AWS/RDS",
                metric="ReplicaLag",
                dimensions={"DBInstanceIdentifier": identifier},
                threshold=threshold,
                below=below,
                missing_is_bad=True,
                statistic="Maximum",
                period_seconds=60,
                periods=5,
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
        self.publish()
