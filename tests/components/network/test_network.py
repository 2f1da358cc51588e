"""The network: what is made, and the way that a packet takes."""

from collections import Counter
from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any

import pytest

from tests.support.graph import Graph
from tests.support.order import comes_before
from tests.support.samples import build_network, plan

WITHIN = {"aws:PrincipalAccount": "123456789012", "aws:ResourceAccount": "123456789012"}


@pytest.fixture(scope="module")
def network() -> Graph:
    return build_network()


def routes(graph: Graph) -> dict[tuple[str, str], dict[str, Any]]:
    """Each route by the name of its table and its destination."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for route in graph.of("Route"):
        table = graph.by_id(route.inputs["routeTableId"])
        found[table.name.removeprefix("network-"), route.inputs["destinationCidrBlock"]] = dict(route.inputs)
    return found


def endpoint_of(graph: Graph, zone: str) -> str:
    """The firewall endpoint whose subnet lies in a zone, found by the subnet and not by AWS's zone."""
    subnet = graph.one(f"network-firewall-subnet-{zone}")
    (firewall,) = [item for item in graph.of("Firewall") if item.custom]
    attachments: Iterator[dict[str, str]] = (
        state["attachments"][0] for state in firewall.properties["firewallStatuses"][0]["syncStates"]
    )
    return next(item["endpointId"] for item in attachments if item["subnetId"] == subnet.id)


def test_what_is_made(network: Graph) -> None:
    counts = Counter(item.kind for item in network if item.custom and not item.token.startswith("pulumi:"))
    assert counts == {
        "Vpc": 1,
        "DefaultSecurityGroup": 1,
        "DefaultNetworkAcl": 1,
        "DefaultRouteTable": 1,
        "Subnet": 8,
        "RouteTable": 8,
        "RouteTableAssociation": 8,
        "InternetGateway": 1,
        "Eip": 2,
        "NatGateway": 2,
        "Route": 8,
        "Firewall": 1,
        "FirewallPolicy": 1,
        "RuleGroup": 3,
        "LoggingConfiguration": 1,
        "LogGroup": 4,
        "LogMetricFilter": 1,
        "MetricAlarm": 5,
        "VpcEndpoint": 1,
        "SecurityGroup": 5,
        "SecurityGroupIngressRule": 5,
        "SecurityGroupEgressRule": 7,
        "NetworkAcl": 4,
        "FlowLog": 1,
        "Role": 1,
        "RolePolicy": 1,
        "Key": 1,
        "Alias": 1,
        "ResolverFirewallConfig": 1,
        "ResolverFirewallDomainList": 2,
        "ResolverFirewallRule": 2,
        "ResolverFirewallRuleGroup": 1,
        "ResolverFirewallRuleGroupAssociation": 1,
        "ResolverQueryLogConfig": 1,
        "ResolverQueryLogConfigAssociation": 1,
    }


def test_the_vpc_resolves_names(network: Graph) -> None:
    vpc = network.one("network-vpc").inputs
    assert (vpc["cidrBlock"], vpc["enableDnsSupport"], vpc["enableDnsHostnames"]) == ("172.16.0.0/16", True, True)


def test_subnets_lie_where_the_plan_says(network: Graph) -> None:
    blocks = {item.name: (item.inputs["cidrBlock"], item.inputs["availabilityZone"]) for item in network.of("Subnet")}
    assert blocks == {
        "network-public-subnet-a": ("172.16.0.0/24", "eu-west-2a"),
        "network-public-subnet-b": ("172.16.1.0/24", "eu-west-2b"),
        "network-firewall-subnet-a": ("172.16.10.0/24", "eu-west-2a"),
        "network-firewall-subnet-b": ("172.16.11.0/24", "eu-west-2b"),
        "network-private-subnet-a": ("172.16.64.0/20", "eu-west-2a"),
        "network-private-subnet-b": ("172.16.80.0/20", "eu-west-2b"),
        "network-isolated-subnet-a": ("172.16.30.0/24", "eu-west-2a"),
        "network-isolated-subnet-b": ("172.16.31.0/24", "eu-west-2b"),
    }
    assert all(item.inputs["mapPublicIpOnLaunch"] is False for item in network.of("Subnet"))


def test_each_subnet_has_the_route_table_of_its_tier_and_zone(network: Graph) -> None:
    for association in network.of("RouteTableAssociation"):
        subnet = network.by_id(association.inputs["subnetId"]).name
        table = network.by_id(association.inputs["routeTableId"]).name
        assert table == subnet.replace("-subnet-", "-route-table-")


