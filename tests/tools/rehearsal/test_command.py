"""The rehearsal as a command: a stack's whole life, and how it ends where something is wrong."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.project import PROJECT

pytestmark = pytest.mark.engine

PHASES = ["preview", "up", "up again", "refresh", "destroy"]
COLUMNS = 64


def rehearse(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (the project's own command)
        [sys.executable, "-m", "tools.rehearsal", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
    )


def on_a_terminal(columns: int, *arguments: str) -> str:
    """What the command writes to a terminal of a width."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "LINES": "50", "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "tools.rehearsal", *arguments]
    with subprocess.Popen(command, cwd=PROJECT, stdout=theirs, stderr=theirs, env=environment) as process:  # noqa: S603 (the project's own command)
        os.close(theirs)
        written = bytearray()
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                # Linux says so when the other end is closed.
                break
            if not part:
                break
            written += part
        assert process.wait() == 0, written.decode()
    os.close(ours)
    return written.decode()


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_a_stacks_whole_life(stack: str) -> None:
    run = rehearse("--stack", stack)
    assert run.returncode == 0, run.stdout + run.stderr
    lines = run.stdout.splitlines()
    assert f"Stack {stack}: every phase did what it must, in" in run.stdout
    assert "AWS is simulated" in lines[0]
    phases = [line.split(" s ")[0].split() for line in lines if re.match(r"[a-z ]+ +[0-9.]+ s ", line)]
    assert [" ".join(words[:-1]) for words in phases if words[0] != "unprotect"] == PHASES
    assert "queueUrl: https://sqs." in run.stdout
    assert "differ" in run.stdout
    assert len(lines) <= 60


def test_the_tree_has_the_rest_and_what_nobody_has_opened_is_said(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(f"environment: [payments/base]\n{(PROJECT / path.name).read_text()}")
    run = rehearse("--stack", "dev", "--config", str(path), "--minute", "0.2", "--tree")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Warning: environment: what payments/base of Pulumi ESC would set is not known here\n" in run.stdout
    assert "vpcId: vpc-" in run.stdout
    assert "Critical path" in run.stdout
    assert re.search(r"queue-queue.* Queue https://sqs\.eu-west-2\.amazonaws\.com/\S+\n", run.stdout)
    assert "alarms: age, dead-letters\n" in run.stdout
    (timeline,) = [line for line in run.stdout.splitlines() if line.startswith("  network-firewall ")]
    start, end, minutes = (float(part) for part in timeline.split()[1:])
    assert minutes >= 8
    assert end > start > 0


def test_on_a_terminal_no_word_is_cut() -> None:
    run = on_a_terminal(COLUMNS, "--stack", "dev")
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", run)
    # What a progress bar draws is overwritten, and gone at the end.
    lines = [line.rpartition("\r")[2] for line in plain.replace("\r\n", "\n").split("\n")]
    assert "\x1b[2K" in run, "a bar is drawn while a phase runs"
    shown = [line for line in lines if line.strip()]
    assert len(shown) <= 60
    assert all(len(line) <= COLUMNS or " " not in line.strip() for line in shown)
    whole = " ".join(line.strip() for line in shown)
    for sentence in ("the program, its graph, order and values, not AWS itself.", "the shortest that AWS allows."):
        assert sentence in whole
    table = next(index for index, line in enumerate(shown) if line.startswith("component "))
    assert len({len(line) for line in shown[table : table + 9]}) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("payments:netwrok: {}", "payments:netwrok: {} is refused; the key is unknown. did you mean network?"),
        ("payments:network: {cidr: 10.0.0.0/16}", "allowed: a network apart from development's 10.0.0.0/16"),
        ("payments:region: us-east-1", "allowed: 'eu-west-1', 'eu-west-2' or 'eu-central-1'"),
    ],
)
def test_a_wrong_configuration_ends_before_the_engine_starts(tmp_path: Path, change: str, message: str) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(f"config:\n  payments:environment: development\n  {change}\n")
    run = rehearse("--config", str(path))
    assert run.returncode == 2
    assert message in run.stdout
    assert "preview" not in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_a_rehearsal_that_fails_says_why_and_ends_with_an_error(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(
        "config:\n  payments:environment: development\n  payments:network: {extraInterfaceEndpoints: [evidently2]}\n"
    )
    run = rehearse("--config", str(path))
    assert run.returncode == 1
    assert "network-endpoint-evidently2" in run.stdout
    assert "the service 'com.amazonaws.eu-west-2.evidently2' does not exist in eu-west-2" in run.stdout
    assert "The rehearsal failed." in run.stdout


def test_an_unknown_stack_is_named() -> None:
    run = rehearse("--stack", "production")
    assert run.returncode == 2
    assert "Pulumi.production.yaml" in run.stdout
