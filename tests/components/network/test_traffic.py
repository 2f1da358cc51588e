"""Who may talk to whom, at the security groups and at the network ACLs."""

from ipaddress import IPv4Address, IPv4Network

import pytest

from config.access_lists import Entry, Lists, lists
from config.addresses import AddressPlan, Tier
from config.traffic import INTERNET, TIER_OF, GatewayService, Peer, TrafficArgs, flows, groups
from tests.support.graph import Graph
from tests.support.samples import build_network, plan

EVERYTHING = TrafficArgs(
    database_port=3307,
    gateway_endpoints=("s3", "dynamodb"),
    internet=True,
    container_port=8080,
    container_clients=(IPv4Network("172.16.128.0/20"),),
    sftp_clients=(IPv4Network("198.51.100.0/24"), IPv4Network("192.0.2.7/32")),
    dms_source=(IPv4Network("10.0.0.0/16"), 3306),
    replication_sources=(IPv4Network("10.0.8.0/24"),),
)
# What an account takes whose quota nobody had raised.
LIMIT = 19
LEAST = TrafficArgs(database_port=3306, gateway_endpoints=(), internet=False)
TIERS: tuple[Tier, ...] = ("public", "firewall", "private", "isolated")


def rules(graph: Graph, direction: str) -> set[tuple[str, str, int]]:
    """Each rule as the group that has it, the other side, and the port."""
    found: set[tuple[str, str, int]] = set()
    for item in graph.of(f"SecurityGroup{direction}Rule"):
        other = item.inputs.get("cidrIpv4") or item.inputs.get("prefixListId")
        if "referencedSecurityGroupId" in item.inputs:
            other = graph.by_id(item.inputs["referencedSecurityGroupId"]).name.removeprefix("network-group-")
        own = graph.by_id(item.inputs["securityGroupId"]).name.removeprefix("network-group-")
        assert item.inputs["fromPort"] == item.inputs["toPort"]
        assert item.inputs["ipProtocol"] == "tcp"
        found.add((own, str(other), int(item.inputs["fromPort"])))
    return found


def test_the_container_takes_connections_from_the_load_balancers_networks() -> None:
    ways = [flow for flow in flows(EVERYTHING) if flow.destination == "container"]
    assert [(flow.source, flow.port) for flow in ways] == [(IPv4Network("172.16.128.0/20"), 8080)]


def test_the_payment_functions_reach_the_database_aws_and_the_internet_only() -> None:
    graph = build_network()
    prefix_list = graph.one("network-gateway-s3").properties["prefixListId"]
    assert rules(graph, "Egress") == {
        ("application", "database", 3306),
        ("application", "endpoints", 443),
        ("application", prefix_list, 443),
        ("application", "0.0.0.0/0", 443),
        ("release", "endpoints", 443),
        ("rotation", "database", 3306),
        ("rotation", "endpoints", 443),
    }
    assert rules(graph, "Ingress") == {
        ("database", "application", 3306),
        ("database", "rotation", 3306),
        ("endpoints", "application", 443),
        ("endpoints", "release", 443),
        ("endpoints", "rotation", 443),
    }


def test_every_service_that_is_on_has_its_connections() -> None:
    graph = build_network(traffic=EVERYTHING, gateway_endpoints=("s3", "dynamodb"))
    assert rules(graph, "Ingress") == {
        ("container", "172.16.128.0/20", 8080),
        ("database", "application", 3307),
        ("database", "rotation", 3307),
        ("database", "dms", 3307),
        ("endpoints", "application", 443),
        ("endpoints", "container", 443),
        ("endpoints", "dms", 443),
        ("endpoints", "host-keys", 443),
        ("endpoints", "10.0.8.0/24", 443),
        ("endpoints", "release", 443),
        ("endpoints", "replication", 443),
        ("endpoints", "rotation", 443),
        ("transfer", "198.51.100.0/24", 22),
        ("transfer", "192.0.2.7/32", 22),
        ("replication", "10.0.8.0/24", 1500),
    }
    egress = rules(graph, "Egress")
    assert ("dms", "10.0.0.0/16", 3306) in egress
    assert ("replication", "0.0.0.0/0", 443) not in egress
    assert not [rule for rule in egress if rule[0] in ("database", "endpoints", "transfer")]


def test_nothing_from_the_internet_is_let_in() -> None:
    graph = build_network(traffic=EVERYTHING, gateway_endpoints=("s3", "dynamodb"))
    assert not [rule for rule in rules(graph, "Ingress") if rule[1] == "0.0.0.0/0"]
    for group in graph.of("SecurityGroup"):
        assert "ingress" not in group.inputs
        assert "egress" not in group.inputs


def test_every_group_and_rule_says_what_it_is_for() -> None:
    graph = build_network(traffic=EVERYTHING, gateway_endpoints=("s3", "dynamodb"))
    described = [item for item in graph if item.kind.startswith("SecurityGroup") and item.custom]
    assert len(described) == 10 + 15 + len(graph.of("SecurityGroupEgressRule"))
    assert all(len(item.inputs["description"]) > 8 for item in described)


