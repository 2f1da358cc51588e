"""A NAT gateway gets out of its network."""

from typing import Any

import pytest

from catalog import ec2
from tests.simulated_aws.kinds.conftest import Networks


def gateway(networks: Networks, subnet: str, **changes: Any) -> str:
    address = networks.make(ec2.EIP.token, {"domain": "vpc"})
    return networks.make(ec2.NAT_GATEWAY.token, {"subnetId": subnet, "allocationId": address, **changes})


def table(networks: Networks, subnet: str) -> str:
    made = networks.within(ec2.ROUTE_TABLE.token, "own")
    networks.make(ec2.ROUTE_TABLE_ASSOCIATION.token, {"subnetId": subnet, "routeTableId": made})
    return made


def unmet(networks: Networks) -> list[str]:
    return [f"{path}: {reason}" for path, reason in networks.account.unmet()]


def test_a_nat_gateway_in_a_private_subnet_never_works(networks: Networks) -> None:
    internet = networks.within(ec2.INTERNET_GATEWAY.token, "own")
    public, private = (networks.subnet("own", zone) for zone in "ab")
    to_internet, to_nat = table(networks, public), table(networks, private)
    route = {"destinationCidrBlock": "0.0.0.0/0"}
    networks.make(ec2.ROUTE.token, route | {"routeTableId": to_internet, "gatewayId": internet})
    working = gateway(networks, public)
    networks.make(ec2.ROUTE.token, route | {"routeTableId": to_nat, "natGatewayId": working})
    assert unmet(networks) == []
    broken = gateway(networks, private)
    assert [text.partition(": ")[0] for text in unmet(networks)] == [f"{broken}.subnetId"]
    assert f"the route table of {private} has no default route to an internet gateway" in unmet(networks)[0]


@pytest.mark.parametrize("block", ["10.9.0.0/16", "0.0.0.0/0"])
def test_a_route_to_a_part_of_the_internet_is_not_enough(networks: Networks, block: str) -> None:
    internet = networks.within(ec2.INTERNET_GATEWAY.token, "own")
    subnet = networks.subnet("own")
    route = {"destinationCidrBlock": block, "routeTableId": table(networks, subnet), "gatewayId": internet}
    networks.make(ec2.ROUTE.token, route)
    gateway(networks, subnet)
    assert bool(unmet(networks)) == (block != "0.0.0.0/0")


def test_a_subnet_without_a_table_has_the_main_one_of_its_network(networks: Networks) -> None:
    internet = networks.within(ec2.INTERNET_GATEWAY.token, "own")
    subnet = networks.subnet("own")
    gateway(networks, subnet)
    assert len(unmet(networks)) == 1
    main = networks.account.live()[networks.vpcs["own"]].outputs["defaultRouteTableId"]
    routes = [{"cidrBlock": "0.0.0.0/0", "gatewayId": internet}]
    networks.make(ec2.DEFAULT_ROUTE_TABLE.token, {"defaultRouteTableId": main, "routes": routes})
    assert unmet(networks) == []


def test_a_private_nat_gateway_needs_no_internet(networks: Networks) -> None:
    networks.within(ec2.INTERNET_GATEWAY.token, "own")
    networks.make(ec2.NAT_GATEWAY.token, {"subnetId": networks.subnet("own"), "connectivityType": "private"})
    assert unmet(networks) == []
