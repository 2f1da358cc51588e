"""The pictures of who reaches whom show what the model answers, and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from tests.support.graph import STACKS, build_stack
from tests.tools.report.changed import beside, without
from tests.tools.report.states import state
from tools.diagrams import svg
from tools.diagrams.drawing import Diagram, Edge
from tools.diagrams.reachability import ICONS, reachability
from tools.report.facts.connections import Connection, Connections, connections
from tools.report.facts.pictures import ways
from tools.report.facts.rehearsed import Rehearsed

NETWORKS = ("network", "recovery-region-network")
SVG = "{http://www.w3.org/2000/svg}"
ROTATION = "network-group-rotation-to-database-3306-egress"


@pytest.fixture(scope="module")
def asked(prod: Rehearsed) -> Connections:
    return connections(prod)


def found(diagram: Diagram, label: str) -> str:
    """The box that has a label in its title or among its names."""
    (box,) = (box for box in diagram.boxes if label in (box.title, *box.names))
    return box.identity


def steps(diagram: Diagram, network: str, first: str, hops: Iterable[str], last: str) -> list[tuple[str, str]]:
    """The pairs of boxes that a way has to lead through."""
    named = [hop.removeprefix(f"{network}-").split(" in ")[0] for hop in hops]
    passed = [hop for hop in named if hop not in ("local", "the same subnet") and not hop.startswith("link with ")]
    return list(pairwise(found(diagram, label) for label in (first, *passed, last)))


def ports(edge: Edge) -> Sequence[int]:
    return [int(port) for port in (edge.label or "443").split(": ")[-1].split(", ")]


def of(given: Iterable[Connection], network: str) -> list[Connection]:
    return [item for item in given if item.network == network]


@pytest.mark.parametrize("network", NETWORKS)
def test_the_lines_are_the_ways_of_all_answers(asked: Connections, prod: Rehearsed, network: str) -> None:
    diagram = reachability(network, asked, prod.resources)
    there: set[tuple[str, str, int]] = set()
    back: set[tuple[str, str, int]] = set()
    for item in of(asked.meant, network):
        for answer in item.answers:
            there |= {(*pair, item.port) for pair in steps(diagram, network, item.source, answer.there, item.target)}
            back |= {(*pair, item.port) for pair in steps(diagram, network, item.target, answer.back, item.source)}
    assert {(edge.start, edge.end, port) for edge in diagram.edges for port in ports(edge)} == there
    assert {(edge.end, edge.start, port) for edge in diagram.edges if edge.both for port in ports(edge)} == back
    assert {edge.kind for edge in diagram.edges} == {"data", "copy", "control"} | (
        {"outbound"} if network == "network" else set()
    )


@pytest.mark.parametrize("network", NETWORKS)
def test_whatever_else_was_asked_is_counted_at_whom_it_did_not_reach(
    asked: Connections, prod: Rehearsed, network: str
) -> None:
    diagram = reachability(network, asked, prod.resources)
    own = [item for item in asked.refused if item.network == network]
    assert {item.target for item in own} >= {"database", "endpoints", "the internet", "10.0.0.0/16", "s3"}
    said = {box.identity: name for box in diagram.boxes for name in box.names if name.startswith("refused: ")}
    assert said == {found(diagram, item.target): f"refused: {item.times:,}" for item in own}
    assert sum(item.times for item in asked.refused) == asked.others


def test_what_is_meant_and_not_possible_says_no(prod: Rehearsed) -> None:
    diagram = reachability("network", connections(without(prod, ROTATION)), prod.resources)
    wrong = [edge for edge in diagram.edges if edge.kind == "refused"]
    assert [(edge.start, edge.end, edge.label) for edge in wrong] == [("end rotation", "end database", "no: 3306")]
    right = {(edge.start, edge.end) for edge in diagram.edges if edge.kind == "data"}
    assert ("end application", "end database") in right
    assert ("end rotation", "end database") not in right


def test_what_is_possible_and_not_meant_says_so(prod: Rehearsed) -> None:
    anywhere = {"cidrIpv4": "0.0.0.0/0", "fromPort": 443, "toPort": 443, "referencedSecurityGroupId": None}
    given = connections(beside(prod, ROTATION, anywhere))
    wrong = [edge for edge in reachability("network", given, prod.resources).edges if edge.kind == "credential"]
    assert {edge.label for edge in wrong} == {"not meant: 443"}
    assert {edge.end for edge in wrong if edge.start == "end rotation"} == {
        "network-firewall",
        "network-gateway-dynamodb",
        "network-gateway-s3",
    }
    outside = {edge.end for edge in wrong if edge.start == "network-egress-internet-gateway"}
    assert outside == {"end 192.0.2.0/24", "end the internet"}


def test_answers_that_come_back_another_way_have_lines_of_their_own(asked: Connections, prod: Rehearsed) -> None:
    (outward,) = (
        item for item in of(asked.meant, "network") if (item.source, item.target) == ("application", "the internet")
    )
    (first, *_) = outward.answers
    past = replace(first, back=tuple(hop for hop in first.back if "firewall" not in hop))
    given = Connections(meant=[replace(outward, answers=[past])], possible=[], refused=[])
    edges = reachability("network", given, prod.resources).edges
    assert {(edge.start, edge.end) for edge in edges if not edge.both} == {
        ("end application", "network-firewall"),
        ("network-firewall", "network-egress-nat-gateway-a"),
        ("network-egress-nat-gateway-a", "end application"),
    }


def test_every_end_has_an_icon() -> None:
    assert not [icon for icon in ICONS.values() if not (svg.ICONS / f"{icon}.png").is_file()]


@pytest.mark.engine
@pytest.mark.parametrize("stack", STACKS)
def test_each_word_can_be_read_at_the_width_of_a_readme(stack: str) -> None:
    rehearsed = Rehearsed(stack=stack, resources=state(build_stack(stack)))
    drawn = ways(rehearsed, connections(rehearsed))
    assert list(drawn) == (list(NETWORKS) if stack == "prod" else ["network"])
    for picture in drawn.values():
        root = ElementTree.fromstring(picture.svg)  # noqa: S314 (our own text)
        shrunk = min(1.0, 838 / float(root.attrib["viewBox"].split()[2]))
        assert min(float(text.attrib["font-size"]) for text in root.iter(f"{SVG}text")) * shrunk >= 7.5


def test_without_graphviz_there_are_tables_alone(
    asked: Connections, prod: Rehearsed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert not ways(prod, asked)
