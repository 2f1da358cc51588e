"""Switches for traffic that hold while AWS's own control planes do not answer."""

from collections.abc import Sequence

from pulumi import Output, ResourceOptions
from pulumi_aws import route53, route53recoverycontrol

from foundation.component import Component
from foundation.region import Region

# How long a change is held back, in milliseconds, so that two in a row can't undo each other.
WAIT_MILLISECONDS = 5000


class RoutingControls(Component):
    """A cluster of ARC's with a routing control and a health check for each of two regions, and rules that guard them.

    No rule lets both be off, in which case nobody could pay, or both be on, in which case both regions would serve.
    """

    arns: dict[str, Output[str]]

    def __init__(self, name: str, region: Region, *, regions: Sequence[str], opts: ResourceOptions | None = None):
        super().__init__(name, region, opts)
        naming = region.naming
        cluster = route53recoverycontrol.Cluster(
            f"{name}-cluster",
            name=naming.name("failover"),
            tags=naming.tags("failover-cluster"),
            opts=self.child(),
        )
        panel = route53recoverycontrol.ControlPanel(
            f"{name}-panel",
            name=naming.name("failover"),
            cluster_arn=cluster.arn,
            tags=naming.tags("failover-panel"),
            opts=self.child(),
        )
        self.publish(arns={one: self._control(name, one, cluster, panel) for one in regions})
        self._rule(f"{name}-never-none", "never-none", panel, threshold=1, inverted=False)
        self._rule(f"{name}-never-both", "never-both", panel, threshold=len(regions), inverted=True)

    def _control(
        self,
        name: str,
        region: str,
        cluster: route53recoverycontrol.Cluster,
        panel: route53recoverycontrol.ControlPanel,
    ) -> Output[str]:
        naming = self.region.naming
        control = route53recoverycontrol.RoutingControl(
            f"{name}-{region}",
            name=naming.name(f"failover-{region}"),
            cluster_arn=cluster.arn,
            control_panel_arn=panel.arn,
            opts=self.child(),
        )
        route53.HealthCheck(
            f"{name}-{region}-health",
            type="RECOVERY_CONTROL",
            routing_control_arn=control.arn,
            tags=naming.tags(f"failover-{region}"),
            opts=self.child(),
        )
        return control.arn

    def _rule(
        self, name: str, kind: str, panel: route53recoverycontrol.ControlPanel, *, threshold: int, inverted: bool
    ) -> None:
        route53recoverycontrol.SafetyRule(
            name,
            name=self.region.naming.name(f"failover-{kind}"),
            control_panel_arn=panel.arn,
            asserted_controls=list(self.arns.values()),
            rule_config={"type": "ATLEAST", "threshold": threshold, "inverted": inverted},
            wait_period_ms=WAIT_MILLISECONDS,
            tags=self.region.naming.tags(f"failover-{kind}"),
            opts=self.child(),
        )
