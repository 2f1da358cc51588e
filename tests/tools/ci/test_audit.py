"""The audit finds a vulnerable pin, by a database that is asked as PyPI's is."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from config.project import PROJECT
from tests.tools.ci.recipes import TOOLS, ran, recipe

pytestmark = pytest.mark.engine


class Vulnerabilities(BaseHTTPRequestHandler):
    """A database of vulnerabilities in which one release has one."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        found: dict[str, Any] = {}
        if asked["package"]["name"] == "iniconfig":
            found = {"vulns": [{"id": "PYSEC-2026-1", "summary": "It is made up.", "affected": []}]}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def database() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Vulnerabilities) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
        server.shutdown()
        thread.join()


def pinned(*names: str) -> str:
    """Some of the project's pins, with their hashes."""
    text = (PROJECT / "requirements-dev.txt").read_text()
    blocks = (re.search(rf"^{name}==(?:.*\\\n)+.*\n", text, re.MULTILINE) for name in names)
    return "".join(block[0] for block in blocks if block)


def audited(folder: Path, place: str, *names: str) -> subprocess.CompletedProcess[str]:
    (folder / "requirements-dev.txt").write_text(pinned(*names))
    (command,) = (
        line
        for line in recipe("audit", f"OPTIONS=--vulnerability-service osv --osv-url {place}")
        if "pip-audit" in line
    )
    return ran(TOOLS / "pip-audit", *shlex.split(command)[1:], folder=folder)


def test_the_audit_notices_a_vulnerable_pin_and_passes_the_others(tmp_path: Path, database: str) -> None:
    clean = audited(tmp_path, database, "pytest")
    assert clean.returncode == 0, clean.stderr
    vulnerable = audited(tmp_path, database, "pytest", "iniconfig")
    assert vulnerable.returncode == 1
    assert "PYSEC-2026-1" in vulnerable.stdout


def test_the_audit_fails_where_nobody_can_be_asked(tmp_path: Path) -> None:
    run = audited(tmp_path, "http://127.0.0.1:9/v1/query", "pytest")
    assert run.returncode != 0


def test_what_the_archives_hold_is_audited_too() -> None:
    everything = (PROJECT / "requirements-dev.txt").read_text()
    for path in (*PROJECT.glob("*/requirements.txt"), *PROJECT.glob("lambdas/*/requirements.txt")):
        for pin in re.findall(r"^[\w.-]+==[\w.]+", path.read_text(), re.MULTILINE):
            assert re.search(rf"^{re.escape(pin)}\b", everything, re.MULTILINE), (path, pin)
