"""The firewall that everything which leaves the network passes."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import networkfirewall

from components.network.firewall_policy import FirewallPolicy
from config.sections import Firewall as Settings
from foundation.alarms import Question
from foundation.component import Component
from foundation.logs import log_group
from foundation.metric_alarms import sum_alarm
from foundation.region import Region

# A packet is counted by what a rule does with it
# (docs.aws.amazon.com/network-firewall/latest/developerguide/monitoring-cloudwatch.html).
STOPPED = {"dropped": "DroppedPackets", "rejected": "RejectedPackets"}


class Firewall(Component):
    """A Network Firewall with an endpoint in each zone, its policy, its alert and flow logs, and an alarm on drops.

    `subnet_ids` are of the subnets that hold its endpoints, by zone letter, as are `endpoint_ids`; `protected` are the
    blocks whose traffic is inspected. `rule_group_arns` is by what the group is about.
    """

    endpoint_ids: dict[str, Output[str]]
    arn: Output[str]
    alert_log_group_name: Output[str]
    policy_arn: Output[str]
    rule_group_arns: dict[str, Output[str]]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        vpc_id: Input[str],
        subnet_ids: Mapping[str, Output[str]],
        protected: Sequence[IPv4Network],
        settings: Settings,
        key_arn: Input[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        policy = FirewallPolicy(
            f"{name}-policy", region, protected=protected, settings=settings, key_arn=key_arn, opts=self.child()
        )
        deletion_protection = region.protection.deletion_protection
        firewall = networkfirewall.Firewall(
            name,
            description=f"Inspects what leaves the network of {region.naming.environment}",
            vpc_id=vpc_id,
            subnet_mappings=[{"subnet_id": subnet_id} for subnet_id in subnet_ids.values()],
            firewall_policy_arn=policy.arn,
            encryption_configuration={"type": "CUSTOMER_KMS", "key_id": key_arn},
            delete_protection=deletion_protection,
            subnet_change_protection=deletion_protection and settings.subnet_change_protection,
            firewall_policy_change_protection=deletion_protection,
            tags=region.naming.tags("firewall"),
            opts=self.child(),
        )
        for zone in subnet_ids:
            self._drops_alarm(name, firewall, zone)
        self.publish(
            endpoint_ids={zone: _endpoint_in(firewall, f"{region.name}{zone}") for zone in subnet_ids},
            arn=firewall.arn,
            alert_log_group_name=self._log(name, firewall, key_arn),
            policy_arn=policy.arn,
            rule_group_arns=policy.rule_group_arns,
        )

    def _drops_alarm(self, name: str, firewall: networkfirewall.Firewall, zone: str) -> None:
        sum_alarm(
            self,
            f"{name}-drops-{zone}",
            kind=f"firewall-drops-{zone}",
            question=Question.NETWORK,
            runbook="network",
            reason="The firewall drops or resets many packets: a domain is missing from the allow-list, or something "
            "inside tries to reach what it must not.",
            namespace="AWS/NetworkFirewall",
            metrics=STOPPED,
            # Network Firewall states its metrics for each zone, and an alarm has to name all dimensions.
            dimensions={
                "FirewallName": firewall.name,
                "AvailabilityZone": f"{self.region.name}{zone}",
                "Engine": "Stateful",
            },
            threshold=100,
        )

    def _log(self, name: str, firewall: networkfirewall.Firewall, key_arn: Input[str]) -> Output[str]:
        """The name of the log group of its alerts."""
        groups = {
            kind: log_group(self, f"{name}-{kind}-log", kind=f"firewall-{kind}", key_arn=key_arn)
            for kind in ("alert", "flow")
        }
        destinations: list[networkfirewall.LoggingConfigurationLoggingConfigurationLogDestinationConfigArgsDict] = [
            {
                "log_type": kind.upper(),
                "log_destination_type": "CloudWatchLogs",
                "log_destination": {"logGroup": group.name},
            }
            for kind, group in groups.items()
        ]
        networkfirewall.LoggingConfiguration(
            f"{name}-logging",
            firewall_arn=firewall.arn,
            logging_configuration={"log_destination_configs": destinations},
            opts=self.child(),
        )
        return groups["alert"].name


def _endpoint_in(firewall: networkfirewall.Firewall, zone: str) -> Output[str]:
    """The endpoint of one zone; AWS lists the zones in no order."""

    def find(statuses: Sequence[networkfirewall.outputs.FirewallFirewallStatus]) -> str:
        for state in statuses[0].sync_states or []:
            if state.availability_zone == zone and state.attachments:
                endpoint_id = state.attachments[0].endpoint_id
                if endpoint_id:
                    return endpoint_id
        raise ValueError(f"the firewall has no endpoint in {zone}")

    return firewall.firewall_statuses.apply(find)
