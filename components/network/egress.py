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
    subnet's zone; that holds for one shared NAT gateway as well. `firewall_endpoint_ids` are by zone letter; a zone
    without one uses that of its NAT gateway's zone, and with none at all the private subnets reach the NAT gateways
    directly. Where there is no `way_out` yet, the addresses are kept for it.
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
        way_out: bool,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        self._name, self._addresses, self._tiers = name, addresses, tiers
        nat_zones = addresses.zones if nat_gateways == "one-per-zone" else addresses.zones[:1]
        nat_addresses = {zone: self._address(zone) for zone in nat_zones}
        if way_out:
            self._open(vpc_id, nat_addresses, firewall_endpoint_ids)
        self.publish()

    def _address(self, zone: str) -> ec2.Eip:
        return ec2.Eip(
            f"{self._name}-address-{zone}",
            domain="vpc",
            tags=self.region.naming.tags(f"nat-address-{zone}"),
            opts=self.child(),
        )

    def _open(
        self, vpc_id: Input[str], nat_addresses: Mapping[str, ec2.Eip], firewall_endpoint_ids: Mapping[str, Input[str]]
    ) -> None:
        internet = ec2.InternetGateway(
            f"{self._name}-internet-gateway",
            vpc_id=vpc_id,
            tags=self.region.naming.tags("internet-gateway"),
            opts=self.child(),
        )
        gateways = {zone: self._nat_gateway(zone, address, internet) for zone, address in nat_addresses.items()}
        for zone in gateways:
            self._route("public", zone, "internet", gateway_id=internet.id)
        for zone in self._addresses.zones:
            nat_zone = zone if zone in gateways else next(iter(gateways))
            if zone in firewall_endpoint_ids:
                self._route("firewall", zone, "internet", nat_gateway_id=gateways[nat_zone].id)
            endpoint_id = firewall_endpoint_ids.get(zone, firewall_endpoint_ids.get(nat_zone))
            self._way_out(zone, nat_zone, gateways[nat_zone], endpoint_id)

    def _nat_gateway(self, zone: str, address: ec2.Eip, internet: ec2.InternetGateway) -> ec2.NatGateway:
        naming = self.region.naming
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
