"""The workflows as data, and the commands in them."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from config.cli import OWN_CLI, cli
from config.project import PROJECT

GITHUB = PROJECT / ".github"
FOLDER = GITHUB / "workflows"
ACTION = GITHUB / "actions" / "install" / "action.yml"
NAMES = ("check", "deploy", "deploy-stack", "drift", "preview")
# A full commit and the release that it was then.
PINNED = re.compile(r"[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
# How a dry run ends where everything is installed, and where it is not yet.
OF_MAKE = ("cd", "make:", "touch")
# What the runner sets, as it could be.
RUNNER = {"STACK": "dev", "GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary.md", "PULL_REQUEST": "7"}


@dataclass(frozen=True)
class Job:
    """A job of a workflow."""

    workflow: str
    name: str
    content: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.workflow}.{self.name}"

    @property
    def steps(self) -> list[dict[str, Any]]:
        return self.content.get("steps", [])

    def using(self, action: str) -> list[dict[str, Any]]:
        """What the steps with an action give it."""
        return [step.get("with", {}) for step in self.steps if step.get("uses", "").startswith(f"{action}@")]


@cache
def workflow(name: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text())


def triggers(name: str) -> dict[str, Any]:
    # YAML takes the word for a truth value.
    content: Any = workflow(name)
    return content[True]


def jobs() -> list[Job]:
    return [Job(name, job, content) for name in NAMES for job, content in workflow(name)["jobs"].items()]


def job(workflow_name: str, name: str) -> Job:
    return next(item for item in jobs() if str(item) == f"{workflow_name}.{name}")


def commands() -> list[str]:
    """Each command that a step runs."""
    steps = [*(step for item in jobs() for step in item.steps), *yaml.safe_load(ACTION.read_text())["runs"]["steps"]]
    return [line for step in steps if "run" in step for line in step["run"].splitlines()]


def unpinned(text: str) -> list[str]:
    """The actions of a file that are not pinned by a commit with its release beside it."""
    used: list[str] = re.findall(r"^\s*-?\s*uses: (.+)$", text, re.MULTILINE)
    return [item for item in used if not item.startswith("./") and not PINNED.fullmatch(item)]


def faults(command: str) -> Iterator[str]:
    """What is wrong with a step's command: no such target, module or option."""
    text = re.sub(r"\$\{?(\w+)\}?", lambda name: RUNNER[name[1]], command)
    words = shlex.split(text)
    if words[0] == "make":
        yield from _made(words)
    else:
        yield from _understood(["python", *words[1:]] if words[0] == "python3" else words)


def _made(words: list[str]) -> Iterator[str]:
    """A target's last command, as `make` would run it, is understood as well."""
    dry = subprocess.run(  # noqa: S603 (a command of the project's own workflows)
        ["make", "--dry-run", *words[1:]],  # noqa: S607 (whose make is nobody's choice)
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if dry.returncode:
        yield f"{shlex.join(words)}: {dry.stderr.strip()}"
        return
    yield from _understood(shlex.split(dry.stdout.splitlines()[-1]))


def _understood(words: list[str]) -> Iterator[str]:
    """Whether the program takes its options: with --help it only looks at them."""
    name = Path(words[0]).name
    if name == "python" and words[1] == "-m":
        yield from _module(words[2], words[3:])
    elif name == "pulumi":
        yield from _asked([str(cli() or OWN_CLI), *words[1:], "--help"])
    elif not (Path(sys.executable).parent / name).exists() and name not in OF_MAKE:
        yield f"{name} is nothing that the project installs"


def _module(name: str, words: list[str]) -> Iterator[str]:
    run = subprocess.run(  # noqa: S603 (the project's own module)
        [sys.executable, "-m", name, "--help"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if run.returncode:
        yield f"{name} has no --help: {run.stderr.strip()[-200:]}"
        return
    for word in words:
        if word.startswith("--") and not re.search(rf"{re.escape(word)}\b", run.stdout):
            yield f"{name} has no option {word}"


def _asked(words: list[str]) -> Iterator[str]:
    run = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603 (the CLI)
    if run.returncode or "unknown flag" in run.stderr:
        yield run.stderr.strip()
