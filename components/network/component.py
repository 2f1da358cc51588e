"""The network of one region, composed of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import ec2

from components.network.access_lists import AccessLists, AccessListsArgs
from components.network.defaults import EmptiedDefaults
from components.network.egress import Egress, EgressArgs
from components.network.endpoints import (
    IMAGE_BUCKETS,
    REPLICATION_BUCKETS,
    GatewayEndpoints,
    GatewayEndpointsArgs,
    InterfaceEndpoints,
    InterfaceEndpointsArgs,
)
from components.network.firewall import Firewall, FirewallArgs
from components.network.flow_logs import FlowLogs, FlowLogsArgs
from components.network.security_groups import SecurityGroups, SecurityGroupsArgs
from components.network.subnet_tier import SubnetTier, SubnetTierArgs
from config.addresses import TIERS, AddressPlan, Tier
from config.traffic import Gateway, Group, TrafficArgs, flows
from foundation.keys import EncryptionKey, EncryptionKeyArgs, log_group_use
from foundation.naming import Naming
from foundation.ordering import after


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """The address plan, the traffic to let through, and how the ways out are guarded and logged."""

    naming: Naming
    region: str
    account_id: Input[str]
    addresses: AddressPlan
    traffic: TrafficArgs
    interface_endpoints: Sequence[str]
    gateway_endpoints: Sequence[Gateway]
    nat_gateways: Literal["one-per-zone", "one"]
    firewall: bool
    allowed_domains: Sequence[str]
    threat_groups: Sequence[str]
    log_retention_days: int
    deletion_protection: bool
    key_deletion_days: int
    topic_arn: Input[str]


class Network(ComponentResource):
    """A VPC over several zones whose private subnets reach AWS privately and the internet through a firewall.

    `private_subnet_ids` and `isolated_subnet_ids` are by zone letter, `security_group_ids` by group,
    `endpoint_ids` by the service of the interface endpoint. Subnets and groups are handed out once the rules of their
    traffic exist.
    """

    vpc_id: Output[str]
    private_subnet_ids: dict[str, Output[str]]
    isolated_subnet_ids: dict[str, Output[str]]
    security_group_ids: dict[Group, Output[str]]
    endpoint_ids: dict[str, Output[str]]
    firewall_arn: Output[str] | None
    alarm_kinds: list[str]
    firewall_log_group_name: Output[str] | None
    firewall_policy_arn: Output[str] | None
    firewall_rule_group_arns: dict[str, Output[str]]
    flow_log_group_name: Output[str]

    def __init__(self, name: str, args: NetworkArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:network:Network", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        vpc = ec2.Vpc(
            f"{name}-vpc",
            cidr_block=str(args.addresses.cidr),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=args.naming.tags("vpc"),
            opts=self._child,
        )
        key = EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(
                naming=args.naming,
                purpose="network",
                account_id=args.account_id,
                deletion_days=args.key_deletion_days,
                statements=[log_group_use(args.region, args.account_id)],
            ),
            self._child,
        )
        EmptiedDefaults(f"{name}-default", args.naming, vpc, self._child)
        tiers = self._tiers(vpc)
        firewall = self._firewall(vpc, tiers["firewall"], key) if args.firewall else None
        egress = self._egress(vpc, tiers, firewall)
        groups, endpoints, access_lists = self._inside(vpc, tiers)
        flow_logs = FlowLogs(
            f"{name}-flow-logs",
            FlowLogsArgs(
                naming=args.naming,
                account_id=args.account_id,
                vpc_id=vpc.id,
                key_arn=key.arn,
                retention_days=args.log_retention_days,
            ),
            self._child,
        )
        self.vpc_id = vpc.id
        self.private_subnet_ids = _guarded("private", tiers, access_lists)
        self.isolated_subnet_ids = _guarded("isolated", tiers, access_lists)
        self.security_group_ids = groups.ids
        self.endpoint_ids = endpoints.ids
        self.firewall_arn = firewall.arn if firewall else None
        self.alarm_kinds = [*(firewall.alarm_kinds if firewall else []), *egress.alarm_kinds]
        self.firewall_log_group_name = firewall.alert_log_group_name if firewall else None
        self.firewall_policy_arn = firewall.policy_arn if firewall else None
        self.firewall_rule_group_arns = firewall.rule_group_arns if firewall else {}
        self.flow_log_group_name = flow_logs.log_group_name
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "private_subnet_ids": self.private_subnet_ids,
                "isolated_subnet_ids": self.isolated_subnet_ids,
                "security_group_ids": self.security_group_ids,
                "endpoint_ids": self.endpoint_ids,
                "firewall_arn": self.firewall_arn,
                "firewall_log_group_name": self.firewall_log_group_name,
                "firewall_policy_arn": self.firewall_policy_arn,
                "firewall_rule_group_arns": self.firewall_rule_group_arns,
                "flow_log_group_name": self.flow_log_group_name,
            }
        )

    def _tiers(self, vpc: ec2.Vpc) -> dict[Tier, SubnetTier]:
        args = self._args
        return {
            tier: SubnetTier(
                f"{self.pulumi_resource_name}-{tier}",
                SubnetTierArgs(
                    naming=args.naming, tier=tier, region=args.region, vpc_id=vpc.id, addresses=args.addresses
                ),
                self._child,
            )
            for tier in TIERS
            if tier != "firewall" or args.firewall
        }

    def _firewall(self, vpc: ec2.Vpc, tier: SubnetTier, key: EncryptionKey) -> Firewall:
        args = self._args
        protected = [*args.addresses.tier("private").values(), *args.addresses.tier("isolated").values()]
        return Firewall(
            f"{self.pulumi_resource_name}-firewall",
            FirewallArgs(
                naming=args.naming,
                region=args.region,
                vpc_id=vpc.id,
                subnet_ids=tier.subnet_ids,
                protected=protected,
                allowed_domains=args.allowed_domains,
                threat_groups=args.threat_groups,
                key_arn=key.arn,
                log_retention_days=args.log_retention_days,
                deletion_protection=args.deletion_protection,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )

    def _egress(self, vpc: ec2.Vpc, tiers: dict[Tier, SubnetTier], firewall: Firewall | None) -> Egress:
        args = self._args
        return Egress(
            f"{self.pulumi_resource_name}-egress",
            EgressArgs(
                naming=args.naming,
                vpc_id=vpc.id,
                addresses=args.addresses,
                tiers=tiers,
                firewall_endpoint_ids=firewall.endpoint_ids if firewall else {},
                nat_gateways=args.nat_gateways,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )

    def _inside(
        self, vpc: ec2.Vpc, tiers: dict[Tier, SubnetTier]
    ) -> "tuple[SecurityGroups, InterfaceEndpoints, AccessLists]":
        """The private ways to AWS, and who may open a connection to whom."""
        args, table = self._args, flows(self._args.traffic)
        gateways = GatewayEndpoints(
            f"{self.pulumi_resource_name}-gateway",
            GatewayEndpointsArgs(
                naming=args.naming,
                region=args.region,
                account_id=args.account_id,
                vpc_id=vpc.id,
                services=args.gateway_endpoints,
                route_table_ids=tiers["private"].route_table_ids,
                aws_buckets=[
                    *(IMAGE_BUCKETS if args.traffic.container_port else ()),
                    *(REPLICATION_BUCKETS if args.traffic.replication_sources else ()),
                ],
            ),
            self._child,
        )
        groups = SecurityGroups(
            f"{self.pulumi_resource_name}-group",
            SecurityGroupsArgs(
                naming=args.naming, vpc_id=vpc.id, flows=table, prefix_list_ids=gateways.prefix_list_ids
            ),
            self._child,
        )
        endpoints = InterfaceEndpoints(
            f"{self.pulumi_resource_name}-endpoint",
            InterfaceEndpointsArgs(
                naming=args.naming,
                region=args.region,
                account_id=args.account_id,
                vpc_id=vpc.id,
                services=args.interface_endpoints,
                subnet_ids=tiers["private"].subnet_ids,
                security_group_id=groups.ids["endpoints"],
            ),
            self._child,
        )
        access_lists = AccessLists(
            f"{self.pulumi_resource_name}-access-list",
            AccessListsArgs(naming=args.naming, vpc_id=vpc.id, addresses=args.addresses, flows=table, tiers=tiers),
            self._child,
        )
        return groups, endpoints, access_lists


def _guarded(tier: Tier, tiers: dict[Tier, SubnetTier], access_lists: AccessLists) -> dict[str, Output[str]]:
    """The subnets of a tier, once their access list stands."""
    return {zone: after(subnet_id, [access_lists.lists[tier]]) for zone, subnet_id in tiers[tier].subnet_ids.items()}
