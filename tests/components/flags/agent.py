"""A stand-in for AppConfig's agent, which evaluates the files of flags as AppConfig's guide says.

It answers for whole profiles, as the payment functions ask. Who is selected by a split it decides by another hash than
AppConfig's, which is not public: see `evaluate`.
"""

import json
import threading
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from components.flags import read_flags
from tests.components.flags.evaluate import selected

Content = Mapping[str, Any]


@dataclass
class Agent:
    """The content by the path of its configuration; it may change while the agent runs, as a deployment does."""

    port: int = 0
    configurations: dict[str, Content] = field(default_factory=dict[str, Content])

    def deploy(self, application: str, environment: str, profile: str, content: str) -> None:
        """Lets the agent answer with the content from now on."""
        path = f"/applications/{application}/environments/{environment}/configurations/{profile}"
        self.configurations[path] = json.loads(content)

    def deploy_files(self, folder: str) -> None:
        """The project's flags, each file in an environment and a profile of its own name."""
        content = read_flags(folder)
        self.deploy("flags", "operations", "operations", content.operations)
        self.deploy("flags", "releases", "releases", content.releases)


def evaluated(content: Content, given: Mapping[str, str]) -> dict[str, Any]:
    """What the agent answers to a context: each flag with its attributes where it is enabled."""
    return {flag: _evaluated(flag, value, given) for flag, value in content["values"].items()}


def _evaluated(flag: str, value: Content, given: Mapping[str, str]) -> dict[str, Any]:
    if "_variants" not in value:
        return dict(value) if value["enabled"] else {"enabled": False}
    name = selected(value["_variants"], given, flag)
    (variant,) = [item for item in value["_variants"] if item["name"] == name]
    attributes: Content = variant.get("attributeValues", {}) if variant["enabled"] else {}
    return {"_variant": name, "enabled": variant["enabled"], **attributes}


def context(headers: Iterable[str]) -> dict[str, str]:
    """The context of `key=value` pairs, in several headers or between commas in one."""
    pairs = [pair.partition("=") for header in headers for pair in header.split(",")]
    return {key.strip(): value.strip() for key, _, value in pairs}


@contextmanager
def running() -> Generator[Agent]:
    """An agent with the project's flags that answers until the block ends."""
    agent = Agent()
    agent.deploy_files("flags")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body in one packet; two would wait for each other.
        wbufsize = -1

        def do_GET(self) -> None:
            content = agent.configurations.get(self.path)
            if content is None:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            text = json.dumps(evaluated(content, context(self.headers.get_all("Context", [])))).encode()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

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
