"""A stand-in for AppConfig's agent, which answers over HTTP for whole profiles, as the payment functions ask."""

import json
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lambda_src.settings import Configuration, FlagSource

PREFIX = "/applications/payments/environments/test/configurations/"

Evaluate = Callable[[Mapping[str, str]], Any]


@dataclass
class Agent:
    """What it answers may change while it runs, as a deployment does: `operations` and `releases` take the context."""

    port: int = 0
    stopped: bool = False
    operations: Evaluate = field(init=False)
    releases: Evaluate = lambda context: flags()
    # Answers of these bytes instead, with this status.
    rubbish: bytes | None = None
    status: int = HTTPStatus.OK
    delay_seconds: float = 0
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list[tuple[str, Mapping[str, str]]])

    def __post_init__(self) -> None:
        self.operations = lambda context: {"stop_processing": {"enabled": self.stopped}}

    def source(self) -> FlagSource:
        return FlagSource(
            application="payments",
            operations=Configuration(environment="test", profile="operations"),
            releases=Configuration(environment="test", profile="releases"),
            port=self.port,
        )

    def answer(self, path: str, headers: Iterable[str]) -> bytes | None:
        """What it answers to a path and the headers of a context; nothing where nothing was deployed."""
        evaluate = {f"{PREFIX}operations": self.operations, f"{PREFIX}releases": self.releases}.get(path)
        if evaluate is None:
            return None
        given = context(headers)
        self.asked.append((path.removeprefix(PREFIX), given))
        time.sleep(self.delay_seconds)
        return json.dumps(evaluate(given)).encode() if self.rubbish is None else self.rubbish


@dataclass
class Memory:
    """The operations' flags as the agent keeps them in one sandbox, by AWS's description of it.

    It fetches them when it is first asked, or before. Then it answers from memory, and looks for changes in the
    background at a question where its last look is longer ago than the poll interval. While the sandbox is frozen
    nothing goes on. `stopped` says what AppConfig has at a time; until `ready` nobody gets an answer.
    """

    clock: Callable[[], float]
    stopped: Callable[[float], bool]
    fetch_seconds: float
    poll_seconds: float
    ready: float = 0
    _kept: bool | None = None
    _looked: float = 0
    _looking: float | None = None

    def prefetch(self) -> None:
        self._kept, self._looked = self.stopped(self.clock()), self.clock()

    def freeze(self, seconds: float) -> None:
        """The sandbox was frozen for so long until now."""
        if self._looking is not None:
            self._looking += seconds

    def __call__(self, context: Mapping[str, str]) -> Any:
        now = self.clock()
        if now < self.ready:
            return "starting"
        if self._kept is None:
            self.prefetch()
        if self._looking is not None and now >= self._looking + self.fetch_seconds:
            self._kept, self._looked, self._looking = self.stopped(now), now, None
        if self._looking is None and now - self._looked >= self.poll_seconds:
            self._looking = now
        return {"stop_processing": {"enabled": self._kept}}


def flags(*, verified: bool = False, variant: str | None = None) -> dict[str, Any]:
    """The releases as the agent answers them."""
    test = {"enabled": True, "variant": variant, "_variant": variant} if variant else {"enabled": False}
    return {"verify_balance": {"enabled": verified}, "ledger_insert": test}


def context(headers: Iterable[str]) -> dict[str, str]:
    """The context of `key=value` pairs, in several headers or between commas in one."""
    pairs = [pair.partition("=") for header in headers for pair in header.split(",")]
    return {key.strip(): value.strip() for key, _, value in pairs}


@contextmanager
def running() -> Generator[Agent]:
    """An agent that answers until the block ends."""
    agent = Agent()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body in one packet, as the agent sends them; two would wait for each other.
        wbufsize = -1

        def do_GET(self) -> None:
            text = agent.answer(self.path, self.headers.get_all("Context", []))
            if text is None:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            try:
                self.send_response(agent.status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)
            except OSError:
                # It took too long, and nobody waits any more.
                self.close_connection = True

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    agent.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield agent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
