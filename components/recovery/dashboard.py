"""What a person looks at before and after a failover: the second region's dashboard."""

from collections.abc import Sequence

from pulumi import ResourceOptions
from pulumi_aws import cloudwatch

from components.observability.dashboard import Graph, Series, body, rows
from components.recovery.backups import NAMESPACE
from components.recovery.replication_alarms import LAG_SECONDS
from config.recovery_objectives import RPO_MINUTES
from foundation.alarms import Alarm, Question
from foundation.component import Component
from foundation.region import Region


class RecoveryDashboard(Component):
    """A dashboard that says what a failover would lose, and whether the second region is healthy."""

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        alarms: Sequence[Alarm],
        database_identifier: str,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        graphs = {Question.LOSS: _loss(region, database_identifier), Question.STANDBY: [_standby(region)]}
        cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=region.naming.name("recovery"),
            dashboard_body=body(rows(alarms, region, graphs), region),
            opts=self.child(),
        )
        self.publish()


def _loss(region: Region, database_identifier: str) -> list[Graph]:
    lag = Series(
        namespace="AWS/RDS",
        metric="ReplicaLag",
        dimensions={"DBInstanceIdentifier": database_identifier},
        label="seconds behind",
        statistic="Maximum",
    )
    age = Series(
        namespace=NAMESPACE,
        metric="BackupAgeMinutes",
        dimensions={"Stack": region.naming.suffix},
        label="minutes",
        statistic="Maximum",
    )
    return [
        Graph(title="The replica of the database", period_seconds=60, series=[lag], limit=LAG_SECONDS),
        Graph(title="The last minute that backups can restore", series=[age], limit=RPO_MINUTES),
    ]


def _standby(region: Region) -> Graph:
    faults = Series(
        namespace=NAMESPACE,
        metric="StandbyFaults",
        dimensions={"Stack": region.naming.suffix},
        label="parts",
        statistic="Maximum",
    )
    return Graph(title="What stands by and would not work", series=[faults], limit=0, period_seconds=86_400)
