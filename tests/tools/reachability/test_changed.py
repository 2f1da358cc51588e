"""What somebody may change by mistake: the answer is another one, and says why."""

from collections.abc import Callable
from ipaddress import IPv4Network
from typing import Any

import pytest

from config.traffic import INTERNET, Flow, GatewayService
from tests.tools.reachability.stacks import Edit, network, stopped
from tools.reachability.questions import question
from tools.reachability.ways import Answer

Named = dict[str, dict[str, Any]]

OUT = Flow(source="application", destination=INTERNET, port=443, purpose="Out")
IN = Flow(source=INTERNET, destination="application", port=443, purpose="In")
PRIVATE = "network-access-list-private"


def answers(flow: Flow, *edits: Edit) -> list[Answer]:
    """The answers in production's first network, zone by zone, after some edits."""

    def edit(named: Named) -> None:
        for each in edits:
            each(named)

    asked_of, _, name = network("prod", 0, edit)
    return [answer for _, _, answer in question(asked_of, flow, name).answers]


def leads(route: str, **target: str) -> Edit:
    """A route that leads to the resource of a name, or to the endpoint that another route leads to."""

    def edit(named: Named) -> None:
        inputs = named[route]["inputs"]
        for key in ("gatewayId", "natGatewayId", "vpcEndpointId"):
            inputs.pop(key, None)
        ((key, name),) = target.items()
        inputs[key] = named[name]["inputs"][key] if key in named[name]["inputs"] else named[name]["id"]

    return edit


def entry(acl: str, direction: str, **values: Any) -> Edit:
    given = {"ruleNo": 1, "protocol": "-1", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 0, "toPort": 0}
    return lambda named: named[acl]["inputs"][direction].append(given | values)


def opened(group: str) -> Edit:
    """A security group that lets everything in and out."""

    def edit(named: Named) -> None:
        for direction in ("Ingress", "Egress"):
            rule: dict[str, Any] = next(
                item for item in named.values() if item["type"].endswith(f":SecurityGroup{direction}Rule")
            )
            inputs = {"securityGroupId": named[group]["id"], "ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"}
            named[f"{group}-{direction}"] = {**rule, "urn": f"urn::{group}-{direction}", "inputs": inputs}

    return edit


def public(named: Named) -> None:
    named["network-private-subnet-a"]["inputs"]["mapPublicIpOnLaunch"] = True


def without(name: str) -> Edit:
    return lambda named: named.pop(name)


@pytest.mark.parametrize(
    ("edit", "by", "why"),
    [
        # Past the firewall: its endpoint sees the answers, whose request it has never seen.
        (
            leads("network-egress-private-a-to-internet", natGatewayId="network-egress-nat-gateway-a"),
            "network-firewall in eu-west-2a",
            "sees the answer and not the request",
        ),
        (
            leads("network-egress-private-a-to-internet", gatewayId="network-egress-internet-gateway"),
            "network-egress-internet-gateway",
            "has no public address",
        ),
        # Through another zone's endpoint: the answers come back past it.
        (
            leads("network-egress-private-a-to-internet", vpcEndpointId="network-egress-private-c-to-internet"),
            "network-firewall in eu-west-2c",
            "sees the request and not the answer",
        ),
        (
            leads("network-egress-public-a-to-private-a", vpcEndpointId="network-egress-private-b-to-internet"),
            "network-firewall in eu-west-2b",
            "sees the answer and not the request",
        ),
        (
            leads("network-egress-firewall-a-to-internet", vpcEndpointId="network-egress-private-a-to-internet"),
            "network-firewall in eu-west-2a",
            "circle",
        ),
        # The lowest number decides, and a part of the ports of answers is not all of them.
        (entry(PRIVATE, "egress", action="deny"), PRIVATE, "out to the internet"),
        (
            entry(PRIVATE, "ingress", action="deny", protocol="tcp", fromPort=50000, toPort=50010),
            PRIVATE,
            "in from the internet",
        ),
    ],
    ids=["past the firewall", "past everything", "another zone", "answers elsewhere", "circle", "denied", "some ports"],
)
def test_a_mistake_stops_the_way_out_of_a_zone(edit: Edit, by: str, why: str) -> None:
    assert answers(OUT)[0].reached
    answer = answers(OUT, edit)[0]
    assert answer.stopped_by == by
    assert why in answer.why


def test_a_second_mistake_lets_a_zone_out_past_the_firewall_and_the_way_shows_it() -> None:
    past = leads("network-egress-private-a-to-internet", natGatewayId="network-egress-nat-gateway-a")
    first, *others = answers(OUT, past, without("network-egress-public-a-to-private-a"))
    assert first.reached
    assert not [hop for hop in (*first.there, *first.back) if "network-firewall" in hop]
    assert all(any("network-firewall" in hop for hop in answer.there) for answer in others)


