"""The comment on a pull request, against a server that keeps comments as GitHub does."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from config.project import PROJECT
from tools.ci import comment

TOKEN = "a token"  # noqa: S105 (of the test's own server)


class Hub(ThreadingHTTPServer):
    """A pull request's comments."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.comments: list[dict[str, Any]] = []
        self.calls: list[str] = []

    def add(self, body: str, author: str = comment.AUTHOR) -> dict[str, Any]:
        number = len(self.comments) + 1
        made = {"id": number, "body": body, "user": {"login": author}, "html_url": f"https://github.com/c/{number}"}
        self.comments.append(made)
        return made


class Handler(BaseHTTPRequestHandler):
    server: Hub  # pyright: ignore[reportIncompatibleVariableOverride] (the only one that it serves)

    def answer(self) -> None:
        assert self.headers["Authorization"] == f"Bearer {TOKEN}"
        self.server.calls.append(self.command)
        length = int(self.headers.get("Content-Length") or 0)
        given: dict[str, Any] = json.loads(self.rfile.read(length)) if length else {}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.found(given)).encode())

    do_GET = do_POST = do_PATCH = answer  # noqa: N815 (as the library names them)

    def found(self, given: dict[str, Any]) -> Any:
        if self.command == "POST":
            assert self.path == "/repos/an/example/issues/7/comments"
            return self.server.add(given["body"])
        if self.command == "PATCH":
            (existing,) = (
                item for item in self.server.comments if self.path == f"/repos/an/example/issues/comments/{item['id']}"
            )
            existing["body"] = given["body"]
            return existing
        asked = re.fullmatch(r"/repos/an/example/issues/7/comments\?per_page=(\d+)&page=(\d+)", self.path)
        assert asked, self.path
        size, page = (int(number) for number in asked.groups())
        return self.server.comments[size * (page - 1) : size * page]

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def environment(hub: Hub) -> dict[str, str]:
    return {
        "GITHUB_API_URL": f"http://127.0.0.1:{hub.server_address[1]}",
        "GITHUB_REPOSITORY": "an/example",
        "GITHUB_TOKEN": TOKEN,
    }


def write(hub: Hub, stack: str, text: str) -> str:
    return comment.GitHub(environment(hub), 7).write(stack, text)


def test_a_second_preview_takes_the_place_of_the_first(hub: Hub) -> None:
    first = write(hub, "dev", "one thing")
    second = write(hub, "dev", "another thing")
    assert first == second
    assert [item["body"] for item in hub.comments] == ["<!-- preview of dev -->\nanother thing"]


def test_each_stack_has_a_comment_of_its_own(hub: Hub) -> None:
    for text in ("once", "twice"):
        for stack in ("dev", "staging"):
            write(hub, stack, f"{stack} {text}")
    assert [item["body"].splitlines()[1] for item in hub.comments] == ["dev twice", "staging twice"]


def test_a_comment_of_a_person_is_left_alone(hub: Hub) -> None:
    hub.add("<!-- preview of dev -->\nI copied this", author="somebody")
    hub.add("As <!-- preview of dev --> says")
    write(hub, "dev", "the preview")
    assert len(hub.comments) == 3
    assert hub.comments[0]["body"].endswith("I copied this")


def test_the_comment_is_found_among_many(hub: Hub) -> None:
    for number in range(comment.PER_PAGE + 20):
        hub.add(f"comment {number}", author="somebody")
    write(hub, "dev", "one thing")
    write(hub, "dev", "another thing")
    assert len(hub.comments) == comment.PER_PAGE + 21


def test_what_github_would_refuse_as_too_long_is_cut_and_says_so(hub: Hub) -> None:
    write(hub, "dev", "x" * 70_000)
    body = hub.comments[0]["body"]
    assert len(body) < 65_536
    assert body.endswith("The rest is in the run's summary.")


def test_the_command_runs_with_python_alone(hub: Hub, tmp_path: Path) -> None:
    file = tmp_path / "preview.md"
    file.write_text("### Preview of `dev`\n")
    # Without the project's packages, as in the workflow.
    command = [sys.executable, "-I", "-S", "-c", f"import runpy, sys; sys.path.insert(0, {str(PROJECT)!r}); "
               "runpy.run_module('tools.ci.comment', run_name='__main__', alter_sys=True)",
               "--pull-request", "7", "--stack", "dev", str(file)]  # fmt: skip
    run = subprocess.run(  # noqa: S603 (the project's own command)
        command, env={**os.environ, **environment(hub)}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "https://github.com/c/1"
    assert hub.comments[0]["body"] == "<!-- preview of dev -->\n### Preview of `dev`\n"
