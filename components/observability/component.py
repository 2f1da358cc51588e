"""What a person looks at when there is trouble: the dashboard, and the saved questions to the logs."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.observability.dashboard import body
from components.observability.queries import Queries, QueriesArgs
from components.observability.rows import Watched, rows


@dataclass(frozen=True, kw_only=True)
class ObservabilityArgs:
    """What is watched, and the network's log groups; `firewall_log_group` is missing where there is no firewall."""

    region: str
    account_id: Input[str]
    watched: Watched
    flow_log_group: Input[str]
    firewall_log_group: Input[str] | None


class Observability(ComponentResource):
    """A dashboard with a row for each question, counts of refused connections, and saved queries."""

    dashboard_name: Output[str]

    def __init__(self, name: str, args: ObservabilityArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:observability:Observability", name, None, opts)
        child, naming = ResourceOptions(parent=self), args.watched.naming
        shown = rows(args.watched)
        dashboard = cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=naming.name("payments"),
            dashboard_body=body(shown, args.region, _arns(args, [kind for row in shown for kind in row.alarms])),
            opts=child,
        )
        Queries(
            f"{name}-queries",
            QueriesArgs(
                naming=naming,
                flow_log_group=args.flow_log_group,
                firewall_log_group=args.firewall_log_group,
                processor_log_group=args.watched.processor_log_group,
                rotation_log_group=naming.log_group("rotation"),
            ),
            child,
        )
        self.dashboard_name = dashboard.dashboard_name
        self.register_outputs({"dashboard_name": self.dashboard_name})


def _arns(args: ObservabilityArgs, kinds: list[str]) -> Mapping[str, Output[str]]:
    """The alarms' ARNs, by kind: their names are made from nothing else."""
    naming = args.watched.naming
    return {
        kind: Output.format("arn:aws:cloudwatch:{0}:{1}:alarm:{2}", args.region, args.account_id, naming.name(kind))
        for kind in kinds
    }