def test_a_firewall_behind_the_nat_gateway_does_not_know_whom_it_protects() -> None:
    edits = (
        leads("network-egress-private-a-to-internet", natGatewayId="network-egress-nat-gateway-a"),
        leads("network-egress-firewall-a-to-internet", gatewayId="network-egress-internet-gateway"),
    )
    turned = leads("network-egress-public-a-to-internet", vpcEndpointId="network-egress-public-a-to-private-a")
    assert answers(OUT, *edits, turned)[0].stopped_by == "network-firewall-policy"


def test_an_answer_through_a_nat_gateway_has_the_wrong_address() -> None:
    def edit(named: Named) -> None:
        like = named["network-egress-firewall-a-to-internet"]
        table = named["network-egress-private-a-to-internet"]["inputs"]["routeTableId"]
        inputs = {**like["inputs"], "routeTableId": table, "destinationCidrBlock": "192.0.2.128/25"}
        named["detour"] = {**like, "urn": "urn::detour", "id": "r-detour", "inputs": inputs}

    partner = IPv4Network("192.0.2.0/24")
    flow = Flow(source=partner, destination="transfer", port=22, purpose="Files from partners")
    first, *others = question(network("prod", 0, edit)[0].with_links([partner]), flow).answers
    assert first[2].stopped_by == "network-egress-nat-gateway-a"
    assert "another address" in first[2].why
    assert all(answer.reached for _, _, answer in others)


def test_a_gateway_endpoint_serves_the_tables_that_it_names() -> None:
    def edit(named: Named) -> None:
        named["network-gateway-s3"]["inputs"]["routeTableIds"].pop(0)

    flow = Flow(source="application", destination=GatewayService(service="s3"), port=443, purpose="Files")
    assert [answer.stopped_by for answer in answers(flow, edit)] == ["network-firewall-policy-refusals", "", ""]


def test_nothing_comes_in_where_there_is_no_internet_gateway() -> None:
    assert {answer.stopped_by for answer in answers(IN, without("network-egress-internet-gateway"))} == {"network"}


STEPS: list[tuple[Edit, str]] = [
    (public, "network-access-list-private"),
    (entry(PRIVATE, "ingress"), "network-group-application"),
    (opened("network-group-application"), "network-access-list-private"),
    (entry(PRIVATE, "egress"), "network-firewall in eu-west-2a"),
    (leads("network-egress-private-a-to-internet", gatewayId="network-egress-internet-gateway"), ""),
]


@pytest.mark.parametrize("count", range(len(STEPS) + 1))
def test_whoever_opens_a_subnet_to_the_internet_has_to_open_each_border(count: int) -> None:
    done = [edit for edit, _ in STEPS[:count]]
    by = STEPS[count - 1][1] if count else "network-egress-internet-gateway"
    assert answers(IN, *done)[0].stopped_by == by


def test_a_port_that_all_borders_let_through_is_left_to_the_firewall() -> None:
    flow = Flow(source="application", destination=INTERNET, port=8443, purpose="Another port")
    opened_all: list[Edit] = [opened("network-group-application")]
    for tier in ("private", "firewall", "public"):
        opened_all += [entry(f"network-access-list-{tier}", way) for way in ("ingress", "egress")]
    answer = answers(flow, *opened_all)[0]
    assert answer.stopped_by == "network-firewall-policy-protocols"
    assert "A port other than 443" in answer.why


def rules(change: Callable[[str], str]) -> Edit:
    def edit(named: Named) -> None:
        source = named["network-firewall-policy-protocols"]["inputs"]["ruleGroup"]["rulesSource"]
        source["rulesString"] = change(source["rulesString"])

    return edit


def test_a_rule_of_the_firewall_that_is_not_understood_is_no_answer() -> None:
    with pytest.raises(ValueError, match="does not understand"):
        answers(OUT, rules(lambda given: f"drop tls any any <> any any (sid:9;)\n{given}"))


def test_the_first_rule_that_matches_decides() -> None:
    let = "pass tcp $HOME_NET any -> any any (sid:9;)\n"
    drop = let.replace("pass", "drop")
    dropped = answers(OUT, rules(lambda given: drop + let + given))[0]
    assert dropped.stopped_by == "network-firewall-policy-protocols"
    assert answers(OUT, rules(lambda given: let + drop + given))[0].reached


def test_what_is_outside_the_firewalls_own_blocks_is_not_let_out() -> None:
    def edit(named: Named) -> None:
        policy = named["network-firewall-policy"]["inputs"]["firewallPolicy"]
        policy["policyVariables"]["ruleVariables"][0]["ipSet"]["definitions"] = ["172.16.80.0/20"]

    assert [answer.stopped_by for answer in answers(OUT, edit)] == [
        "network-firewall-policy",
        "",
        "network-firewall-policy",
    ]


@pytest.mark.parametrize("kind", ["vpcPeeringConnection:VpcPeeringConnection", "networkAclRule:NetworkAclRule"])
def test_what_the_model_does_not_read_is_refused(kind: str) -> None:
    def edit(named: Named) -> None:
        named["unread"] = {"urn": "urn::unread", "type": f"aws:ec2/{kind}", "id": "a", "inputs": {}, "outputs": {}}

    with pytest.raises(ValueError, match="does not read"):
        stopped("prod", 0, edit)
