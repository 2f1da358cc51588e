"""The ways out: from a private subnet through its zone's firewall endpoint and a NAT gateway, and back the same way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pulumi import ComponentResource, Input, ResourceOptions
from pulumi_aws import ec2

from components.network.subnet_tier import SubnetTier
from config.addresses import AddressPlan, Tier
from foundation.alarms import AlarmArgs, alarm
from foundation.naming import Naming

EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class EgressArgs:
    """The subnet tiers, the firewall's endpoints by zone letter, and the number of NAT gateways.

    With no endpoints the private subnets reach the NAT gateways directly.
    """

    naming: Naming
    vpc_id: Input[str]
    addresses: AddressPlan
    tiers: Mapping[Tier, SubnetTier]
    firewall_endpoint_ids: Mapping[str, Input[str]]
    nat_gateways: Literal["one-per-zone", "one"]
    topic_arn: Input[str]


class Egress(ComponentResource):
    """An internet gateway, NAT gateways with fixed addresses, and routes that pass one firewall endpoint both ways.

    The firewall keeps state, so an answer has to come back through the endpoint that saw the request. A NAT
    gateway's subnet therefore has a return route for each private subnet that it serves, to the endpoint of that
    subnet's zone; that holds for one shared NAT gateway as well.
    """

    alarm_kinds: list[str]

    def __init__(self, name: str, args: EgressArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:network:Egress", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        internet = ec2.InternetGateway(
            f"{name}-internet-gateway",
            vpc_id=args.vpc_id,
            tags=args.naming.tags("internet-gateway"),
            opts=self._child,
        )
        zones = args.addresses.zones
        nat_zones = zones if args.nat_gateways == "one-per-zone" else zones[:1]
        gateways = {zone: self._nat_gateway(zone, internet) for zone in nat_zones}
        for zone in nat_zones:
            self._route("public", zone, "internet", gateway_id=internet.id)
        for zone in zones:
            nat_zone = zone if zone in gateways else nat_zones[0]
            self._way_out(zone, nat_zone, gateways[nat_zone])
        self.alarm_kinds = [_ports_alarm(zone) for zone in nat_zones]
        self.register_outputs({})

    def _nat_gateway(self, zone: str, internet: ec2.InternetGateway) -> ec2.NatGateway:
        args, naming = self._args, self._args.naming
        address = ec2.Eip(
            f"{self.pulumi_resource_name}-address-{zone}",
            domain="vpc",
            tags=naming.tags(f"nat-address-{zone}"),
            opts=self._child,
        )
        gateway = ec2.NatGateway(
            f"{self.pulumi_resource_name}-nat-gateway-{zone}",
            subnet_id=args.tiers["public"].subnet_ids[zone],
            allocation_id=address.id,
            tags=naming.tags(f"nat-gateway-{zone}"),
            # AWS refuses a NAT gateway in a network that has no internet gateway yet.
            opts=ResourceOptions(parent=self, depends_on=[internet]),
        )
        alarm(
            f"{self.pulumi_resource_name}-nat-ports-{zone}",
            AlarmArgs(
                naming=naming,
                kind=_ports_alarm(zone),
                reason="The NAT gateway has run out of ports: new connections to the internet fail.",
                runbook="network",
                namespace="AWS/NATGateway",
                metric="ErrorPortAllocation",
                dimensions={"NatGatewayId": gateway.id},
                threshold=0,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )
        return gateway

    def _way_out(self, zone: str, nat_zone: str, gateway: ec2.NatGateway) -> None:
        endpoint_id = self._args.firewall_endpoint_ids.get(zone)
        if endpoint_id is None:
            self._route("private", zone, "internet", nat_gateway_id=gateway.id)
            return
        self._route("private", zone, "internet", vpc_endpoint_id=endpoint_id)
        self._route("firewall", zone, "internet", nat_gateway_id=gateway.id)
        block = str(self._args.addresses.block("private", zone))
        self._route("public", nat_zone, f"private-{zone}", destination=block, vpc_endpoint_id=endpoint_id)

    def _route(
        self,
        tier: Tier,
        zone: str,
        target: str,
        *,
        destination: str = EVERYWHERE,
        gateway_id: Input[str] | None = None,
        nat_gateway_id: Input[str] | None = None,
        vpc_endpoint_id: Input[str] | None = None,
    ) -> None:
        ec2.Route(
            f"{self.pulumi_resource_name}-{tier}-{zone}-to-{target}",
            route_table_id=self._args.tiers[tier].route_table_ids[zone],
            destination_cidr_block=destination,
            gateway_id=gateway_id,
            nat_gateway_id=nat_gateway_id,
            vpc_endpoint_id=vpc_endpoint_id,
            opts=self._child,
        )


def _ports_alarm(zone: str) -> str:
    return f"nat-ports-{zone}"
