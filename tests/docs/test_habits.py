"""The files that editors, git and reviews read agree with what the checks demand."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.project import PROJECT

HOOKS = PROJECT / ".pre-commit-config.yaml"


def tracked() -> list[str]:
    run = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S607 (git is the machine's)
    return run.stdout.split("\n")[:-1]


def hooks() -> list[dict[str, Any]]:
    content = yaml.safe_load(HOOKS.read_text())
    return [hook for repository in content["repos"] for hook in repository["hooks"]]


@pytest.mark.engine
def test_every_file_is_as_editorconfig_says() -> None:
    for name in tracked():
        content = (PROJECT / name).read_bytes()
        if b"\0" in content or not content:
            continue
        assert b"\r" not in content, name
        assert content.endswith(b"\n"), name
        assert not re.search(rb"[ \t]\n", content), name
        tabs = name == "Makefile" or name.endswith((".go", ".mod", ".sum"))
        assert tabs or b"\n\t" not in content, name


def test_python_is_the_same_everywhere() -> None:
    version = (PROJECT / ".python-version").read_text().strip()
    settings = (PROJECT / "pyproject.toml").read_text()
    assert f'requires-python = ">={version}"' in settings
    assert f'pythonVersion = "{version}"' in settings
    assert f'target-version = "py{version.replace(".", "")}"' in settings
    action = (PROJECT / ".github" / "actions" / "install" / "action.yml").read_text()
    assert "python-version-file: .python-version" in action


def test_hooks_are_steps_of_the_check_and_fetch_nothing() -> None:
    content = yaml.safe_load(HOOKS.read_text())
    assert {repository["repo"] for repository in content["repos"]} == {"local"}
    assert {hook["language"] for hook in hooks()} == {"system"}
    makefile = (PROJECT / "Makefile").read_text()
    check = makefile.partition("\ncheck:")[2].partition("\n\n")[0].replace("$(BIN)", ".venv/bin")
    for hook in hooks():
        assert hook["entry"].replace(" --force-exclude", "") in check, hook["id"]


@pytest.mark.engine
def test_a_commit_that_lint_refuses_is_not_made(tmp_path: Path) -> None:
    for name in (".pre-commit-config.yaml", "pyproject.toml"):
        shutil.copy2(PROJECT / name, tmp_path)
    (tmp_path / ".venv").symlink_to(PROJECT / ".venv")
    (tmp_path / ".gitignore").write_text(".venv\n")
    (tmp_path / "wrong.py").write_text('"""Wrong."""\n\nimport os\n')

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 (the words below)

    run("git", "init", "-q")
    run("git", "add", "-A")
    refused = run(".venv/bin/pre-commit", "run", "ruff-check")
    assert refused.returncode != 0
    assert "F401" in refused.stdout
    (tmp_path / "wrong.py").write_text('"""Right."""\n')
    run("git", "add", "-A")
    assert run(".venv/bin/pre-commit", "run", "ruff-check").returncode == 0


def test_owners_are_of_folders_that_exist() -> None:
    for line in (PROJECT / ".github" / "CODEOWNERS.example").read_text().splitlines():
        path, *owners = line.split()
        if path.startswith("/"):
            assert (PROJECT / path.strip("/")).exists(), path
            assert owners, path
