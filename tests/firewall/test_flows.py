"""What the program's firewall does with real handshakes and other flows, by the engine that Network Firewall runs."""

import os
from pathlib import Path

import pytest

from config.project import PROJECT
from tests.firewall.engine import verdict
from tests.firewall.flows import CASES, DEFAULTS, HELLOS, Case, rules
from tests.firewall.packets import SEGMENT, Connection

PAGE = PROJECT / "docs" / "network.md"
START, END = "<!-- flows -->\n", "<!-- /flows -->\n"


@pytest.mark.engine
@pytest.mark.parametrize("action", DEFAULTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_flow_passes_or_is_dropped(case: Case, action: str, tmp_path: Path) -> None:
    assert verdict(rules(action), case.flow, tmp_path).passed == case.expected(action)


@pytest.mark.engine
@pytest.mark.parametrize("name", ["TLS 1.3", "TLS 1.3, post-quantum", "TLS 1.3, another domain"])
def test_each_handshake_is_logged_once_with_its_name(name: str, tmp_path: Path) -> None:
    found = verdict(rules(DEFAULTS[0]), Connection(HELLOS[name]), tmp_path)
    logged = [alert for alert in found.alerts if alert.rule == 4]
    assert [alert.server_name for alert in logged] == ["attacker.example" if "another" in name else "api.example.com"]


@pytest.mark.engine
@pytest.mark.parametrize("case", [case for case in CASES if case.name.startswith("TLS")], ids=lambda case: case.name)
def test_a_client_of_ours_is_told_at_once_that_its_handshake_is_refused(case: Case, tmp_path: Path) -> None:
    resets = {3, 5} & {alert.rule for alert in verdict(rules(DEFAULTS[0]), case.flow, tmp_path).alerts}
    assert bool(resets) != case.passes


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