def test_without_allowed_domains_nobody_reaches_the_internet() -> None:
    graph = build_network(traffic=LEAST, gateway_endpoints=(), allowed_domains=())
    assert not [rule for rule in rules(graph, "Egress") if rule[1] == "0.0.0.0/0"]
    acls = {item.name: item.inputs for item in graph.of("NetworkAcl")}
    assert acls["network-access-list-public"]["ingress"] == []
    assert acls["network-access-list-firewall"]["egress"] == []


def passes(entries: list[Entry], address: IPv4Address, port: int) -> bool:
    return any(address in entry.block and entry.first_port <= port <= entry.last_port for entry in entries)


def address_of(peer: Peer, addresses: AddressPlan, zone: str) -> IPv4Address:
    match peer:
        case GatewayService():
            return IPv4Address("52.95.150.1")
        case IPv4Network():
            return IPv4Address("93.184.215.14") if peer == INTERNET else peer[0]
        case _:
            return addresses.block(TIER_OF[peer], zone)[10]


@pytest.mark.parametrize("args", [EVERYTHING, LEAST], ids=["everything", "least"])
@pytest.mark.parametrize("zones", ["ab", "abc"])
@pytest.mark.parametrize("answer_port", [1024, 3388, 3390, 32768, 65535])
def test_every_flow_and_its_answer_pass_the_access_lists(args: TrafficArgs, zones: str, answer_port: int) -> None:
    addresses, table = plan(zones), flows(args)
    acls: dict[Tier, Lists] = {tier: lists(tier, table, addresses, limit=LIMIT) for tier in TIERS}
    checked = 0
    for flow in table:
        for source_zone in zones:
            for target_zone in zones:
                source = address_of(flow.source, addresses, source_zone)
                target = address_of(flow.destination, addresses, target_zone)
                between: list[Tier] = ["firewall", "public"] if flow.destination == INTERNET else []
                first: list[Tier] = [TIER_OF[flow.source]] if isinstance(flow.source, str) else []
                for tier in (*first, *between):
                    assert passes(acls[tier].egress, target, flow.port), (flow, tier)
                    assert passes(acls[tier].ingress, target, answer_port), (flow, tier)
                last: list[Tier] = [TIER_OF[flow.destination]] if isinstance(flow.destination, str) else []
                for tier in (*between, *last):
                    assert passes(acls[tier].ingress, source, flow.port), (flow, tier)
                    assert passes(acls[tier].egress, source, answer_port), (flow, tier)
                checked += 1
    assert checked == len(table) * len(zones) ** 2


@pytest.mark.parametrize("tier", TIERS)
def test_the_access_lists_let_nothing_else_in(tier: Tier) -> None:
    acl = lists(tier, flows(EVERYTHING), plan("abc"), limit=LIMIT)
    outside = IPv4Address("93.184.215.14")
    assert not passes(acl.ingress, outside, 22)
    assert not passes(acl.ingress, outside, 443)
    assert not passes(acl.ingress, outside, 3389)
    assert not passes(acl.egress, outside, 25)
    assert not passes(acl.egress, outside, 22)


def test_the_database_answers_inside_and_asks_nobody() -> None:
    addresses = plan("ab")
    acl = lists("isolated", flows(EVERYTHING), addresses, limit=LIMIT)
    private = addresses.tier("private").values()
    for entry in (*acl.ingress, *acl.egress):
        assert any(block.subnet_of(entry.block) for block in private)
        assert entry.block.prefixlen >= 19
    assert {(entry.first_port, entry.last_port) for entry in acl.ingress} == {(3307, 3307)}


def test_too_many_networks_for_an_access_list_are_refused() -> None:
    clients = tuple(IPv4Network(f"198.51.{number * 2}.0/24") for number in range(40))
    crowded = flows(TrafficArgs(database_port=3306, gateway_endpoints=(), internet=True, sftp_clients=clients))
    with pytest.raises(ValueError, match=r"the private tier's ingress list has \d+ entries; network\.accessList"):
        lists("private", crowded, plan(), limit=LIMIT)


@pytest.mark.parametrize("few", [True, False])
def test_an_access_list_has_as_many_entries_as_its_limit(few: bool) -> None:
    count = len(lists("private", flows(EVERYTHING), plan(), limit=39).ingress)
    if few:
        with pytest.raises(ValueError, match=f"ingress list has {count} entries; .* allows {count - 1}, as"):
            lists("private", flows(EVERYTHING), plan(), limit=count - 1)
    else:
        assert lists("private", flows(EVERYTHING), plan(), limit=count)


def test_groups_are_those_that_flows_name() -> None:
    assert groups(flows(LEAST)) == ["application", "database", "endpoints", "release", "rotation"]
    assert len(groups(flows(EVERYTHING))) == 10
