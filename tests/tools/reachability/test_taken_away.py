"""Without any one of its parts a network fails a connection, and the answer names what stops it."""

from collections.abc import Iterator, Sequence
from functools import partial
from ipaddress import IPv4Network
from typing import Any

import pytest

from tests.tools.reachability.stacks import NETWORKS, network, resources, stopped
from tools.reachability.questions import asked
from tools.reachability.resources import name_of
from tools.reachability.ways import ANSWERS

EVERYWHERE = "0.0.0.0/0"


def own(stack: str, position: int, *kinds: str) -> Iterator[dict[str, Any]]:
    """The resources of some kinds in one network; those of the second region have its name in front."""
    prefix = network(stack, position)[0].name
    for item in resources(stack):
        if item["type"].rpartition(":")[2] in kinds and name_of(item).startswith(f"{prefix}-"):
            yield item


def without(name: str, by_name: dict[str, dict[str, Any]]) -> None:
    del by_name[name]


def without_entry(name: str, direction: str, index: int, by_name: dict[str, dict[str, Any]]) -> None:
    del by_name[name]["inputs"][direction][index]


def group_of(rule: dict[str, Any], stack: str) -> str:
    return next(name_of(item) for item in resources(stack) if item["id"] == rule["inputs"]["securityGroupId"])


def allows_anyway(rule: dict[str, Any], rules: Sequence[dict[str, Any]]) -> bool:
    """Whether another rule of the group names every address at the same port, as those to the internet do."""
    kept = ("securityGroupId", "fromPort", "toPort")
    return rule["inputs"].get("cidrIpv4") != EVERYWHERE and any(
        other["type"] == rule["type"]
        and other["inputs"].get("cidrIpv4") == EVERYWHERE
        and all(other["inputs"][key] == rule["inputs"][key] for key in kept)
        for other in rules
    )


def passes_anyway(entry: dict[str, Any], others: Sequence[dict[str, Any]]) -> bool:
    """Whether other entries of the list, such as those for the internet, let through what this one is for."""
    block, first, last = IPv4Network(entry["cidrBlock"]), entry["fromPort"], entry["toPort"]
    wider = [other for other in others if block.subnet_of(IPv4Network(other["cidrBlock"]))]
    asked_ports = [(max(first, low), min(last, high)) for low, high in ANSWERS if low <= last and first <= high]
    return all(
        any(other["fromPort"] <= low and high <= other["toPort"] for other in wider)
        for low, high in asked_ports or [(first, last)]
    )


def with_all_endpoints(stack: str, position: int) -> str:
    """The block of the subnet that has every interface endpoint; empty where they are in several."""
    ids = {key for item in own(stack, position, "VpcEndpoint") for key in item["inputs"].get("subnetIds") or ()}
    blocks = [item["inputs"]["cidrBlock"] for item in own(stack, position, "Subnet") if item["id"] in ids]
    return blocks[0] if len(blocks) == 1 else ""


@pytest.mark.parametrize(("stack", "position"), NETWORKS)
def test_without_a_rule_of_a_group_the_answer_names_the_group(stack: str, position: int) -> None:
    rules = list(own(stack, position, "SecurityGroupIngressRule", "SecurityGroupEgressRule"))
    named = 0
    for rule in rules:
        found = set(stopped(stack, position, partial(without, name_of(rule))))
        assert found == (set() if allows_anyway(rule, rules) else {group_of(rule, stack)}), name_of(rule)
        named += bool(found)
    assert named >= 9


@pytest.mark.parametrize(("stack", "position"), NETWORKS)
def test_without_an_entry_of_an_access_list_the_answer_names_the_list(stack: str, position: int) -> None:
    checked, alone = 0, with_all_endpoints(stack, position)
    for item in own(stack, position, "NetworkAcl"):
        for direction in ("ingress", "egress"):
            for index, entry in enumerate(item["inputs"][direction]):
                found = set(stopped(stack, position, partial(without_entry, name_of(item), direction, index)))
                others = [other for other in item["inputs"][direction] if other != entry]
                needed: set[str] = set() if passes_anyway(entry, others) else {name_of(item)}
                # Who is where all endpoints are asks them within the subnet, which no list sees.
                assert found == needed or (not found and entry["cidrBlock"] == alone), (name_of(item), entry)
                checked += len(found)
    # Where nothing leaves the network there are no more.
    assert checked >= (25 if network(stack, position)[1].internet else 20)


@pytest.mark.parametrize(("stack", "position"), NETWORKS)
def test_without_a_route_the_answer_names_its_table_or_the_firewall_that_misses_the_answer(
    stack: str, position: int
) -> None:
    asked_of, traffic, _ = network(stack, position)
    prefix, checked = asked_of.name, 0
    firewalls = {one.name[-1] for one in asked_of.firewall_endpoints.values()}
    for route in own(stack, position, "Route"):
        tier, zone, _, target, *of = name_of(route).removeprefix(f"{prefix}-egress-").split("-")
        (by,) = stopped(stack, position, partial(without, name_of(route)))
        if target == "private":
            assert by.startswith(f"{prefix}-firewall in ")
            assert by[-1] == (of[0] if of[0] in firewalls else min(firewalls))
        else:
            assert by == f"{prefix}-{tier}-route-table-{zone}"
        checked += 1
    assert checked >= (6 if traffic.internet else 0)


@pytest.mark.parametrize(("stack", "position"), NETWORKS)
def test_without_its_route_table_a_subnet_has_the_main_one(stack: str, position: int) -> None:
    asked_of = network(stack, position)[0]
    prefix, firewalls = asked_of.name, {one.name[-1] for one in asked_of.firewall_endpoints.values()}
    gateways = {name_of(item)[-1] for item in own(stack, position, "NatGateway")}
    for item in own(stack, position, "RouteTableAssociation"):
        tier, zone = name_of(item).removeprefix(f"{prefix}-").split("-association-")
        # The isolated tier's tables have the local route alone, as the main one has.
        used = (
            tier == "private" or (tier == "firewall" and zone in firewalls) or (tier == "public" and zone in gateways)
        )
        found = set(stopped(stack, position, partial(without, name_of(item))))
        assert (f"{prefix}-default-route-table" in found) == used, (name_of(item), found)


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("network-egress-internet-gateway", "network-egress-public-a-to-internet"),
        ("network-egress-nat-gateway-a", "network-egress-firewall-a-to-internet"),
        ("network-firewall", "network-egress-private-a-to-internet"),
        ("network-access-list-isolated", "network-default-network-acl"),
        ("network-gateway-dynamodb", "network-group-release"),
        ("network-firewall-policy-domains", "network-firewall-policy-refusals"),
    ],
)
def test_without_a_part_the_answer_names_what_led_to_it(name: str, by: str) -> None:
    assert by in stopped("prod", 0, partial(without, name))


def test_an_endpoint_is_asked_where_it_is() -> None:
    def remove(by_name: dict[str, dict[str, Any]]) -> None:
        for item in by_name.values():
            if item["inputs"].get("vpcEndpointType") == "Interface":
                item["inputs"]["subnetIds"] = []

    found = {item.flow.destination for item in asked(*network("prod", 0, remove)) if not item.reached}
    assert found == {"endpoints"}
