"""What is deployed is what Pulumi has noted of the last `up`; with any other program nothing is remediated."""

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pulumi import automation
from pulumi.automation import Stack, UpdateSummary

from config.cli import OWN_CLI
from ops.drift import __main__ as drift
from ops.drift import deployed
from ops.drift.deployed import Program, UnknownProgramError
from ops.lib.command import CommandError
from tests.ops.canned import CannedClients
from tests.ops.verify import stack as outputs

ONE, OTHER = "1" * 40, "2" * 40
CHANGED, SAME = {"create": 2, "same": 10}, {"same": 12}


def update(
    commit: str | None = ONE,
    result: str = "succeeded",
    changes: Mapping[str, int] = SAME,
    *,
    kind: str = "update",
    dirty: str = "false",
) -> UpdateSummary:
    environment = {"git.head": commit, "git.dirty": dirty} if commit else {}
    return UpdateSummary(
        kind, datetime.now(UTC), "", environment, {}, result, resource_changes=cast(Any, dict(changes))
    )


def noting(*updates: UpdateSummary) -> Stack:
    """A stack with these updates, the newest first."""

    def history(*, page_size: int, show_secrets: bool) -> list[UpdateSummary]:
        assert not show_secrets
        return list(updates[:page_size])

    return cast(Stack, SimpleNamespace(history=history))


@pytest.mark.parametrize(
    ("updates", "found"),
    [
        ([update(ONE), update(OTHER)], Program(ONE)),
        ([update(OTHER, kind="refresh"), update(ONE)], Program(ONE)),
        ([update(ONE, dirty="true"), update(OTHER)], Program(ONE, changed=True)),
        # One that failed before it changed anything leaves what was there.
        ([update(OTHER, "failed"), update(ONE)], Program(ONE)),
        ([update(OTHER, "failed", {}), update(ONE)], Program(ONE)),
        # One that failed half-way leaves a mixture, unless it was of the same program: a remediation, for example.
        ([update(ONE, "failed", CHANGED), update(ONE)], Program(ONE)),
        ([update(OTHER, "failed", CHANGED), update(ONE)], f"the last up, of {OTHER[:10]}, did not reach its end"),
        ([update(ONE, "failed", CHANGED)], "did not reach its end"),
        ([], "no up is noted"),
        ([update(OTHER, kind="destroy")], "no up is noted"),
        ([update(None)], "not run in a clone"),
        ([update("main; echo")], "not run in a clone"),
    ],
)
def test_the_deployed_program_is_that_of_the_last_up_that_is_the_whole_stacks(
    updates: list[UpdateSummary], found: Program | str
) -> None:
    if isinstance(found, Program):
        assert deployed.deployed(noting(*updates)) == found
    else:
        with pytest.raises(UnknownProgramError, match=found):
            deployed.deployed(noting(*updates))


def git(folder: Path, *arguments: str) -> str:
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
    variables = identity | {name.replace("AUTHOR", "COMMITTER"): value for name, value in identity.items()}
    command = ["git", *arguments]
    run = subprocess.run(command, cwd=folder, env=os.environ | variables, capture_output=True, text=True, check=True)  # noqa: S603 (a test's own command)
    return run.stdout.strip()


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, as the folder of the program."""
    folder = tmp_path / "clone"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "Pulumi.yaml").write_text("name: payments\nruntime: python\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "the program")
    monkeypatch.setattr(deployed, "PROJECT", folder)
    return folder


def test_the_program_here_is_the_commit_and_what_nobody_has_committed(clone: Path) -> None:
    commit = git(clone, "rev-parse", "HEAD")
    assert deployed.here() == Program(commit)
    assert deployed.mismatch(noting(update(commit))) == ""
    (clone / "new.py").write_text("")
    assert deployed.here() == Program(commit, changed=True)
    why = f"the deployed program is {commit[:10]}, and this one is {commit[:10]} with changes that nobody has committed"
    assert deployed.mismatch(noting(update(commit))) == why


@pytest.mark.parametrize(
    ("updates", "why"),
    [
        ([update(OTHER)], "the deployed program is 2222222222, and this one is"),
        ([], "nobody knows which program is deployed: no up is noted"),
    ],
)
def test_another_program_than_the_deployed_one_is_told(clone: Path, updates: list[UpdateSummary], why: str) -> None:
    assert deployed.mismatch(noting(*updates)).startswith(why)


def test_an_up_by_hand_with_changes_is_of_no_commit(clone: Path) -> None:
    commit = git(clone, "rev-parse", "HEAD")
    found = deployed.mismatch(noting(update(commit, dirty="true")))
    assert found.startswith(f"the deployed program is {commit[:10]} with changes that nobody has committed, and this")


def test_outside_of_a_clone_nobody_knows(clone: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(deployed, "PROJECT", tmp_path)
    assert deployed.mismatch(noting(update())).startswith("nobody knows which program is deployed: ")


class Told:
    """A stack that is asked for its outputs and its updates, and for nothing else."""

    def __init__(self, *updates: UpdateSummary):
        self.history = noting(*updates).history

    def outputs(self) -> dict[str, automation.OutputValue]:
        return {name: automation.OutputValue(value, secret=False) for name, value in outputs.OUTPUTS.items()}


def told(file: Path, *updates: UpdateSummary) -> int:
    caller = {"Account": outputs.ACCOUNT, "Arn": f"arn:aws:iam::{outputs.ACCOUNT}:user/me"}
    clients = CannedClients({"sts.GetCallerIdentity": caller}).clients()
    return drift.main(["--stack", "prod", "--deployed", str(file)], clients, cast(Stack, Told(*updates)))


def test_a_workflow_is_told_the_commit_to_check_out(tmp_path: Path) -> None:
    file = tmp_path / "output"
    file.write_text("before=1\n")
    assert told(file, update(OTHER, "failed", CHANGED), update(ONE)) == 0
    assert file.read_text() == f"before=1\ncommit={OTHER}\n"
    with pytest.raises(CommandError, match="nobody knows which program is deployed: no up is noted"):
        told(file)


@pytest.mark.engine
def test_pulumi_notes_the_commit_of_each_up(clone: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    variables = {"PULUMI_BACKEND_URL": f"file://{state}", "PULUMI_CONFIG_PASSPHRASE": "a test"}
    command = automation.PulumiCommand(root=str(OWN_CLI.parent.parent)) if OWN_CLI.exists() else None
    options = automation.LocalWorkspaceOptions(work_dir=str(clone), env_vars=variables, pulumi_command=command)
    made = automation.create_stack("dev", project_name="payments", program=lambda: None, opts=options)
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "--message", "the stack")
    made.up()
    commit = git(clone, "rev-parse", "HEAD")
    assert deployed.deployed(made) == Program(commit)
    assert deployed.mismatch(made) == ""
    (clone / "new.py").write_text("")
    made.up()
    assert deployed.deployed(made) == Program(commit, changed=True)
