"""Switches for traffic that hold while AWS's own control planes do not answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import route53, route53recoverycontrol

from foundation.naming import Naming

# How long a change is held back, in milliseconds, so that two in a row can't undo each other.
WAIT_MILLISECONDS = 5000


@dataclass(frozen=True, kw_only=True)
class RoutingControlsArgs:
    """The two regions, each of which gets a switch."""

    naming: Naming
    regions: Sequence[str]


class RoutingControls(ComponentResource):
    """A cluster of ARC's with a routing control and a health check for each region, and rules that guard them.

    No rule lets both be off, in which case nobody could pay, or both be on, in which case both regions would serve.
    """

    arns: dict[str, Output[str]]

    def __init__(self, name: str, args: RoutingControlsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:recovery:RoutingControls", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        cluster = route53recoverycontrol.Cluster(
            f"{name}-cluster",
            name=args.naming.name("failover"),
            tags=args.naming.tags("failover-cluster"),
            opts=self._child,
        )
        panel = route53recoverycontrol.ControlPanel(
            f"{name}-panel",
            name=args.naming.name("failover"),
            cluster_arn=cluster.arn,
            tags=args.naming.tags("failover-panel"),
            opts=self._child,
        )
        self.arns = {region: self._control(name, region, cluster, panel) for region in args.regions}
        self._rule(f"{name}-never-none", "never-none", panel, threshold=1, inverted=False)
        self._rule(f"{name}-never-both", "never-both", panel, threshold=len(args.regions), inverted=True)
        self.register_outputs({"arns": self.arns})

    def _control(
        self,
        name: str,
        region: str,
        cluster: route53recoverycontrol.Cluster,
        panel: route53recoverycontrol.ControlPanel,
    ) -> Output[str]:
        naming = self._args.naming
        control = route53recoverycontrol.RoutingControl(
            f"{name}-{region}",
            name=naming.name(f"failover-{region}"),
            cluster_arn=cluster.arn,
            control_panel_arn=panel.arn,
            opts=self._child,
        )
        route53.HealthCheck(
            f"{name}-{region}-health",
            type="RECOVERY_CONTROL",
            routing_control_arn=control.arn,
            tags=naming.tags(f"failover-{region}"),
            opts=self._child,
        )
        return control.arn

    def _rule(
        self, name: str, kind: str, panel: route53recoverycontrol.ControlPanel, *, threshold: int, inverted: bool
    ) -> None:
        route53recoverycontrol.SafetyRule(
            name,
            name=self._args.naming.name(f"failover-{kind}"),
            control_panel_arn=panel.arn,
            asserted_controls=list(self.arns.values()),
            rule_config={"type": "ATLEAST", "threshold": threshold, "inverted": inverted},
            wait_period_ms=WAIT_MILLISECONDS,
            tags=self._args.naming.tags(f"failover-{kind}"),
            opts=self._child,
        )
