"""What `make mutants` takes and how it ends."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from config.project import PROJECT
from tools.mutants import __main__ as command
from tools.mutants.faults import MUTANTS
from tools.mutants.faults.mutant import Mutant


def test_faults_are_listed_by_what_their_lines_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(MUTANTS)
    assert command.main(["--list", "-k", "lambda_src/ledger.py"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{mutant.fault}: {mutant.place}, noticed by {mutant.test}"
        for mutant in MUTANTS
        if mutant.place.file == "lambda_src/ledger.py"
    ]


@pytest.mark.parametrize(("unnoticed", "status"), [(0, 0), (1, 1)])
def test_a_fault_that_is_not_noticed_is_an_error(monkeypatch: pytest.MonkeyPatch, unnoticed: int, status: int) -> None:
    def tried(mutants: Sequence[Mutant], project: Path, workers: int) -> int:
        assert {mutant.place.file for mutant in mutants} == {"lambda_src/ledger.py"}
        return len(mutants) - unnoticed

    monkeypatch.setattr(command, "tried", tried)
    assert command.main(["-k", "lambda_src/ledger.py"]) == status


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_words_that_nothing_holds_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no fault, code or test contains 'no such fault'" in refused(capsys, "-k", "no such fault")


def test_nothing_is_tried_while_a_fault_does_not_fit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = MUTANTS[0]
    file, _, name = fault.test.partition("::")
    lost = [
        replace(fault, fault="another scope", place=replace(fault.place, text="is_nowhere")),
        replace(fault, fault="another file", place=replace(fault.place, file="nowhere.py")),
        replace(fault, fault="another test", test=f"{file}::{name}_else"),
        replace(fault, fault="another file of tests", test=f"tests/nowhere.py::{name}"),
    ]
    monkeypatch.setattr(command, "MUTANTS", (fault, *lost))
    reported = refused(capsys)
    assert "another scope: `is_nowhere` occurs 0 times" in reported
    assert "another file: there is no nowhere.py" in reported
    assert f"another test: {file} has no {name}_else" in reported
    assert "another file of tests: there is no tests/nowhere.py" in reported
    assert fault.fault not in reported


def test_what_is_installed_beside_the_project_is_not_looked_through(tmp_path: Path) -> None:
    installed = tmp_path / ".venv" / "installed.py"
    installed.parent.mkdir()
    installed.write_text("this is no Python")
    (tmp_path / "own.py").write_text("import colorsys\n")
    # In a process of its own, since none may be forked beside the threads of this one.
    look = f"import pathlib, sys; from tools.mutants.preload import preload; preload(pathlib.Path({str(tmp_path)!r}))"
    run = subprocess.run(  # noqa: S603 (the text above)
        [sys.executable, "-c", f"{look}; print('colorsys' in sys.modules)"],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.strip() == "True"
