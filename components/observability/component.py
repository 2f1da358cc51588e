"""What a person looks at when there is trouble: the dashboard, and the saved questions to the logs."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.observability.dashboard import body, rows
from components.observability.queries import Queries
from components.observability.widgets import Watched, widgets
from foundation.component import Component
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class ObservabilityArgs:
    """The region, what its graphs show, and the components whose alarms are shown beside them."""

    region: Region
    watched: Watched
    components: Sequence[Component]


class Observability(Component):
    """A dashboard with a row for each question, counts of refused connections, and saved queries."""

    dashboard_name: Output[str]

    def __init__(self, name: str, args: ObservabilityArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        naming = args.region.naming
        alarms = [alarm for component in args.components for alarm in component.alarms]
        dashboard = cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=naming.name("payments"),
            dashboard_body=body(rows(alarms, args.region, widgets(args.watched)), args.region),
            opts=self.child(),
        )
        Queries(
            f"{name}-queries",
            args.region,
            network=args.watched.network,
            processor_log_group=args.watched.processor_log_group,
            rotation_log_group=naming.log_group("rotation"),
            opts=self.child(),
        )
        self.publish(dashboard_name=dashboard.dashboard_name)
