"""Every connection of the table is possible from each zone to each, there and back."""

from ipaddress import IPv4Network

import pytest

from components.network.component import ENDPOINT_ZONES
from config.traffic import INTERNET, Flow, flows
from tests.tools.reachability.stacks import NETWORKS, config, ends, network
from tools.reachability.questions import asked, outside, question


@pytest.mark.parametrize(("stack", "position"), NETWORKS)
def test_every_connection_of_the_table_is_possible_both_ways(stack: str, position: int) -> None:
    asked_of, traffic, name = network(stack, position)
    found = asked(asked_of, traffic, name)
    assert [item.flow for item in found] == flows(traffic)
    assert [ends(item) for item in found if not item.reached] == []
    assert all(answer.there and answer.back for item in found for _, _, answer in item.answers)


@pytest.mark.parametrize(("stack", "position"), NETWORKS)
def test_each_pair_of_zones_is_asked(stack: str, position: int) -> None:
    asked_of, traffic, name = network(stack, position)
    zones = len(config(stack).addresses.zones)
    of_endpoints = ENDPOINT_ZONES[config(stack).network.endpoint_zones] or zones
    for item in asked(asked_of, traffic, name):
        # A block of the network's own is one zone's, and what is outside is in none.
        sides = [
            of_endpoints if end == "endpoints" else zones if isinstance(end, str) else 1
            for end in (item.flow.source, item.flow.destination)
        ]
        assert len(item.answers) == sides[0] * sides[1], ends(item)


@pytest.mark.parametrize(("stack", "position"), NETWORKS)
def test_the_way_out_and_back_passes_the_firewall_of_the_clients_zone_or_the_only_one(
    stack: str, position: int
) -> None:
    asked_of, traffic, name = network(stack, position)
    firewalls, checked = {one.name[-1] for one in asked_of.firewall_endpoints.values()}, 0
    for item in asked(asked_of, traffic, name):
        for source, _, answer in item.answers:
            inspected = [[hop for hop in way if "-firewall in " in hop] for way in (answer.there, answer.back)]
            if item.flow.destination == INTERNET:
                assert source.subnet
                assert [len(hops) for hops in inspected] == [1, 1]
                by = firewalls if len(firewalls) == 1 else {source.subnet.name[-1]}
                assert {hop[-1] for hops in inspected for hop in hops} == by
                checked += 1
            else:
                assert inspected == [[], []], ends(item)
    assert checked >= (len(config(stack).addresses.zones) if traffic.internet else 0)


@pytest.mark.parametrize(("stack", "position"), [("staging", 0), ("prod", 0), ("prod", 1)])
def test_networks_of_others_need_a_link_that_the_program_does_not_make(stack: str, position: int) -> None:
    asked_of, traffic, _ = network(stack, position)
    blocks = outside(asked_of, flows(traffic))
    assert blocks
    for flow in flows(traffic):
        if flow.source in blocks or flow.destination in blocks:
            answers = [answer for _, _, answer in question(asked_of, flow).answers]
            assert answers
            assert not any(answer.reached for answer in answers)


def test_a_link_that_leads_elsewhere_does_not_help() -> None:
    asked_of, traffic, _ = network("staging")
    flow = next(flow for flow in flows(traffic) if flow.destination == "transfer")
    assert isinstance(flow.source, IPv4Network)
    assert question(asked_of.with_links([flow.source]), flow).reached
    assert not question(asked_of.with_links([IPv4Network("100.64.0.0/24")]), flow).reached


def test_nobody_reaches_a_group_that_is_not_there() -> None:
    asked_of, _, _ = network("dev")
    flow = Flow(source="application", destination="transfer", port=22, purpose="Nothing of dev's")
    assert not question(asked_of, flow).reached
