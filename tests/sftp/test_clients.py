"""What partners' clients do with the program's server: real clients, and a server with its settings and policies."""

# asyncssh leaves the options of its keys untyped.
# pyright: reportUnknownMemberType=false

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import asyncssh
import pytest
from moto.events.models import EventPattern

from config.project import PROJECT
from tests.components.migration.samples import build_transfer, transfer_settings
from tests.sftp.bucket import Bucket
from tests.sftp.cases import CASES, FILES, LFTP, OPENSSH, SCP, Case
from tests.sftp.clients import USER, run
from tests.support.graph import Graph

PAGE = PROJECT / "docs" / "migration.md"
START, END = "<!-- clients -->\n", "<!-- /clients -->\n"
KEY = asyncssh.generate_private_key("ssh-ed25519")


@pytest.fixture(scope="module")
def graph() -> Graph:
    key = KEY.export_public_key().decode().strip()
    return build_transfer(settings=transfer_settings(users=[{"name": USER, "publicKeys": [key]}]))


def played(case: Case, bucket: Bucket, folder: Path) -> list[bool]:
    """Whether each command of a case succeeded."""
    for name, content in FILES.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    return [ended.succeeded for ended in run(bucket, KEY, folder, case.steps)]


def named(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


@pytest.mark.engine
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_partner_sees_and_what_is_delivered(case: Case, graph: Graph, tmp_path: Path) -> None:
    bucket = Bucket(graph, USER)
    assert played(case, bucket, tmp_path) == list(case.succeeds)
    assert bucket.received == case.received
    assert bucket.objects == bucket.received, "something is left in the mailbox"
    assert [event["detail-type"] for event in bucket.told] == list(case.told)
    pattern = json.loads(graph.one("transfer-events-refused").inputs["eventPattern"])
    assert all(EventPattern(None, pattern).matches_event(cast(Any, event)) for event in bucket.told)


def without(key: str) -> Callable[[Bucket], None]:
    """The server's settings without one of them."""

    def change(bucket: Bucket) -> None:
        inputs = {name: value for name, value in bucket.server.inputs.items() if name != key}
        bucket.server = replace(bucket.server, inputs=inputs)

    return change


@pytest.mark.engine
@pytest.mark.parametrize(
    ("name", "setting"),
    [
        (f"{SCP}: `scp -p`, which keeps times and permissions", "protocolDetails"),
        (f"{LFTP}: `mirror --reverse` of a folder into the mailbox", "s3StorageOptions"),
    ],
)
def test_without_a_setting_a_client_sees_an_error(name: str, setting: str, graph: Graph, tmp_path: Path) -> None:
    bucket = Bucket(graph, USER)
    without(setting)(bucket)
    assert played(named(name), bucket, tmp_path) == [False]


@pytest.mark.engine
def test_without_a_workflow_of_its_own_a_cut_off_file_stays_in_the_mailbox(graph: Graph, tmp_path: Path) -> None:
    bucket = Bucket(graph, USER)
    details = {"onUpload": bucket.server.inputs["workflowDetails"]["onUpload"]}
    bucket.server = replace(bucket.server, inputs={**bucket.server.inputs, "workflowDetails": details})
    assert played(named(f"{OPENSSH}: `put` that is cut off"), bucket, tmp_path) == [False]
    (left,) = bucket.objects.items()
    assert left[0] == f"incoming/{USER}/large.csv"
    assert len(left[1]) < len(FILES["large.csv"])


@pytest.mark.engine
def test_nobody_without_a_partners_key_gets_in(graph: Graph, tmp_path: Path) -> None:
    bucket = Bucket(graph, USER)
    (tmp_path / "report.csv").write_bytes(b"")
    stranger = asyncssh.generate_private_key("ssh-ed25519")
    (ended,) = run(bucket, stranger, tmp_path, CASES[0].steps)
    assert "Permission denied (publickey)" in ended.said
    assert bucket.objects == {}


def test_the_page_says_what_becomes_of_what_each_client_does() -> None:
    before, rest = PAGE.read_text().split(START)
    head = ("| client | does | the partner sees | delivered |", "| --- | --- | --- | --- |")
    rows = [f"| {case.client} | {case.does} | {_sees(case)} | {_delivered(case)} |" for case in CASES]
    page = before + START + "\n".join((*head, *rows, "")) + END + rest.split(END)[1]
    if os.environ.get("WRITE_TABLES"):
        PAGE.write_text(page)
    assert PAGE.read_text() == page, "WRITE_TABLES=1 pytest tests/sftp writes the page"


def _sees(case: Case) -> str:
    return ", then ".join("success" if well else "an error" for well in case.succeeds)


def _delivered(case: Case) -> str:
    return ", ".join(f"`{name}`" for name in case.delivered) or "nothing"
