"""A failover needs nothing of the region that is lost: neither the state nor any answer."""

import json
import socket
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from config.handover import OUTPUTS, lease_table
from ops.failover import __main__ as failover
from ops.failover import execution
from ops.lib import sites
from ops.lib.clients import CONFIG, connect
from ops.lib.outputs import Outputs, OutputsError
from tests.ops.failover.regions import Regions
from tests.ops.failover.resources import FIRST, SECOND, TABLE
from tests.ops.failover.test_failover import only_second_is_active
from tests.support.aws import client_without_account, refused
from tests.support.graph import build_stack

Failure = Callable[[str], Exception]
FAILURES: dict[str, Failure] = {
    "no connection": lambda url: EndpointConnectionError(endpoint_url=url),
    "no connection in time": lambda url: ConnectTimeoutError(endpoint_url=url),
    "no answer in time": lambda url: ReadTimeoutError(endpoint_url=url),
    "refused by the service": lambda url: refused("Anything", "ServiceUnavailable", status=503),
    "failed in the service": lambda url: refused("Anything", "InternalFailure", status=500),
}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stack's configuration; nobody reads its state."""
    made = tmp_path / "Pulumi.test.yaml"
    made.write_text("config:\n  payments:environment: development\n  payments:recovery:\n    enabled: true\n")
    processor = {"name": "payment-processor", "handler": "lambda_src.handler.handle", "trigger": "queue"}
    with made.open("a") as more:
        more.write(f"  payments:payments:\n    functions: [{json.dumps(processor)}]\n")

    def unread(stack: str) -> Outputs:
        raise OutputsError(f"the bucket of {stack}'s state does not answer")

    monkeypatch.setattr(execution.Outputs, "read", unread)
    return made


def move(regions: Regions, file: Path, *options: str) -> int:
    return failover.main(["--stack", "test", "--config", str(file), *options], regions.clients, regions.clock)


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_payments_move_although_no_call_to_the_first_region_is_answered(
    regions: Regions, file: Path, failure: Failure
) -> None:
    regions.down, regions.failure = {FIRST}, failure
    assert move(regions, file) == 1
    assert regions.changes() == []
    assert move(regions, file, "--region-down") == 0
    assert {call.split()[0] for call in regions.calls} == {SECOND}
    assert regions.holder() == SECOND
    regions.down = set()
    assert move(regions, file) == 0
    only_second_is_active(regions)


def test_what_neither_region_tells_is_asked_of_the_state(regions: Regions, file: Path) -> None:
    regions.clients.get("dynamodb", FIRST).delete_item(TableName=TABLE, Key={"lease": {"S": "outputs"}})
    with pytest.raises(OutputsError, match=r"nothing was written.*the bucket of test's state does not answer"):
        move(regions, file)


def test_the_first_region_is_asked_where_the_second_does_not_answer(regions: Regions) -> None:
    regions.down = {SECOND}
    found = Outputs.handed_over(regions.clients, TABLE, (SECOND, FIRST))
    assert found.values == regions.outputs


@contextmanager
def silent() -> Generator[str]:
    """The address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_region_that_never_answers_holds_nobody_up_for_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    calls_to_the_source = 4
    waits = (CONFIG.connect_timeout + CONFIG.read_timeout) * CONFIG.retries["total_max_attempts"]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType] (untyped)
    assert waits * calls_to_the_source <= 180
    # In a hundredth of the time.
    monkeypatch.setattr(CONFIG, "read_timeout", 0.15)
    with silent() as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", url)
        began = time.monotonic()
        with pytest.raises((BotoCoreError, ClientError)) as raised:
            connect("lambda", FIRST).get_event_source_mapping(UUID="1" * 36)
        assert isinstance(raised.value, ReadTimeoutError)
        assert time.monotonic() - began < 10


def test_whoever_moves_the_payments_is_asked_for_in_the_region_that_takes_over() -> None:
    assert client_without_account("sts", SECOND).meta.endpoint_url == f"https://sts.{SECOND}.amazonaws.com"
    assert connect("sts", SECOND).meta.endpoint_url == f"https://sts.{SECOND}.amazonaws.com"
    for service in ("arc-region-switch", "dynamodb", "lambda", "rds", "ssm"):
        assert f".{SECOND}." in connect(service, SECOND).meta.endpoint_url


def test_an_up_hands_over_all_that_a_move_needs() -> None:
    graph = build_stack("dev", changes={"payments:recovery": {"enabled": True}})
    assert graph.one("lease-table").inputs["name"] == lease_table("dev")
    item = json.loads(graph.one("handover-item").inputs["item"])
    handed = json.loads(item["outputs"]["S"])
    assert (item["lease"], handed.keys()) == ({"S": "outputs"}, set(OUTPUTS))
    outputs = Outputs(handed, "beside the lease")
    assert sites.primary(outputs).region == FIRST
    assert sites.recovery(outputs).region == SECOND
    # What the item holds fits, and nothing of it is secret.
    assert len(json.dumps(item)) < 400_000
    assert not any("password" in str(value).lower() for value in handed.values())


def test_a_stack_with_one_region_hands_nothing_over() -> None:
    assert [item.name for item in build_stack("dev") if item.name.startswith("handover-")] == []
