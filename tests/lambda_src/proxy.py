"""A network of a known length: a TCP proxy, in a process of its own, that adds a time to each round trip.

It is given the host and port behind it and one time in seconds for each port it is to open; it prints those ports and
ends with its standard input. Half of a time is added on each way to whatever is sent, when it is sent, so that what is
sent in one go stays together and what follows does not wait for what is on its way.
"""

import json
import select
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

HOST = "127.0.0.1"
# The kernel wakes a process up later than asked; the last part of a time is waited for without sleeping.
AWAKE_SECONDS = 0.0002
LARGEST_READ = 65_536


@dataclass(eq=False)
class Way:
    """One direction of a connection, and what is on its way there: since when it may arrive, and its bytes."""

    source: socket.socket
    target: socket.socket
    seconds: float
    travelling: deque[tuple[float, bytes]] = field(default_factory=deque[tuple[float, bytes]])

    def take(self) -> bool:
        """Sends what has come on its way; False where it was the last."""
        try:
            data = self.source.recv(LARGEST_READ)
        except OSError:
            data = b""
        self.travelling.append((time.perf_counter() + self.seconds, data))
        return bool(data)

    def deliver(self) -> None:
        """What may arrive by now does."""
        while self.travelling and self.travelling[0][0] <= time.perf_counter():
            _, data = self.travelling.popleft()
            try:
                self.target.sendall(data) if data else self.target.shutdown(socket.SHUT_WR)
            except OSError:
                self.travelling.clear()


class Proxy:
    """The ports, the connections through them, and the loop that moves what they are sent."""

    def __init__(self, behind: tuple[str, int], times: Sequence[float]):
        self._behind = behind
        self._times = {socket.create_server((HOST, 0)): seconds for seconds in times}
        self._opening: list[tuple[float, socket.socket, float]] = []
        self._reading: dict[socket.socket, Way] = {}
        self._ways: list[Way] = []
        self.ports: list[int] = [listening.getsockname()[1] for listening in self._times]

    def run(self) -> None:
        """Moves bytes until the process ends."""
        while True:
            readable, _, _ = select.select([*self._times, *self._reading], [], [], self._pause())
            for ready in readable:
                if ready in self._times:
                    self._accept(ready)
                elif not self._reading[ready].take():
                    del self._reading[ready]
            self._open()
            for way in self._ways:
                way.deliver()
            self._ways = [way for way in self._ways if way.source in self._reading or way.travelling]

    def _pause(self) -> float | None:
        """How long nothing has to be done unless something comes."""
        dues = [way.travelling[0][0] for way in self._ways if way.travelling] + [due for due, *_ in self._opening]
        return max(0.0, min(dues) - time.perf_counter() - AWAKE_SECONDS) if dues else None

    def _accept(self, listening: socket.socket) -> None:
        near, seconds = listening.accept()[0], self._times[listening]
        # The handshake is over before a proxy is notified, so its round trip and the way of its last part come here.
        self._opening.append((time.perf_counter() + 1.5 * seconds, near, seconds))

    def _open(self) -> None:
        now = time.perf_counter()
        for due, near, seconds in [one for one in self._opening if one[0] <= now]:
            self._opening.remove((due, near, seconds))
            far = socket.create_connection(self._behind)
            for source, target in ((near, far), (far, near)):
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._reading[source] = Way(source, target, seconds / 2)
                self._ways.append(self._reading[source])


@contextmanager
def proxy(behind: tuple[str, int], times: Sequence[float]) -> Generator[list[int]]:
    """The ports of a proxy that runs until the block ends."""
    command = [sys.executable, "-m", __name__, behind[0], str(behind[1]), *map(str, times)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603 (the words above)
        assert running.stdout
        yield json.loads(running.stdout.readline())
        running.terminate()


def main() -> None:
    host, port, *times = sys.argv[1:]
    made = Proxy((host, int(port)), [float(seconds) for seconds in times])
    print(json.dumps(made.ports), flush=True)
    threading.Thread(target=made.run, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
