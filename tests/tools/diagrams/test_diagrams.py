import random
from typing import Any

import pytest

from tests.support.graph import build_stack
from tests.tools.report.states import state
from tools.diagrams import dot
from tools.diagrams.__main__ import diagrams, pages
from tools.diagrams.architecture import architecture
from tools.diagrams.component import component
from tools.diagrams.drawing import Diagram, EdgeKind
from tools.diagrams.links import CLIENT, INTERNET
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


def test_a_payment_goes_from_the_client_through_the_queue_to_the_database(
    dev: list[dict[str, Any]], prod: list[dict[str, Any]]
) -> None:
    path = {"queue-queue", "payments-payment-processor-function", "database-server-instance"}
    assert reached(architecture("dev", dev), CLIENT, "data") == path
    found = reached(architecture("prod", prod), CLIENT, "data")
    assert found >= path | {"container-platform-service"}
    # So do the partners' files, and both in the second region too.
    assert found >= {"transfer-landing-files-bucket", "transfer-replica-files-bucket", "recovery-queue-queue"}


def test_what_is_refused_goes_to_the_dead_letters(dev: list[dict[str, Any]]) -> None:
    assert reached(architecture("dev", dev), "queue-queue", "refused") == {"queue-dead-letters-queue"}


def test_the_second_region_is_another_frame_with_copies(prod: list[dict[str, Any]]) -> None:
    diagram = architecture("prod", prod)
    outer = {box.identity: box.places[0].kind if box.places else "" for box in diagram.boxes}
    assert (outer["database-server-instance"], outer["recovery-database-server-instance"]) == ("region", "standby")
    copies = reached(diagram, "database-server-instance", "copy")
    assert copies == {"recovery-database-server-instance", "recovery-backups-replication"}
    assert all(outer[end] == "standby" for end in copies)


def test_a_box_is_in_the_frames_that_it_is_in_on_aws(prod: list[dict[str, Any]]) -> None:
    boxes = {box.identity: [place.kind for place in box.places] for box in architecture("prod", prod).boxes}
    assert boxes["payments-payment-processor-function"] == ["region", "vpc", "zone", "private"]
    assert boxes["database-server-instance"] == ["region", "vpc", "zone", "isolated"]
    assert boxes["network-egress-nat-gateway-a"] == ["region", "vpc", "zone", "public"]
    assert boxes["queue-queue"] == ["region"]
    assert boxes[CLIENT] == []


def test_the_way_out_leads_through_the_firewall_of_its_zone(prod: list[dict[str, Any]]) -> None:
    # The second region has no way out yet.
    for name in ("network",):
        diagram = component(name, prod)
        subnets = [box for box in diagram.boxes if "private-subnet" in box.identity]
        assert len(subnets) == 3
        for subnet in subnets:
            zone, found = subnet.identity[-1], reached(diagram, subnet.identity, "outbound")
            firewalls = {end for end in found if "firewall" in end}
            assert firewalls == {next(end for end in firewalls if end.endswith(f"firewall {zone}"))}
            assert INTERNET in found


def test_a_credential_goes_to_its_rotation_and_that_to_the_database(dev: list[dict[str, Any]]) -> None:
    diagram = component("database", dev)
    for secret in ("database-credentials-application-secret", "database-credentials-master-secret"):
        found = reached(diagram, secret, "credential")
        assert {"database-rotation-function", "database-server-instance"} <= found
        assert secret in reached(diagram, "database-credentials-key", "key")


def test_a_route_that_is_missing_is_missing_in_the_diagram(dev: list[dict[str, Any]]) -> None:
    before = dot.source(component("network", dev))
    route = next(item for item in dev if item["urn"].endswith("::network-egress-private-a-to-internet"))
    changed = component("network", [item for item in dev if item is not route])
    assert INTERNET not in reached(changed, "network-private-subnet-a", "outbound")
    assert dot.source(changed) != before


def test_the_same_resources_in_any_order_are_the_same_diagrams(dev: list[dict[str, Any]]) -> None:
    shuffled = random.Random(1).sample(dev, len(dev))  # noqa: S311 (an order, no secret)
    one, other = ({"dev": given} for given in (dev, shuffled))
    first, second = diagrams(one), diagrams(other)
    assert [dot.source(item) for item in first] == [dot.source(item) for item in second]
    assert pages(one, first) == pages(other, second)


def test_a_components_page_names_each_of_its_resources(prod: list[dict[str, Any]]) -> None:
    tops, drawn = components(prod), diagrams({"prod": prod})
    texts = {path.stem: text for path, text in pages({"prod": prod}, drawn).items()}
    for name in ("network", "database", "recovery"):
        own = [item["urn"].rpartition("::")[2] for item in prod if tops[item["urn"]] == name and item["custom"]]
        assert len(own) > 30
        assert not [item for item in own if f"`{item}`" not in texts[f"component-{name}"]]


def test_a_diagram_has_few_boxes_and_lines(prod: list[dict[str, Any]]) -> None:
    for diagram in diagrams({"prod": prod}):
        assert 0 < len(diagram.boxes) <= 45, diagram.name
        assert len(diagram.edges) <= 50, diagram.name
