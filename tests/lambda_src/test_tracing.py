"""What reaches the X-Ray daemon, which here is a socket that listens."""

import json
import socket
from collections.abc import Iterator

import pytest

from lambda_src.tracing import Subsegment
from tests.lambda_src.desk import Desk
from tests.lambda_src.samples import CREDITOR, DEBTOR, body, request

ROOT, PARENT = "1-581cf771-a006649127e371903a2de979", "70de5b6f19ff9a0a"
SAMPLED = f"Root={ROOT};Parent={PARENT};Sampled=1;Lineage=1:2f3a:0"


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(5)
        monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", f"127.0.0.1:{listening.getsockname()[1]}")
        monkeypatch.setenv("_X_AMZN_TRACE_ID", SAMPLED)
        yield listening


def received(daemon: socket.socket) -> dict[str, object]:
    header, document = daemon.recv(65_536).split(b"\n", 1)
    assert json.loads(header) == {"format": "json", "version": 1}
    return json.loads(document)


def test_each_payment_is_a_subsegment_of_its_invocation(desk: Desk, daemon: socket.socket) -> None:
    asked = request()
    desk.handle(json.dumps(asked), json.dumps(asked), "bad")
    # Each as soon as it is over, and what is wrong with a message shows first.
    refused, completed, repeated = (received(daemon) for _ in range(3))
    for document in (completed, repeated, refused):
        assert (document["type"], document["name"]) == ("subsegment", "payment")
        assert (document["trace_id"], document["parent_id"]) == (ROOT, PARENT)
    assert completed["annotations"] == {"payment_id": asked["payment_id"], "outcome": "completed"}
    assert repeated["annotations"] == {"payment_id": asked["payment_id"], "outcome": "repeated"}
    assert (refused["annotations"], refused["fault"]) == ({}, True)
    assert not completed["fault"]
    assert float(str(completed["end_time"])) >= float(str(completed["start_time"]))
    assert len({str(document["id"]) for document in (completed, repeated, refused)}) == 3
    written = json.dumps([completed, repeated, refused])
    assert DEBTOR not in written
    assert CREDITOR not in written


@pytest.mark.parametrize(
    "trace", ["", f"Root={ROOT};Parent={PARENT};Sampled=0", f"Root={ROOT};Sampled=1", "Sampled=1", "rubbish;;=;"]
)
def test_an_invocation_that_is_not_traced_sends_nothing(trace: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.setblocking(False)
        address = f"127.0.0.1:{daemon.getsockname()[1]}"
        Subsegment("payment", {"_X_AMZN_TRACE_ID": trace, "AWS_XRAY_DAEMON_ADDRESS": address}).end()
        with pytest.raises(BlockingIOError):
            daemon.recv(1)


@pytest.mark.parametrize("address", ["", "127.0.0.1:1", "nowhere", "127.0.0.1:many", "127.0.0.1:99999"])
def test_a_payment_does_not_need_the_daemon(desk: Desk, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", SAMPLED)
    monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", address)
    assert desk.handle(body()) == []
    desk.check_books(1)
