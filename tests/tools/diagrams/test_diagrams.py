import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.support.graph import build_stack
from tests.tools.report.states import state
from tools.diagrams import mermaid, svg
from tools.diagrams.__main__ import diagrams, files, stale
from tools.diagrams.architecture import CLIENT, INTERNET, architecture
from tools.diagrams.component import component
from tools.diagrams.drawing import Diagram, EdgeKind
from tools.report.facts.inventory import components


@pytest.fixture(scope="module")
def dev() -> list[dict[str, Any]]:
    return state(build_stack("dev"))


@pytest.fixture(scope="module")
def prod() -> list[dict[str, Any]]:
    return state(build_stack("prod"))


def reached(diagram: Diagram, start: str, *kinds: EdgeKind) -> set[str]:
    """What can be come to from a box by edges of some kinds."""
    found, next_to = set[str](), [start]
    while next_to:
        here = next_to.pop()
        ends = {edge.end for edge in diagram.edges if edge.start == here and edge.kind in kinds} - found
        found |= ends
        next_to.extend(ends)
    return found


def private_subnets(diagram: Diagram) -> Iterator[str]:
    return (box.identity for box in diagram.boxes if box.title == "private subnet")


def test_a_payment_goes_from_the_client_through_the_queue_to_the_database(
    dev: list[dict[str, Any]], prod: list[dict[str, Any]]
) -> None:
    path = {"queue-queue", "payments-payment-processor-function", "database-server-instance"}
    assert reached(architecture("dev", dev), CLIENT, "traffic") == path
    assert reached(architecture("prod", prod), CLIENT, "traffic") >= path | {"container-platform-service"}


def test_the_way_out_leads_through_the_firewall_of_its_zone(prod: list[dict[str, Any]]) -> None:
    diagram = architecture("prod", prod)
    subnets = list(private_subnets(diagram))
    assert len(subnets) == 6
    for subnet in subnets:
        place = subnet.removeprefix("private subnet ")
        assert {INTERNET, f"firewall {place}"} <= reached(diagram, subnet, "outbound")


def test_a_credential_goes_to_its_rotation_and_that_to_the_database(dev: list[dict[str, Any]]) -> None:
    diagram = architecture("dev", dev)
    for secret in ("database-credentials-application-secret", "database-credentials-master-secret"):
        found = reached(diagram, secret, "credential")
        assert {"database-rotation-function", "database-server-instance"} <= found
        assert "database-credentials-key" in reached(diagram, secret, "key")


def test_a_route_that_is_missing_is_missing_in_the_diagram(dev: list[dict[str, Any]]) -> None:
    before = svg.draw(architecture("dev", dev))
    route = next(item for item in dev if item["urn"].endswith("::network-egress-private-a-to-internet"))
    changed = architecture("dev", [item for item in dev if item is not route])
    assert INTERNET not in reached(changed, "private subnet a of eu-west-2", "outbound")
    assert svg.draw(changed) != before


def test_the_same_resources_in_any_order_are_the_same_diagrams(dev: list[dict[str, Any]]) -> None:
    shuffled = random.Random(1).sample(dev, len(dev))  # noqa: S311 (an order, no secret)
    assert dict(files(diagrams({"dev": dev}))) == dict(files(diagrams({"dev": shuffled})))


def test_a_components_diagram_names_each_of_its_resources(prod: list[dict[str, Any]]) -> None:
    tops = components(prod)
    for name in ("network", "database", "recovery"):
        own = [item["urn"].rpartition("::")[2] for item in prod if tops[item["urn"]] == name and item["custom"]]
        lines = [line for box in component(name, prod).boxes for line in box.lines]
        assert sorted(lines) == sorted(item.removeprefix(f"{name}-") for item in own)


def test_a_drawing_is_well_formed_and_asks_for_nothing(dev: list[dict[str, Any]]) -> None:
    diagram = architecture("dev", dev)
    root = ElementTree.fromstring(svg.draw(diagram))  # noqa: S314 (our own text)
    paths = [item for item in root.iter("{http://www.w3.org/2000/svg}path") if item.get("d", "").count("C") == 1]
    assert len(paths) == len(diagram.edges)
    assert not {item.tag for item in root.iter()} & {"{http://www.w3.org/2000/svg}image", "script"}


def test_mermaid_has_a_line_for_each_box_and_edge_by_kind(dev: list[dict[str, Any]]) -> None:
    diagram = architecture("dev", dev)
    text = mermaid.draw(diagram)
    assert text.count('["<b>') == len(diagram.boxes)
    assert sum(text.count(f" {arrow} ") for arrow in {"==>", "-->", "-.->", "-.-o"}) == len(diagram.edges)
    assert "queue_queue ==> payments_payment_processor_function" in text


def test_what_differs_is_missing_or_drawn_by_nothing_is_stale(tmp_path: Path) -> None:
    current, changed, gone = (tmp_path / f"{name}.svg" for name in ("current", "changed", "gone"))
    for path in (current, changed, gone):
        path.write_text("old")
    missing = tmp_path / "missing.svg"
    assert stale({current: "old", changed: "new", missing: "new"}, tmp_path) == {changed, gone, missing}
