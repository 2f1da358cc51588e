"""What the page for contributors says is true, and works by the page alone in a copy of the project."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from config.project import PROJECT
from tests.docs.clone import attempt, copy_project, run

PAGE = (PROJECT / "docs" / "contributing.md").read_text()
SECTION = PAGE.partition("## A resource type")[2].partition("\n## ")[0]
CATALOG = "catalog/cloudwatch.py"
COMPONENT = "components/observability/log_anomalies.py"
TEST = "tests/components/observability/test_log_anomalies.py"
# Says which actions that the registry states for the new type the workflows' roles would lack.
UNCOVERED = """
from fnmatch import fnmatchcase
from catalog import SERVICES, cloudwatch
from simulated_aws.schemas import schema_of
allowed = [f"logs:{action}" for action in (*SERVICES["logs"].read, *SERVICES["logs"].deploy)]
handlers = schema_of(cloudwatch.LOG_ANOMALY_DETECTOR.token)["handlers"].values()
needed = {action for handler in handlers for action in handler["permissions"] if action.startswith("logs:")}
assert "logs:GetLogAnomalyDetector" in needed
print([action for action in needed if not any(fnmatchcase(action, pattern) for pattern in allowed)])
"""


def blocks(language: str) -> list[str]:
    """The section's blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of the project with the component and its test."""
    copy_project(tmp_path)
    _, component, test = blocks("python")
    (tmp_path / COMPONENT).write_text(component)
    (tmp_path / TEST).write_text(test)
    return tmp_path


def add_facts(clone: Path) -> None:
    (facts, *_), (change,) = blocks("python"), blocks("diff")
    old, new = (line[1:] for line in change.splitlines(keepends=True))
    file = clone / CATALOG
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new) + facts)


@pytest.mark.engine
def test_a_new_type_works_by_the_page_alone_and_is_checked(clone: Path) -> None:
    add_facts(clone)
    assert " passed" in run(clone, ".venv/bin/pytest", "-q", "-m", "mocks", TEST, "tests/catalog")
    run(clone, ".venv/bin/ruff", "check", CATALOG, COMPONENT, TEST)
    run(clone, ".venv/bin/ruff", "format", "--check", CATALOG, COMPONENT, TEST)
    run(clone, ".venv/bin/pyright", CATALOG, COMPONENT, TEST)
    assert run(clone, ".venv/bin/python", "-c", UNCOVERED) == "[]\n"


@pytest.mark.engine
def test_without_its_entry_a_type_is_refused_with_the_file_that_it_belongs_in(clone: Path) -> None:
    done = attempt(clone, ".venv/bin/pytest", "-q", "-m", "mocks", TEST)
    assert done.returncode == 1
    assert (
        "the catalog does not have the type aws:cloudwatch/logAnomalyDetector:LogAnomalyDetector; "
        f"add it to {CATALOG} (docs/contributing.md, 'A resource type')"
    ) in done.stdout


def test_the_page_names_the_files_that_it_has_blocks_for() -> None:
    assert (len(blocks("python")), len(blocks("diff"))) == (3, 1)
    assert all(f"`{name}`" in SECTION for name in (CATALOG, COMPONENT, TEST))


def test_the_files_and_folders_that_the_page_names_exist() -> None:
    made_by_the_page = {COMPONENT, TEST}
    named: list[str] = re.findall(r"`([\w.-]+/[\w./-]*|Makefile)`", PAGE)
    assert len(named) > 20
    # What `make install` makes, and what a clone has, where it has them.
    installed = {".venv/", ".tools/"}
    assert [name for name in named if name not in made_by_the_page | installed and not (PROJECT / name).exists()] == []
    workflows: set[str] = set(re.findall(r"`(\w+\.yml)`", PAGE))
    assert workflows == {"check.yml", "preview.yml", "deploy.yml", "drift.yml"}
    assert all((PROJECT / ".github" / "workflows" / name).is_file() for name in workflows)


def test_the_example_of_an_alarm_is_what_the_files_have() -> None:
    section = PAGE.partition("## An alarm")[2].partition("\n## ")[0]
    examples: list[str] = re.findall(r"^   ```python\n(.*?)^   ```", section, re.MULTILINE | re.DOTALL)
    for name, example in zip(
        ("components/payments/queue.py", "tests/components/payments/test_payments.py"), examples, strict=True
    ):
        assert f"`{name}`" in section
        code = [line.strip() for line in (PROJECT / name).read_text().splitlines()]
        lines = [line.strip() for line in dedent(example).splitlines()]
        assert any(code[start : start + len(lines)] == lines for start in range(len(code))), name
    assert "`payments-age`" in (PROJECT / "docs" / "runbooks" / "payments.md").read_text()
