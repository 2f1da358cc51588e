"""A stand-in for AppConfig's agent: canned answers on the paths that the agent has."""

import json
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lambda_src.settings import Configuration, FlagSource

PREFIX = "/applications/payments/environments/test/configurations/"

Evaluate = Callable[[str | None], Any]


@dataclass
class Agent:
    """What it answers may change while it runs; `releases` is given the account of the caller's context."""

    port: int = 0
    stopped: bool = False
    releases: Evaluate = lambda account: flags()
    # Answers of these bytes instead, with this status.
    rubbish: bytes | None = None
    status: int = 200
    delay_seconds: float = 0
    asked: list[tuple[str, str | None]] = field(default_factory=list[tuple[str, str | None]])

    def source(self) -> FlagSource:
        return FlagSource(
            application="payments",
            operations=Configuration(environment="test", profile="operations"),
            releases=Configuration(environment="test", profile="releases"),
            port=self.port,
        )

    def answer(self, profile: str, context: str | None) -> bytes:
        account = context.partition("account=")[2] if context else None
        self.asked.append((profile, account))
        time.sleep(self.delay_seconds)
        if self.rubbish is not None:
            return self.rubbish
        operations = {"stop_processing": {"enabled": self.stopped}}
        return json.dumps(operations if profile == "operations" else self.releases(account)).encode()


def flags(*, verified: bool = False, variant: str | None = None) -> dict[str, Any]:
    """The releases as the agent answers them."""
    test = {"enabled": True, "variant": variant, "_variant": variant} if variant else {"enabled": False}
    return {"verify_balance": {"enabled": verified}, "ledger_insert": test}


@contextmanager
def running() -> Generator[Agent]:
    """An agent that answers until the block ends."""
    agent = Agent()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body in one packet, as the agent sends them; two would wait for each other.
        wbufsize = -1

        def do_GET(self) -> None:
            if not self.path.startswith(PREFIX):
                self.send_error(404)
                return
            text = agent.answer(self.path.removeprefix(PREFIX), self.headers.get("Context"))
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
    yield agent
    server.shutdown()
    server.server_close()
    thread.join()
