"""The ways out: from a private subnet through its zone's firewall endpoint and a NAT gateway, and back the same way."""

from collections.abc import Mapping
from typing import Literal

from pulumi import Input, ResourceOptions
from pulumi_aws import ec2

from components.network.subnet_tier import SubnetTier
from config.addresses import AddressPlan, Tier
from foundation.alarms import Question
from foundation.component import Component
from foundation.metric_alarms import alarm
from foundation.region import Region

EVERYWHERE = "0.0.0.0/0"


class Egress(Component):
    """An internet gateway, NAT gateways with fixed addresses, and routes that pass one firewall endpoint both ways.

    The firewall keeps state, so an answer has to come back through the endpoint that saw the request. A NAT
    gateway's subnet therefore has a return route for each private subnet that it serves, to the endpoint of that
    subnet's zone; that holds for one shared NAT gateway as well. `firewall_endpoint_ids` are by zone letter; with none
    the private subnets reach the NAT gateways directly.
    """

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        vpc_id: Input[str],
        addresses: AddressPlan,
        tiers: Mapping[Tier, SubnetTier],
        firewall_endpoint_ids: Mapping[str, Input[str]],
        nat_gateways: Literal["one-per-zone", "one"],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        self._name, self._addresses, self._tiers = name, addresses, tiers
        internet = ec2.InternetGateway(
            f"{name}-internet-gateway",
            vpc_id=vpc_id,
            tags=region.naming.tags("internet-gateway"),
            opts=self.child(),
        )
        zones = addresses.zones
        nat_zones = zones if nat_gateways == "one-per-zone" else zones[:1]
        gateways = {zone: self._nat_gateway(zone, internet) for zone in nat_zones}
        for zone in nat_zones:
            self._route("public", zone, "internet", gateway_id=internet.id)
        for zone in zones:
            nat_zone = zone if zone in gateways else nat_zones[0]
            self._way_out(zone, nat_zone, gateways[nat_zone], firewall_endpoint_ids.get(zone))
        self.publish()

    def _nat_gateway(self, zone: str, internet: ec2.InternetGateway) -> ec2.NatGateway:
        naming = self.region.naming
        address = ec2.Eip(
            f"{self._name}-address-{zone}",
            domain="vpc",
            tags=naming.tags(f"nat-address-{zone}"),
            opts=self.child(),
        )
        gateway = ec2.NatGateway(
            f"{self._name}-nat-gateway-{zone}",
            subnet_id=self._tiers["public"].subnet_ids[zone],
            allocation_id=address.id,
            tags=naming.tags(f"nat-gateway-{zone}"),
            # AWS refuses a NAT gateway in a network that has no internet gateway yet.
            opts=self.child(depends_on=[internet]),
        )
        alarm(
            self,
            f"{self._name}-nat-ports-{zone}",
            kind=f"nat-ports-{zone}",
            question=Question.NETWORK,
            runbook="network",
            reason="The NAT gateway has run out of ports: new connections to the internet fail.",
            namespace="AWS/NATGateway",
            metric="ErrorPortAllocation",
            dimensions={"NatGatewayId": gateway.id},
            threshold=0,
        )
        return gateway

    def _way_out(self, zone: str, nat_zone: str, gateway: ec2.NatGateway, endpoint_id: Input[str] | None) -> None:
        if endpoint_id is None:
            self._route("private", zone, "internet", nat_gateway_id=gateway.id)
            return
        self._route("private", zone, "internet", vpc_endpoint_id=endpoint_id)
        self._route("firewall", zone, "internet", nat_gateway_id=gateway.id)
        block = str(self._addresses.block("private", zone))
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
            f"{self._name}-{tier}-{zone}-to-{target}",
            route_table_id=self._tiers[tier].route_table_ids[zone],
            destination_cidr_block=destination,
            gateway_id=gateway_id,
            nat_gateway_id=nat_gateway_id,
            vpc_endpoint_id=vpc_endpoint_id,
            opts=self.child(),
        )
