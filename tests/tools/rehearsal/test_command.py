"""The rehearsal as a command: a stack's whole life, and how it ends where something is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.project import PROJECT
from config.rules.network import REQUIRED_ENDPOINTS

pytestmark = pytest.mark.engine


def rehearse(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (the project's own command)
        [sys.executable, "-m", "tools.rehearsal", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("stack", "options"), [("dev", ["--minute", "0.2"]), ("staging", []), ("prod", [])], ids=["dev", "staging", "prod"]
)
def test_a_stacks_whole_life(stack: str, options: list[str]) -> None:
    run = rehearse("--stack", stack, *options)
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"Stack {stack}: every phase did what it must" in run.stdout
    assert "AWS is simulated" in run.stdout
    assert "vpcId: vpc-" in run.stdout
    assert "Critical path" in run.stdout
    timeline = [line for line in run.stdout.splitlines() if line.startswith("│ network-firewall ")]
    assert len(timeline) == bool(options), "time that AWS takes gives a timeline"
    for line in timeline:
        start, end, minutes = (float(part) for part in line.replace("│", " ").split()[1:])
        assert minutes >= 8
        assert end > start > 0


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
    endpoints = f"[{', '.join(REQUIRED_ENDPOINTS)}, evidently2]"
    path.write_text(
        f"config:\n  payments:environment: development\n  payments:network: {{interfaceEndpoints: {endpoints}}}\n"
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
