"""A deployment without an approval is refused, against a server that answers as GitHub's API does."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tools.ci import approval

TOKEN = "a token"  # noqa: S105 (of the test's own server)
REVIEWERS = {
    "id": 1,
    "type": "required_reviewers",
    "prevent_self_review": True,
    "reviewers": [{"type": "Team", "reviewer": {"id": 1, "slug": "payments"}}],
}
MAIN = {"protected_branches": False, "custom_branch_policies": True}
PROTECTED: dict[str, Any] = {
    "name": "prod",
    "protection_rules": [REVIEWERS, {"id": 2, "type": "branch_policy"}],
    "deployment_branch_policy": MAIN,
}


class Hub(ThreadingHTTPServer):
    """A repository with one environment."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content: dict[str, Any] = PROTECTED
        self.status = 200


class Handler(BaseHTTPRequestHandler):
    server: Hub  # pyright: ignore[reportIncompatibleVariableOverride] (the only one that it serves)

    def do_GET(self) -> None:
        assert self.headers["Authorization"] == f"Bearer {TOKEN}"
        known = self.path == "/repos/an/example/environments/prod"
        self.send_response(self.server.status if known else 404)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.content).encode())

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


def status(hub: Hub, name: str = "prod", *options: str) -> int:
    address = f"http://127.0.0.1:{hub.server_port}"
    environment = {"GITHUB_API_URL": address, "GITHUB_REPOSITORY": "an/example", "GITHUB_TOKEN": TOKEN}
    return approval.main(["--environment", name, *options], environment)


def test_an_environment_with_another_person_and_main_alone_passes(hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(hub) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"protection_rules": []}, "nobody has to approve"),
        ({"protection_rules": [{"id": 2, "type": "branch_policy"}]}, "nobody has to approve"),
        ({"protection_rules": [REVIEWERS | {"reviewers": []}]}, "nobody has to approve"),
        ({"protection_rules": [REVIEWERS | {"prevent_self_review": False}]}, "may approve it"),
        ({"deployment_branch_policy": None}, "every branch may use it"),
    ],
)
def test_what_is_missing_is_said(
    hub: Hub, capsys: pytest.CaptureFixture[str], change: dict[str, Any], said: str
) -> None:
    hub.content = PROTECTED | change
    assert status(hub) == 1
    assert said in capsys.readouterr().out


def test_of_an_environment_that_any_branch_may_use_the_approval_alone_is_asked_for(
    hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.content = PROTECTED | {"deployment_branch_policy": None}
    assert status(hub, "prod", "--any-branch") == 0
    hub.content |= {"protection_rules": []}
    assert status(hub, "prod", "--any-branch") == 1
    assert "nobody has to approve" in capsys.readouterr().out


def test_an_environment_that_does_not_exist_is_refused(hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(hub, "prd") == 1
    assert "The environment prd is not protected; it does not exist" in capsys.readouterr().out


@pytest.mark.parametrize("code", [401, 403, 500])
def test_no_answer_is_no_approval(hub: Hub, capsys: pytest.CaptureFixture[str], code: int) -> None:
    hub.status = code
    assert status(hub) == 1
    assert "GitHub does not say how it is protected" in capsys.readouterr().out
