"""Which program a stack was deployed with: the commit that Pulumi has noted of its last `up`, whoever ran that."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from pulumi.automation import Stack, UpdateSummary

from config.project import PROJECT

# Newest first. Far more than the `up`s that fail before one succeeds.
LOOKED_AT = 50
SHORT = 10
COMMIT = re.compile("[0-9a-f]{40}")


@dataclass(frozen=True)
class Program:
    """A commit, and whether files differed from it."""

    commit: str
    changed: bool = False

    def __str__(self) -> str:
        return f"{self.commit[:SHORT]}{' with changes that nobody has committed' if self.changed else ''}"


class UnknownProgramError(Exception):
    """Nobody knows with which program the stack was deployed; the message says why."""


def deployed(stack: Stack) -> Program:
    """The program that all of the stack is of; raises UnknownProgramError where the last `up` ended half-way.

    An `up` that failed and had changed something leaves a mixture of two programs, unless both were of one commit.
    """
    newest, *before = last(stack)
    if newest.commit not in (one.commit for one in before):
        raise UnknownProgramError(f"the last up, of {newest}, did not reach its end")
    return newest


def last(stack: Stack) -> Sequence[Program]:
    """The program of the last `up` that changed something, and that of the last one that reached its end, if any.

    Raises UnknownProgramError where no `up` is noted.
    """
    updates = [one for one in stack.history(page_size=LOOKED_AT, show_secrets=False) if one.kind == "update"]
    effective = [one for one in updates if one.result == "succeeded" or _has_changed_something(one)]
    if not effective:
        raise UnknownProgramError("no up is noted")
    whole = [one for one in effective if one.result == "succeeded"]
    return [_program(one) for one in (effective[0], *whole[:1])]


def here() -> Program:
    """The program in this folder."""
    return Program(_git("rev-parse", "HEAD").strip(), changed=bool(_git("status", "--porcelain")))


def mismatch(stack: Stack) -> str:
    """Why this program is not the deployed one; empty where it is."""
    try:
        wanted, found = deployed(stack), here()
    except UnknownProgramError as error:
        return f"nobody knows which program is deployed: {error}"
    if wanted.changed or found.changed or wanted.commit != found.commit:
        return f"the deployed program is {wanted}, and this one is {found}"
    return ""


def _has_changed_something(update: UpdateSummary) -> bool:
    return any(count for operation, count in (update.resource_changes or {}).items() if operation != "same")


def _program(update: UpdateSummary) -> Program:
    commit = update.environment.get("git.head", "")
    if not COMMIT.fullmatch(commit):
        raise UnknownProgramError("the last up was not run in a clone of the repository")
    return Program(commit, changed=update.environment.get("git.dirty") != "false")


def _git(*arguments: str) -> str:
    command: Sequence[str] = ["git", *arguments]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603 (no shell; every word is a constant of this file)
    if run.returncode:
        raise UnknownProgramError(run.stderr.strip())
    return run.stdout
