"""The network of one region, composed of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import ec2

from components.network.access_lists import AccessLists
from components.network.defaults import EmptiedDefaults
from components.network.dns_firewall import DnsFirewall
from components.network.egress import Egress
from components.network.endpoints import IMAGE_BUCKETS, REPLICATION_BUCKETS, GatewayEndpoints, InterfaceEndpoints
from components.network.firewall import Firewall
from components.network.flow_logs import FlowLogs
from components.network.security_groups import SecurityGroups
from components.network.subnet_tier import SubnetTier
from config.addresses import TIERS, AddressPlan, Tier
from config.domain_names import answered
from config.sections import Network as Settings
from config.traffic import Group, TrafficArgs, flows
from foundation.component import Component
from foundation.function import Placement
from foundation.keys import EncryptionKey
from foundation.ordering import after
from foundation.region import Region

ENDPOINT_ZONES: Mapping[str, int | None] = {"all": None, "two": 2, "one": 1}


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """The region, the stack's settings of its network, the address plan, and the traffic to let through.

    `lent` are the ARNs of what may be read of other accounts through the endpoints, by the service's prefix in IAM.
    Without a `way_out` nothing leaves the network but through endpoints; its public addresses are kept for later.
    """

    region: Region
    settings: Settings
    addresses: AddressPlan
    traffic: TrafficArgs
    lent: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    way_out: bool = True

    @property
    def inspected(self) -> bool:
        """Whether there is a firewall."""
        return self.settings.firewall.enabled and self.way_out


class Network(Component):
    """A VPC over several zones whose private subnets reach AWS privately and the internet through a firewall.

    `private_subnet_ids` and `isolated_subnet_ids` are by zone letter, `security_group_ids` by group. Subnets and groups
    are handed out once the rules of their traffic exist. Each service that somebody inside calls has an interface
    endpoint, which the first one who is placed there makes.
    """

    vpc_id: Output[str]
    default_security_group_id: Output[str]
    private_subnet_ids: dict[str, Output[str]]
    isolated_subnet_ids: dict[str, Output[str]]
    security_group_ids: dict[Group, Output[str]]
    firewall_arn: Output[str] | None
    firewall_log_group_name: Output[str] | None
    firewall_policy_arn: Output[str] | None
    firewall_rule_group_arns: dict[str, Output[str]]
    flow_log_group_name: Output[str]
    dns_log_group_name: Output[str] | None

    def __init__(self, name: str, args: NetworkArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._name, self._args = name, args
        vpc = ec2.Vpc(
            f"{name}-vpc",
            cidr_block=str(args.addresses.cidr),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=args.region.naming.tags("vpc"),
            opts=self.child(),
        )
        key = EncryptionKey(f"{name}-key", args.region, purpose="network", logs=True, opts=self.child())
        EmptiedDefaults(f"{name}-default", args.region, vpc=vpc, opts=self.child())
        tiers = self._tiers(vpc)
        firewall = self._firewall(vpc, tiers["firewall"], key) if args.inspected else None
        Egress(
            f"{name}-egress",
            args.region,
            vpc_id=vpc.id,
            addresses=args.addresses,
            tiers=tiers,
            firewall_endpoint_ids=firewall.endpoint_ids if firewall else {},
            nat_gateways=args.settings.nat_gateways,
            way_out=args.way_out,
            opts=self.child(),
        )
        dns_firewall = self._dns_firewall(vpc, key) if args.settings.dns_firewall.enabled else None
        groups, self._endpoints, access_lists = self._inside(vpc, tiers)
        flow_logs = FlowLogs(f"{name}-flow-logs", args.region, vpc_id=vpc.id, key_arn=key.arn, opts=self.child())
        self.publish(
            vpc_id=vpc.id,
            default_security_group_id=vpc.default_security_group_id,
            private_subnet_ids=_guarded("private", tiers, access_lists),
            isolated_subnet_ids=_guarded("isolated", tiers, access_lists),
            security_group_ids=groups.ids,
            firewall_arn=firewall.arn if firewall else None,
            firewall_log_group_name=firewall.alert_log_group_name if firewall else None,
            firewall_policy_arn=firewall.policy_arn if firewall else None,
            firewall_rule_group_arns=firewall.rule_group_arns if firewall else {},
            flow_log_group_name=flow_logs.log_group_name,
            dns_log_group_name=dns_firewall.log_group_name if dns_firewall else None,
        )

    @property
    def endpoint_ids(self) -> dict[str, Output[str]]:
        """The interface endpoints that there are by now, by service."""
        return dict(self._endpoints.ids)

    def endpoint_id(self, service: str) -> Output[str]:
        """The interface endpoint of a service, named as in `com.amazonaws.<region>.<service>`."""
        return self._endpoints.to(service).id

    def placement(self, group: Group, *, calls: Sequence[str] = ()) -> Placement:
        """The private subnets, and a security group, once the services that are called from there can be reached.

        `calls` are named as in `com.amazonaws.<region>.<service>`, without those that have a gateway endpoint. Raises
        KeyError for a group without traffic.
        """
        placed = self.placement_in(self.security_group_ids[group])
        ways = [self._endpoints.to(service) for service in calls]
        return replace(placed, subnet_ids=[after(subnet_id, ways) for subnet_id in self.private_subnet_ids.values()])

    def placement_in(self, security_group_id: Input[str]) -> Placement:
        """The private subnets, and a security group of the network."""
        return Placement(
            subnet_ids=list(self.private_subnet_ids.values()),
            security_group_id=security_group_id,
            default_security_group_id=self.default_security_group_id,
        )

    def _tiers(self, vpc: ec2.Vpc) -> dict[Tier, SubnetTier]:
        args = self._args
        return {
            tier: SubnetTier(
                f"{self._name}-{tier}",
                args.region,
                tier=tier,
                vpc_id=vpc.id,
                addresses=args.addresses,
                opts=self.child(),
            )
            for tier in TIERS
            if tier != "firewall" or args.inspected
        }

    def _firewall(self, vpc: ec2.Vpc, tier: SubnetTier, key: EncryptionKey) -> Firewall:
        addresses, settings = self._args.addresses, self._args.settings.firewall
        return Firewall(
            f"{self._name}-firewall",
            self.region,
            vpc_id=vpc.id,
            subnet_ids=_first(tier.subnet_ids, 1 if settings.endpoints == "one" else None),
            protected=[*addresses.tier("private").values(), *addresses.tier("isolated").values()],
            settings=settings,
            key_arn=key.arn,
            opts=self.child(),
        )

    def _dns_firewall(self, vpc: ec2.Vpc, key: EncryptionKey) -> DnsFirewall:
        settings = self._args.settings
        return DnsFirewall(
            f"{self._name}-dns",
            self.region,
            vpc_id=vpc.id,
            allowed=answered(settings),
            settings=settings.dns_firewall,
            key_arn=key.arn,
            opts=self.child(),
        )

    def _inside(
        self, vpc: ec2.Vpc, tiers: Mapping[Tier, SubnetTier]
    ) -> tuple[SecurityGroups, InterfaceEndpoints, AccessLists]:
        """The private ways to AWS, and who may open a connection to whom."""
        name, args, table = self._name, self._args, flows(self._args.traffic)
        gateways = GatewayEndpoints(
            f"{name}-gateway",
            args.region,
            vpc_id=vpc.id,
            services=args.traffic.gateway_endpoints,
            route_table_ids=list(tiers["private"].route_table_ids.values()),
            aws_buckets=[
                *(IMAGE_BUCKETS if args.traffic.container_port else ()),
                *(REPLICATION_BUCKETS if args.traffic.replication_sources else ()),
            ],
            opts=self.child(),
        )
        groups = SecurityGroups(
            f"{name}-group",
            args.region,
            vpc_id=vpc.id,
            flows=table,
            prefix_list_ids=gateways.prefix_list_ids,
            opts=self.child(),
        )
        endpoints = InterfaceEndpoints(
            f"{name}-endpoint",
            args.region,
            vpc_id=vpc.id,
            subnet_ids=list(_first(tiers["private"].subnet_ids, ENDPOINT_ZONES[args.settings.endpoint_zones]).values()),
            security_group_id=groups.ids["endpoints"],
            lent=args.lent,
            opts=self.child(),
        )
        for service in args.settings.extra_interface_endpoints:
            endpoints.to(service)
        access_lists = AccessLists(
            f"{name}-access-list",
            args.region,
            vpc_id=vpc.id,
            addresses=args.addresses,
            flows=table,
            tiers=tiers,
            limit=args.settings.access_list_entries,
            opts=self.child(),
        )
        return groups, endpoints, access_lists


def _first(subnet_ids: Mapping[str, Output[str]], count: int | None) -> dict[str, Output[str]]:
    """Those of as many zones; of all where no number is given."""
    return dict(islice(subnet_ids.items(), count))


def _guarded(tier: Tier, tiers: Mapping[Tier, SubnetTier], access_lists: AccessLists) -> dict[str, Output[str]]:
    """The subnets of a tier, once their access list exists."""
    return {zone: after(subnet_id, [access_lists.lists[tier]]) for zone, subnet_id in tiers[tier].subnet_ids.items()}
