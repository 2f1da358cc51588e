"""The README's first hour, done by the README alone in a copy of the project."""

import json
import re
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from config.project import PROJECT
from tests.docs.clone import attempt, copy_project, run

pytestmark = pytest.mark.engine

HOUR = (PROJECT / "README.md").read_text().partition("## The first hour")[2].partition("\n## ")[0]
# Says which functions and which limit of tries the simulated account has after an `up` of dev.
LOOK = """
import json
from tools.rehearsal.engine import Rehearsal
with Rehearsal("dev") as rehearsal:
    rehearsal.stack.up(policy_packs=rehearsal.policy_packs)
    live = list(rehearsal.account.live().values())
    policy = next(item.inputs["redrivePolicy"] for item in live if item.name == "queue-queue")
    print(json.dumps([[item.name for item in live], policy]))
"""


def blocks(language: str) -> list[str]:
    """The section's blocks of a language, without their indentation."""
    found: list[str] = re.findall(rf"^   ```{language}\n(.*?)^   ```", HOUR, re.MULTILINE | re.DOTALL)
    return [re.sub(r"^   ", "", block, flags=re.MULTILINE) for block in found]


def commands(program: str) -> list[str]:
    """The lines of the section's commands that call a program."""
    return [line for block in blocks("sh") for line in block.splitlines() if line.startswith(f"{program} ")]


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    """Writes the second mapping's entries beside the first one's."""
    for key, value in more.items():
        if isinstance(value, dict):
            merge(into.setdefault(key, {}), cast(dict[str, Any], value))
        elif isinstance(value, list):
            into.setdefault(key, []).extend(cast(list[Any], value))
        else:
            into[key] = value


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return copy_project(tmp_path)


def test_a_setting_and_a_function_reach_the_account_by_the_readme_alone(clone: Path) -> None:
    file = clone / "Pulumi.dev.yaml"
    stack = yaml.safe_load(file.read_text())
    for block in blocks("yaml"):
        merge(stack["config"], yaml.safe_load(block))
    file.write_text(yaml.safe_dump(stack))
    (code,) = blocks("python")
    (clone / "lambda_src" / "report.py").write_text(code)
    python = ".venv/bin/python"
    assert "git does not track lambda_src/report.py: `git add` it" in attempt(clone, python, "-c", LOOK).stderr
    for command in commands("git"):
        run(clone, *command.split())
    names, redrive = json.loads(run(clone, python, "-c", LOOK).splitlines()[-1])
    assert json.loads(redrive)["maxReceiveCount"] == 10
    for role in ("function", "role", "log", "errors", "live", "schedule-target"):
        assert f"payments-payment-report-{role}" in names
    run(clone, ".venv/bin/ruff", "check", "lambda_src")
    run(clone, ".venv/bin/pyright", "lambda_src/report.py")


def test_the_commands_of_the_first_hour_run(clone: Path) -> None:
    rehearse, report = commands("make")
    # What it runs is what `tests/tools/rehearsal/test_command.py` runs for each stack.
    assert ".venv/bin/python -m tools.rehearsal --stack prod" in run(clone, *rehearse.split(), "--dry-run")
    run(clone, *report.split())
    assert (clone / ".build" / "report.html").stat().st_size > 100_000


def test_the_section_has_a_setting_a_function_its_code_and_commands() -> None:
    assert (len(blocks("yaml")), len(blocks("python")), len(commands("make")), len(commands("git"))) == (2, 1, 2, 1)
