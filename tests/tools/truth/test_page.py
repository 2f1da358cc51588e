"""The tables of a result, and the page that they are written into."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from catalog import sqs
from tools.truth import page
from tools.truth.measure import Finding, Result
from tools.truth.probe import Kind, Probe
from tools.truth.report import kinds, misses


def finding(*, refused: bool, valid: bool = False, named: bool = True, kind: Kind = Kind.LONG) -> Finding:
    inputs: Mapping[str, Any] = {"name": "n"}
    probe = Probe(
        stack="dev", id="q", token=sqs.QUEUE.token, name="queue", path="name", general="name", kind=kind,
        inputs=inputs, shown="'n'", valid=valid, sources=("API",),
    )  # fmt: skip
    return Finding(probe=probe, refused=refused, named=named, reason="name: no")


RESULT = Result(
    findings=[
        finding(refused=True),
        finding(refused=True, named=False),
        finding(refused=False),
        finding(refused=False, valid=True),
        finding(refused=True, kind=Kind.TYPE),
    ],
    disputed=3,
)


def test_valid_and_invalid_ones_are_counted_apart() -> None:
    count = kinds(RESULT)["too long"]
    assert (count.made, count.refused, count.named, count.valid, count.taken) == (3, 2, 1, 1, 1)
    assert list(kinds(RESULT)) == ["wrong type", "too long"]


def test_the_page_keeps_what_is_around_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "rehearsal.md"
    file.write_text(f"# Before\n\n{page.START}\n\nold\n\n{page.END}\n\nAfter\n")
    monkeypatch.setattr(page, "PAGE", file)
    page.write(RESULT)
    written = file.read_text()
    assert written.startswith("# Before\n")
    assert written.endswith("\n\nAfter\n")
    assert "old" not in written
    assert page.rates(written) == {"wrong type": 1, "too long": 2 / 3, "all": 0.75}


def test_what_is_let_through_and_what_is_refused_though_valid_is_listed() -> None:
    result = Result(findings=[*RESULT.findings, finding(refused=True, valid=True)], disputed=0)
    lines = list(misses(result))
    assert [line.partition(" | ")[0] for line in lines] == ["REFUSED THOUGH VALID", "taken though invalid"]
