"""The proxy of the benchmark carries what it is given, and the figures get into their file."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lambda_src.proxy import HOST, proxy
from tools.bench.figures import hand_on

# Less than what the sockets themselves hold: the proxy does not read while it can not write.
PIECES = [bytes([number % 251]) * 307 for number in range(100)]


@pytest.fixture
def echo() -> Iterator[tuple[str, int]]:
    """A server that sends back what it gets, until its caller has sent all."""

    def serve(connection: socket.socket) -> None:
        with connection:
            while data := connection.recv(65_536):
                connection.sendall(data)

    def accept() -> None:
        while True:
            try:
                connection = listening.accept()[0]
            except OSError:
                return
            threading.Thread(target=serve, args=[connection], daemon=True).start()

    with socket.create_server((HOST, 0)) as listening:
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listening.getsockname()
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_all_bytes_arrive_in_their_order_whatever_is_under_way_at_the_same_time(echo: tuple[str, int]) -> None:
    found: dict[int, bytes] = {}

    def exchange(port: int) -> None:
        with socket.create_connection((HOST, port), timeout=30) as connection:
            sender = threading.Thread(target=lambda: [connection.sendall(piece) for piece in PIECES])
            sender.start()
            while len(found.setdefault(port, b"")) < sum(map(len, PIECES)):
                found[port] += connection.recv(65_536)
            sender.join()
            connection.shutdown(socket.SHUT_WR)
            # Its end gets through too, and back.
            assert connection.recv(1) == b""

    with proxy(echo, [0, 0.001, 0.003]) as ports:
        threads = [threading.Thread(target=exchange, args=[port]) for port in ports]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert len(found) == 3
    assert set(found.values()) == {b"".join(PIECES)}


def test_figures_are_lines_of_json_in_the_file_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BENCH_FIGURES", raising=False)
    hand_on("nobody asked", 1, "ms")
    monkeypatch.setenv("BENCH_FIGURES", str(tmp_path / "figures"))
    hand_on("payments", 2.5, "times", "bare")
    hand_on("round trips", 4, "round trips")
    assert [json.loads(line) for line in (tmp_path / "figures").read_text().splitlines()] == [
        {"figure": "payments", "value": 2.5, "unit": "times", "against": "bare"},
        {"figure": "round trips", "value": 4, "unit": "round trips", "against": None},
    ]