@pytest.mark.parametrize("zones", ["ab", "abc", "ac"])
def test_a_packet_leaves_and_returns_through_its_zones_endpoint(zones: str) -> None:
    graph = build_network(addresses=plan(zones))
    found = routes(graph)
    for zone in zones:
        endpoint, block = endpoint_of(graph, zone), graph.one(f"network-private-subnet-{zone}").inputs["cidrBlock"]
        nat = graph.one(f"network-egress-nat-gateway-{zone}")
        internet = graph.one("network-egress-internet-gateway")
        assert found[f"private-route-table-{zone}", "0.0.0.0/0"]["vpcEndpointId"] == endpoint
        assert found[f"firewall-route-table-{zone}", "0.0.0.0/0"]["natGatewayId"] == nat.id
        assert nat.inputs["subnetId"] == graph.one(f"network-public-subnet-{zone}").id
        assert found[f"public-route-table-{zone}", "0.0.0.0/0"]["gatewayId"] == internet.id
        assert found[f"public-route-table-{zone}", block]["vpcEndpointId"] == endpoint
    assert len(found) == 4 * len(zones)


def test_one_shared_nat_gateway_still_answers_through_the_zones_endpoint() -> None:
    graph = build_network(addresses=plan("abc"), nat_gateways="one")
    found = routes(graph)
    (nat,) = graph.of("NatGateway")
    assert nat.inputs["subnetId"] == graph.one("network-public-subnet-a").id
    for zone in "abc":
        block = graph.one(f"network-private-subnet-{zone}").inputs["cidrBlock"]
        assert found[f"private-route-table-{zone}", "0.0.0.0/0"]["vpcEndpointId"] == endpoint_of(graph, zone)
        assert found[f"firewall-route-table-{zone}", "0.0.0.0/0"]["natGatewayId"] == nat.id
        assert found["public-route-table-a", block]["vpcEndpointId"] == endpoint_of(graph, zone)
    # A public subnet without a NAT gateway leads nowhere.
    assert len(found) == 3 + 3 + 3 + 1


def test_one_shared_firewall_endpoint_sees_the_requests_and_the_answers_of_every_zone() -> None:
    graph = build_network(addresses=plan("abc"), nat_gateways="one", endpoints="one")
    found = routes(graph)
    (nat,) = graph.of("NatGateway")
    (firewall,) = [item for item in graph.of("Firewall") if item.custom]
    assert [mapping["subnetId"] for mapping in firewall.inputs["subnetMappings"]] == [
        graph.one("network-firewall-subnet-a").id
    ]
    for zone in "abc":
        block = graph.one(f"network-private-subnet-{zone}").inputs["cidrBlock"]
        assert found[f"private-route-table-{zone}", "0.0.0.0/0"]["vpcEndpointId"] == endpoint_of(graph, "a")
        assert found["public-route-table-a", block]["vpcEndpointId"] == endpoint_of(graph, "a")
    assert found["firewall-route-table-a", "0.0.0.0/0"]["natGatewayId"] == nat.id
    assert len(found) == 3 + 3 + 1 + 1
    assert [item.name for item in graph.of("MetricAlarm") if "-drops-" in item.name] == ["network-firewall-drops-a"]


def test_a_network_without_a_way_out_keeps_the_addresses_of_the_one_to_come() -> None:
    graph = build_network(way_out=False)
    assert len(graph.of("Eip")) == 2
    for kind in ("Firewall", "FirewallPolicy", "InternetGateway", "NatGateway", "Route"):
        assert not [item for item in graph.of(kind) if item.custom], kind
    assert {item.name.partition("-subnet")[0] for item in graph.of("Subnet")} == {
        "network-public",
        "network-private",
        "network-isolated",
    }
    later = {item.urn for item in build_network()}
    assert {item.urn for item in graph} <= later


def test_isolated_subnets_have_no_way_out(network: Graph) -> None:
    assert not [table for table, _ in routes(network) if table.startswith("isolated")]
    gateway = next(item for item in network.of("VpcEndpoint") if item.inputs["vpcEndpointType"] == "Gateway")
    tables = {network.by_id(table).name for table in gateway.inputs["routeTableIds"]}
    assert tables == {"network-private-route-table-a", "network-private-route-table-b"}


def test_without_a_firewall_private_subnets_use_the_nat_gateway_directly() -> None:
    graph = build_network(firewall=False, allowed_domains=())
    found = routes(graph)
    for zone in "ab":
        nat = graph.one(f"network-egress-nat-gateway-{zone}")
        assert found[f"private-route-table-{zone}", "0.0.0.0/0"]["natGatewayId"] == nat.id
    assert len(found) == 4
    assert not [item for item in graph if "networkfirewall" in item.token or "firewall-subnet" in item.name]
    assert len(graph.of("Subnet")) == 6


