"""What changes when a network grows: what is new is added, and what is there keeps its names, addresses and numbers."""

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pytest

from config.addresses import TIERS
from config.traffic import TrafficArgs
from tests.components.network.interrupted import access_lists, interrupted
from tests.support.graph import Graph
from tests.support.samples import build_network, plan

PARTNERS = (IPv4Network("192.0.2.0/24"), IPv4Network("198.51.100.0/24"))


def traffic(*partners: IPv4Network) -> TrafficArgs:
    return TrafficArgs(database_port=3306, gateway_endpoints=("s3",), internet=True, sftp_clients=partners)


def inputs(graph: Graph) -> Mapping[str, Mapping[str, Any]]:
    return {item.urn: item.inputs for item in graph if item.custom}


def differences(before: Graph, after: Graph) -> tuple[set[str], dict[str, set[str]]]:
    """The names of what is new, and the properties of what has changed; nothing may go."""
    old, new = inputs(before), inputs(after)
    assert not old.keys() - new.keys()
    changed = {
        urn.rpartition("::")[2]: {key for key in new[urn] if new[urn].get(key) != old[urn].get(key)}
        for urn in old
        if new[urn] != old[urn]
    }
    return {urn.rpartition("::")[2] for urn in new.keys() - old.keys()}, changed


def entries(graph: Graph, direction: str) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Each entry of each access list by its number."""
    return {(item.name, entry["ruleNo"]): entry for item in graph.of("NetworkAcl") for entry in item.inputs[direction]}


def test_another_partner_adds_a_rule_and_two_entries() -> None:
    before, after = (build_network(traffic=traffic(*PARTNERS[:count])) for count in (1, 2))
    new, changed = differences(before, after)
    assert new == {"network-group-network-198-51-100-0-24-to-transfer-22-ingress"}
    assert changed == {"network-access-list-private": {"ingress", "egress"}}
    for direction in ("ingress", "egress"):
        old, grown = entries(before, direction), entries(after, direction)
        # What is there stays as it is, so that no connection is interrupted.
        assert {key: grown.get(key) for key in old} == old
        assert len(grown) - len(old) == 1
    assert interrupted(access_lists(before), access_lists(after)) == []


@pytest.mark.parametrize(("before", "after", "zone"), [("ab", "abc", "c"), ("ac", "abc", "b"), ("bc", "abc", "a")])
def test_another_zone_moves_nothing_and_interrupts_nothing(before: str, after: str, zone: str) -> None:
    old, grown = (
        build_network(
            addresses=plan(zones),
            traffic=replace(traffic(*PARTNERS), gateway_endpoints=("s3", "dynamodb")),
            extra_interface_endpoints=("kms",),
        )
        for zones in (before, after)
    )
    new, changed = differences(old, grown)
    assert all(zone in name.split("-") for name in new)
    assert {f"network-{tier}-subnet-{zone}" for tier in TIERS} <= new
    # The firewall and the interface endpoints get their subnets, and the lists are of one subnet and of one block more.
    lists = {f"network-access-list-{tier}" for tier in TIERS}
    gateways = {"network-gateway-s3", "network-gateway-dynamodb"}
    endpoints, firewall = {"network-endpoint-kms"}, {"network-firewall", "network-firewall-policy"}
    assert changed.keys() == lists | gateways | endpoints | firewall
    assert all(changed[name] == {"subnetIds", "ingress", "egress"} for name in lists)
    assert all(changed[name] == {"subnetIds"} for name in endpoints)
    assert all(changed[name] == {"routeTableIds"} for name in gateways)
    assert interrupted(access_lists(old), access_lists(grown)) == []


def test_another_domain_changes_two_lists_alone() -> None:
    before, after = (
        build_network(allowed_domains=domains) for domains in ((".example.com",), (".example.com", "a.org"))
    )
    assert differences(before, after) == (
        set(),
        {
            "network-firewall-policy-domains": {"ruleGroup"},
            "network-dns-allowed": {"domains"},
        },
    )


@pytest.mark.parametrize("service", ["ssm", "kms"])
def test_another_service_that_is_called_adds_its_endpoint_alone(service: str) -> None:
    before, after = (build_network(extra_interface_endpoints=extra) for extra in ((), (service,)))
    assert differences(before, after) == ({f"network-endpoint-{service}"}, {})
