"""The page of the benchmark's figures: what each is compared with, where and when, and how loaded the machine was."""

import time
from datetime import date
from pathlib import Path

import pytest

from config.project import PROJECT
from tools.bench import machine
from tools.bench.__main__ import PARTS
from tools.bench.figures import FILE, Figure, hand_on, handed_on
from tools.bench.machine import Load, described, watched
from tools.bench.page import Part, page

FIGURES = [
    Figure(figure="prod: up", value=24.31, unit="s"),
    Figure(figure="batches of 10, 1 ms added", value=5.714, unit="times as many", against="bare PyMySQL"),
]


def shown(load: Load) -> str:
    part = Part(question="How fast payments are", figures=FIGURES, load=load, seconds=61.7)
    return page([part], "2 processors", date(2026, 11, 27))


def test_each_figure_is_beside_what_it_is_compared_with() -> None:
    text = shown(Load(others=0.02))
    assert "Measured by `make bench` on 2026-11-27: 2 processors." in text
    assert "## How fast payments are" in text
    assert "| prod: up | 24.31 s |  |" in text
    assert "| batches of 10, 1 ms added | 5.71 times as many | bare PyMySQL |" in text


@pytest.mark.parametrize(
    ("load", "reported"),
    [
        (0.02, "This part took 62 seconds; other processes used 2% of the machine."),
        (0.4, "**other processes used 40% of the machine: it was loaded, and its times are too long.**"),
        (None, "the load of the machine is unknown."),
    ],
)
def test_a_machine_that_others_have_loaded_is_told(load: float | None, reported: str) -> None:
    assert reported in shown(Load(others=load))


def test_work_of_ones_own_is_no_load_and_that_of_others_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with watched() as load:
        until = time.process_time() + 0.2
        while time.process_time() < until:
            pass
    assert load.others is not None
    assert 0 <= load.others <= 1
    # Others work for all of the time on all processors.
    busy = iter((0.0, 1000.0))
    monkeypatch.setattr(machine, "_busy", lambda: next(busy))
    with watched() as load:
        pass
    assert load.others is not None
    assert load.others > 1


def test_where_nobody_can_tell_the_load_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "STAT", Path("/nowhere"))
    with watched() as load:
        pass
    assert load.others is None
    assert "processors" in described()


def test_figures_are_handed_on_once_from_whichever_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FILE, raising=False)
    hand_on("is lost where nobody asks", 1, "s")
    file = tmp_path / "figures"
    file.touch()
    monkeypatch.setenv(FILE, str(file))
    for figure in FIGURES:
        hand_on(figure.figure, figure.value, figure.unit, figure.against)
    assert list(handed_on(file)) == FIGURES
    assert list(handed_on(file)) == []


def test_the_committed_page_has_every_part() -> None:
    text = (PROJECT / "docs" / "performance.md").read_text()
    for question in PARTS:
        table = text.partition(f"## {question}\n")[2].partition("\n## ")[0]
        assert table.count("\n| ") > 2, question
        assert "This part took" in table
