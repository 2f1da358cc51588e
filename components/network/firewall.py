"""The firewall that everything which leaves the network passes."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, networkfirewall

from components.network.firewall_policy import FirewallPolicy, FirewallPolicyArgs
from foundation.alarms import AlarmArgs, alarm
from foundation.naming import Naming


@dataclass(frozen=True, kw_only=True)
class FirewallArgs:
    """The subnet of each zone that holds an endpoint, what is protected, and what may be reached.

    `protected` holds the blocks whose traffic is inspected; `allowed_domains` the names, a leading dot standing for
    all subdomains; `threat_groups` the names of AWS's managed rule groups for strict order.
    """

    naming: Naming
    region: str
    vpc_id: Input[str]
    subnet_ids: dict[str, Output[str]]
    protected: Sequence[IPv4Network]
    allowed_domains: Sequence[str]
    threat_groups: Sequence[str]
    key_arn: Input[str]
    log_retention_days: int
    deletion_protection: bool
    topic_arn: Input[str]


class Firewall(ComponentResource):
    """A Network Firewall with an endpoint in each zone, its policy, its alert and flow logs, and an alarm on drops.

    `endpoint_ids` is by zone letter, `rule_group_arns` by what the group is about.
    """

    endpoint_ids: dict[str, Output[str]]
    arn: Output[str]
    name: Output[str]
    alert_log_group_name: Output[str]
    alarm_kinds: list[str]
    policy_arn: Output[str]
    rule_group_arns: dict[str, Output[str]]

    def __init__(self, name: str, args: FirewallArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:network:Firewall", name, None, opts)
        child = ResourceOptions(parent=self)
        policy = FirewallPolicy(
            f"{name}-policy",
            FirewallPolicyArgs(
                naming=args.naming,
                region=args.region,
                protected=args.protected,
                allowed_domains=args.allowed_domains,
                threat_groups=args.threat_groups,
                key_arn=args.key_arn,
            ),
            child,
        )
        firewall = networkfirewall.Firewall(
            name,
            description=f"Inspects what leaves the network of {args.naming.environment}",
            vpc_id=args.vpc_id,
            subnet_mappings=[{"subnet_id": subnet_id} for subnet_id in args.subnet_ids.values()],
            firewall_policy_arn=policy.arn,
            encryption_configuration={"type": "CUSTOMER_KMS", "key_id": args.key_arn},
            delete_protection=args.deletion_protection,
            subnet_change_protection=args.deletion_protection,
            firewall_policy_change_protection=args.deletion_protection,
            tags=args.naming.tags("firewall"),
            opts=child,
        )
        groups = self._log(name, args, firewall)
        self.alarm_kinds = [self._watch(name, args, firewall, zone) for zone in args.subnet_ids]
        self.endpoint_ids = {zone: _endpoint_in(firewall, f"{args.region}{zone}") for zone in args.subnet_ids}
        self.arn, self.name = firewall.arn, firewall.name
        self.alert_log_group_name = groups["alert"].name
        self.policy_arn, self.rule_group_arns = policy.arn, policy.rule_group_arns
        self.register_outputs(
            {
                "endpoint_ids": self.endpoint_ids,
                "arn": self.arn,
                "name": self.name,
                "alert_log_group_name": self.alert_log_group_name,
                "policy_arn": self.policy_arn,
                "rule_group_arns": self.rule_group_arns,
            }
        )

    def _watch(self, name: str, args: FirewallArgs, firewall: networkfirewall.Firewall, zone: str) -> str:
        kind = f"firewall-drops-{zone}"
        alarm(
            f"{name}-drops-{zone}",
            AlarmArgs(
                naming=args.naming,
                kind=kind,
                reason="The firewall drops many packets: a domain is missing from the allow-list, or something "
                "inside tries to reach what it must not.",
                runbook="network",
                namespace="AWS/NetworkFirewall",
                metric="DroppedPackets",
                # Network Firewall states its metrics for each zone, and an alarm has to name all dimensions.
                dimensions={
                    "FirewallName": firewall.name,
                    "AvailabilityZone": f"{args.region}{zone}",
                    "Engine": "Stateful",
                },
                threshold=100,
                topic_arn=args.topic_arn,
            ),
            ResourceOptions(parent=self),
        )
        return kind

    def _log(self, name: str, args: FirewallArgs, firewall: networkfirewall.Firewall) -> dict[str, cloudwatch.LogGroup]:
        groups: dict[str, cloudwatch.LogGroup] = {}
        destinations: list[networkfirewall.LoggingConfigurationLoggingConfigurationLogDestinationConfigArgsDict] = []
        for log_type in ("alert", "flow"):
            groups[log_type] = cloudwatch.LogGroup(
                f"{name}-{log_type}-log",
                name=args.naming.log_group(f"firewall-{log_type}"),
                kms_key_id=args.key_arn,
                retention_in_days=args.log_retention_days,
                tags=args.naming.tags(f"firewall-{log_type}-log"),
                opts=ResourceOptions(parent=self),
            )
            destinations.append(
                {
                    "log_type": log_type.upper(),
                    "log_destination_type": "CloudWatchLogs",
                    "log_destination": {"logGroup": groups[log_type].name},
                }
            )
        networkfirewall.LoggingConfiguration(
            f"{name}-logging",
            firewall_arn=firewall.arn,
            logging_configuration={"log_destination_configs": destinations},
            opts=ResourceOptions(parent=self),
        )
        return groups


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
