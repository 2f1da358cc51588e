"""Two simulated regions, and the commands run on them."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from ops.failover import waiting_payments
from tests.ops.failover.regions import Regions
from tests.ops.failover.resources import FIRST

Command = Callable[..., int]
Run = Callable[..., tuple[int, dict[str, Any]]]
Steps = dict[str, dict[str, Any]]


def steps_of(
    command: Command, folder: Path, outputs: Mapping[str, Any], clients: object, clock: object, *options: str
) -> tuple[int, Steps]:
    """A command's exit code with its steps by their names; what it prints otherwise is nobody's business."""
    file, written = folder / "outputs.json", StringIO()
    file.write_text(json.dumps(outputs))
    with redirect_stdout(written), redirect_stderr(StringIO()):
        status = command(["--stack", "test", "--outputs", str(file), "--json", *options], clients, clock)
    return status, {step["name"]: step for step in json.loads(written.getvalue())["steps"]}


@pytest.fixture
def regions(monkeypatch: pytest.MonkeyPatch) -> Iterator[Regions]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", FIRST)
    # Moto's queues have one server, and long polling of an empty one would really wait.
    monkeypatch.setattr(waiting_payments, "POLL_SECONDS", 0)
    # Moto accepts functions without a container to run them in.
    with mock_aws(config={"lambda": {"use_docker": False}}):
        yield Regions()


@pytest.fixture
def run(regions: Regions, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the regions; returns its exit code and its JSON, with the steps by their names."""

    def call(command: Command, *arguments: str) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "outputs.json"
        file.write_text(json.dumps(regions.outputs))
        regions.calls.clear()
        capsys.readouterr()
        status = command(
            ["--stack", "test", "--outputs", str(file), "--json", *arguments], regions.clients, regions.clock
        )
        result = json.loads(capsys.readouterr().out)
        return status, result | {step["name"]: step["status"] for step in result["steps"]}

    return call
