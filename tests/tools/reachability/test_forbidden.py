"""What is not in the table is not possible, and the answer says what stops it."""

from ipaddress import IPv4Network

import pytest

from config.addresses import DEVELOPMENT_NETWORK
from config.traffic import INTERNET, Flow, GatewayService, Peer, flows, groups
from tests.tools.reachability.stacks import NETWORKS, ends, network
from tools.reachability.questions import forbidden, outside, question

PARTNER = IPv4Network("192.0.2.0/24")


@pytest.mark.parametrize(("stack", "position"), NETWORKS)
@pytest.mark.parametrize("linked", [False, True], ids=["alone", "linked"])
def test_nothing_else_is_possible_between_any_two(stack: str, position: int, linked: bool) -> None:
    asked_of, traffic, name = network(stack, position)
    if linked:
        asked_of = asked_of.with_links([DEVELOPMENT_NETWORK, *outside(asked_of, flows(traffic))])
    found = [question(asked_of, flow, name) for flow in forbidden(asked_of, traffic)]
    pairs = [(ends(item), answer) for item in found for _, _, answer in item.answers]
    assert len(pairs) > 500
    assert [given for given, answer in pairs if answer.reached] == []
    assert all(answer.why for _, answer in pairs)


# Of production's first network: who asks whom at which port, and what stops it first.
STOPPED: list[tuple[Peer, Peer, int, str]] = [
    (INTERNET, "database", 3306, "network-egress-internet-gateway"),
    (INTERNET, "application", 443, "network-egress-internet-gateway"),
    (INTERNET, "transfer", 22, "network-egress-internet-gateway"),
    ("database", INTERNET, 443, "network-group-database"),
    ("application", "database", 5432, "network-group-application"),
    ("application", "database", 22, "network-group-application"),
    ("application", INTERNET, 80, "network-group-application"),
    ("application", "container", 8080, "network-group-application"),
    ("container", "database", 3306, "network-group-container"),
    ("release", "database", 3306, "network-group-release"),
    ("replication", "database", 3306, "network-group-replication"),
    ("host-keys", "database", 3306, "network-group-host-keys"),
    ("host-keys", INTERNET, 443, "network-group-host-keys"),
    ("rotation", INTERNET, 443, "network-group-rotation"),
    ("release", INTERNET, 443, "network-group-release"),
    ("release", GatewayService(service="s3"), 443, "network-group-release"),
    ("dms", INTERNET, 443, "network-group-dms"),
    ("dms", DEVELOPMENT_NETWORK, 22, "network-group-dms"),
    ("application", DEVELOPMENT_NETWORK, 3306, "network-group-application"),
    (DEVELOPMENT_NETWORK, "database", 3306, "network-access-list-isolated"),
    (DEVELOPMENT_NETWORK, "application", 443, "network-access-list-private"),
    (DEVELOPMENT_NETWORK, "replication", 22, "network-access-list-private"),
    (PARTNER, "transfer", 443, "network-access-list-private"),
    (PARTNER, "application", 22, "network-group-application"),
    (PARTNER, "database", 3306, "network-access-list-isolated"),
]


@pytest.mark.parametrize(("source", "target", "port", "by"), STOPPED)
def test_what_must_not_be_is_stopped_by_what_is_said(source: Peer, target: Peer, port: int, by: str) -> None:
    asked_of, _, name = network("prod")
    linked = asked_of.with_links([DEVELOPMENT_NETWORK, PARTNER])
    found = question(linked, Flow(source=source, destination=target, port=port, purpose="None"), name)
    assert found.answers
    assert {answer.stopped_by for _, _, answer in found.answers} == {by}


def test_what_must_not_be_is_among_the_questions_for_everything_else() -> None:
    asked_of, traffic, _ = network("prod")
    found = {(flow.source, flow.destination, flow.port) for flow in forbidden(asked_of, traffic)}
    assert {each[:3] for each in STOPPED} <= found
    assert found.isdisjoint({(flow.source, flow.destination, flow.port) for flow in flows(traffic)})


@pytest.mark.parametrize(
    ("source", "target", "by"),
    [
        ("application", DEVELOPMENT_NETWORK, "network-egress-internet-gateway"),
        (DEVELOPMENT_NETWORK, "replication", "network"),
        ("application", IPv4Network("172.16.200.0/24"), "network"),
    ],
    ids=["to development", "from development", "to no subnet"],
)
def test_private_addresses_without_a_link_are_reached_from_nowhere(source: Peer, target: Peer, by: str) -> None:
    asked_of, _, name = network("prod")
    found = question(asked_of, Flow(source=source, destination=target, port=443, purpose="None"), name)
    assert {answer.stopped_by for _, _, answer in found.answers} == {by}


@pytest.mark.parametrize(("stack", "position"), NETWORKS)
@pytest.mark.parametrize("name", ["somebody.example.net", "notexample.com", ""])
def test_the_firewall_refuses_what_goes_to_another_domain(stack: str, position: int, name: str) -> None:
    asked_of, traffic, _ = network(stack, position)
    flow = Flow(source="application", destination=INTERNET, port=443, purpose="Another domain")
    stopped = {answer.stopped_by for _, _, answer in question(asked_of, flow, name).answers}
    # Where there is no way out yet, the client's own group stops it.
    by = "firewall-policy-refusals" if traffic.internet else "group-application"
    assert stopped == {f"{asked_of.name}-{by}"}


def test_a_link_to_development_is_open_to_those_who_may_go_to_the_internet() -> None:
    """Their rules name every address, so that it takes the link's own routes to keep them from development."""
    asked_of, traffic, _ = network("prod")
    linked = asked_of.with_links([DEVELOPMENT_NETWORK])
    table = flows(traffic)
    open_to = {
        group
        for group in groups(table)
        if question(linked, Flow(source=group, destination=DEVELOPMENT_NETWORK, port=443, purpose="None")).reached
    }
    assert open_to == {flow.source for flow in table if flow.destination == INTERNET}