def test_nat_gateways_have_fixed_addresses_and_wait_for_the_internet_gateway(network: Graph) -> None:
    internet = network.one("network-egress-internet-gateway")
    for gateway in network.of("NatGateway"):
        assert network.by_id(gateway.inputs["allocationId"]).kind == "Eip"
        assert internet.urn in gateway.depends_on


def test_what_aws_makes_by_itself_is_emptied(network: Graph) -> None:
    vpc = network.one("network-vpc")
    group = network.one("network-default-security-group").inputs
    assert (group["vpcId"], group["ingress"], group["egress"]) == (vpc.id, [], [])
    acl = network.one("network-default-network-acl").inputs
    assert acl["defaultNetworkAclId"] == vpc.properties["defaultNetworkAclId"]
    assert (acl["ingress"], acl["egress"]) == ([], [])
    table = network.one("network-default-route-table").inputs
    assert (table["defaultRouteTableId"], table["routes"]) == (vpc.properties["defaultRouteTableId"], [])


def test_flow_logs_record_everything(network: Graph) -> None:
    log = network.one("network-flow-logs-flow-log")
    group, role = network.one("network-flow-logs-log"), network.one("network-flow-logs-role")
    assert log.inputs["trafficType"] == "ALL"
    assert {"${pkt-srcaddr}", "${pkt-dstaddr}", "${flow-direction}", "${traffic-path}"} < {
        *log.inputs["logFormat"].split()
    }
    assert log.inputs["vpcId"] == network.one("network-vpc").id
    assert log.inputs["logDestination"] == group.properties["arn"]
    assert log.inputs["iamRoleArn"] == role.properties["arn"]
    assert network.one("network-flow-logs-role-policy").urn in log.depends_on
    (trust,) = role.policy("assumeRolePolicy")
    assert trust["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    write, describe = network.one("network-flow-logs-role-policy").policy()
    assert write["Resource"] == [group.properties["arn"], f"{group.properties['arn']}:*"]
    assert describe["Action"] == ["logs:DescribeLogGroups"]


def test_the_key_encrypts_logs_of_this_account(network: Graph) -> None:
    own, logs = network.one("network-key").policy()
    assert own["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    assert logs["Principal"] == {"Service": "logs.eu-west-2.amazonaws.com"}
    groups = "arn:aws:logs:eu-west-2:123456789012:log-group:*"
    assert logs["Condition"] == {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}


def test_alarms_watch_ports(network: Graph) -> None:
    nat = network.one("network-egress-nat-ports-a").inputs
    assert nat["dimensions"] == {"NatGatewayId": network.one("network-egress-nat-gateway-a").id}
    assert (nat["namespace"], nat["metricName"], nat["threshold"]) == ("AWS/NATGateway", "ErrorPortAllocation", 0)


@pytest.mark.parametrize("changes", [{}, {"firewall": False, "allowed_domains": ()}, {"nat_gateways": "one"}])
def test_a_preview_plans_the_same(changes: dict[str, Any]) -> None:
    planned, made = build_network(preview=True, **changes), build_network(**changes)
    assert {item.urn for item in planned} == {item.urn for item in made}


def test_the_second_region_can_take_the_same_plan_elsewhere() -> None:
    moved = plan("ab").within(IPv4Network("172.18.0.0/16"))
    graph = build_network(addresses=moved)
    assert {IPv4Network(item.inputs["cidrBlock"]).supernet(new_prefix=16) for item in graph.of("Subnet")} == {
        IPv4Network("172.18.0.0/16")
    }


def test_no_subnet_is_left_without_an_access_list(network: Graph) -> None:
    guarded: list[str] = [subnet for acl in network.of("NetworkAcl") for subnet in acl.inputs["subnetIds"]]
    assert sorted(guarded) == sorted(subnet.id for subnet in network.of("Subnet"))


def test_groups_and_subnets_are_handed_out_once_their_traffic_is_allowed() -> None:
    graph = build_network(extra_interface_endpoints=("secretsmanager",))
    endpoint = graph.one("network-endpoint-secretsmanager")
    assert comes_before(graph, graph.one("network-group-application-to-endpoints-443-ingress"), endpoint)
    # An endpoint need not wait for rules of groups that it has no part in.
    assert not comes_before(graph, graph.one("network-group-application-to-s3-443-egress"), endpoint)
