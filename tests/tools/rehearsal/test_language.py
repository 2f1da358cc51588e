"""The program is run as `pulumi up` runs it where Pulumi's host for Python is at hand, and says which way it was."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from config.project import PROJECT
from tests.tools.rehearsal import host
from tools.rehearsal import language
from tools.rehearsal.engine import Rehearsal


@pytest.fixture
def hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a host's, at the front of PATH."""
    host.command(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


@pytest.mark.engine
def test_a_host_on_path_runs_the_program_in_a_process_of_its_own_and_from_its_own_folder(hosts: Path) -> None:
    with Rehearsal("dev") as rehearsal:
        planned = rehearsal.stack.preview().change_summary
    assert set(planned) == {"create"}
    assert planned["create"] > 250  # pyright: ignore[reportArgumentType] (the SDK's keys are texts here)
    note = json.loads((hosts / host.NOTE).read_text())
    assert note["process"] != os.getpid()
    assert note["program_directory"] == str(PROJECT)
    assert note["options"] == {"toolchain": "pip", "virtualenv": str(PROJECT / ".venv")}


def test_it_says_which_way_the_program_is_run(hosts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert language.hosted()
    assert language.described() == (
        f"Pulumi's Python language host runs the program, as in pulumi up ({hosts / language.HOST})."
    )
    monkeypatch.setenv("PATH", "/nowhere")
    assert not language.hosted()
    assert "is not on PATH; pulumi up starts a process of its own for it" in language.described()


@pytest.mark.parametrize("folder", [".", "bootstrap"])
def test_pulumi_does_not_check_types_before_each_preview_and_up(folder: str) -> None:
    project = yaml.safe_load((PROJECT / folder / "Pulumi.yaml").read_text())
    assert project["runtime"]["options"].keys() == {"toolchain", "virtualenv"}


def test_what_the_engine_starts_at_each_operation_loads_no_more_than_it_needs() -> None:
    loaded = (
        "import sys, tools.rehearsal.dynamic; print({'cfnlint', 'moto', 'pulumi', 'pulumi_aws'} & sys.modules.keys())"
    )
    run = subprocess.run([sys.executable, "-c", loaded], cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S603 (the text above)
    assert run.stdout.strip() == "set()"
