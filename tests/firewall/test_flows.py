"""What the program's firewall does with real handshakes and other flows, by the engine that Network Firewall runs."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from config.project import PROJECT
from tests.firewall.engine import Verdict, verdict
from tests.firewall.flows import CASES, DEFAULTS, HELLOS, Case
from tests.firewall.packets import SEGMENT, Connection
from tests.firewall.policy import Rules, evaluated, groups_of, of_network, policy_of
from tests.support.samples import build_network

PAGE = PROJECT / "docs" / "network.md"
START, END = "<!-- flows -->\n", "<!-- /flows -->\n"


@cache
def rules(action: str = DEFAULTS[0]) -> Rules:
    """The rules of a network of the program with a default action."""
    return of_network(build_network(defaultAction=action))


@pytest.mark.engine
@pytest.mark.parametrize("action", DEFAULTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_flow_passes_or_is_dropped(case: Case, action: str, tmp_path: Path) -> None:
    assert verdict(rules(action), case.flow, tmp_path).passed == case.expected(action)


@pytest.mark.engine
@pytest.mark.parametrize("name", ["TLS 1.3", "TLS 1.3, post-quantum", "TLS 1.3, another domain"])
def test_each_handshake_is_logged_once_with_its_name(name: str, tmp_path: Path) -> None:
    found = verdict(rules(), Connection(HELLOS[name]), tmp_path)
    logged = [alert for alert in found.alerts if alert.rule == 4]
    assert [alert.server_name for alert in logged] == ["attacker.example" if "another" in name else "api.example.com"]


@pytest.mark.engine
@pytest.mark.parametrize("case", [case for case in CASES if case.name.startswith("TLS")], ids=lambda case: case.name)
def test_a_client_of_ours_is_told_at_once_that_its_handshake_is_refused(case: Case, tmp_path: Path) -> None:
    assert verdict(rules(), case.flow, tmp_path).action == ("pass" if case.passes else "reject")


@pytest.mark.engine
@pytest.mark.parametrize("port", [22, 443])
def test_an_answer_of_ours_to_a_connection_from_outside_is_not_taken_for_a_way_out(port: int, tmp_path: Path) -> None:
    assert verdict(rules(), Connection(b"", port=port, inward=True), tmp_path) == Verdict(alerts=())


# Each is an order of threats, protocols, domains and refusals in which an allowed handshake is refused or not logged.
@pytest.mark.engine
@pytest.mark.parametrize(
    ("order", "action", "logged"),
    [((3, 2, 1, 0), "reject", [5]), ((0, 1, 3, 2), "reject", [4, 5]), ((0, 2, 1, 3), "pass", [])],
    ids=["reversed", "refusals before domains", "domains before protocols"],
)
def test_another_order_of_the_groups_decides_otherwise(
    order: Sequence[int], action: str, logged: list[int], tmp_path: Path
) -> None:
    graph = build_network()
    policy = policy_of(graph)
    references = policy["statefulRuleGroupReferences"]
    moved = [{**references[place], "priority": priority} for priority, place in enumerate(order, 1)]
    changed = evaluated({**policy, "statefulRuleGroupReferences": moved}, groups_of(graph))
    found = verdict(changed, Connection(HELLOS["TLS 1.3"]), tmp_path)
    assert (found.action, [alert.rule for alert in found.alerts]) == (action, logged)


def test_a_post_quantum_handshake_takes_two_segments() -> None:
    assert len(HELLOS["TLS 1.3, post-quantum"]) > SEGMENT > len(HELLOS["TLS 1.3"])


def test_the_page_says_what_becomes_of_each_flow() -> None:
    before, rest = PAGE.read_text().split(START)
    head = ("| flow | as configured | with `defaultAction: drop_established` |", "| --- | --- | --- |")
    said = {True: "passes", False: "dropped"}
    rows = [f"| {case.name} | {' | '.join(said[case.expected(action)] for action in DEFAULTS)} |" for case in CASES]
    page = before + START + "\n".join((*head, *rows, "")) + END + rest.split(END)[1]
    if os.environ.get("WRITE_TABLES"):
        PAGE.write_text(page)
    assert PAGE.read_text() == page, "WRITE_TABLES=1 pytest tests/firewall writes the page"
