"""A preview as a report and as a plan, on the engine, and an up that is bound to the plan."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import CommandError, ConfigValue, OpType, StepEventMetadata
from pulumi.automation.events import StepEventStateMetadata

from foundation.bucket import PrivateBucket
from tests.support.samples import make_region
from tools.ci import preview
from tools.ci.differences import UNKNOWN, differences
from tools.ci.preview import Report
from tools.rehearsal.engine import Rehearsal

ENDPOINT = "https://pager.example.com/a-token-that-nobody-may-see"


class Program:
    """A bucket, whose settings a test changes between a plan and an up."""

    key_arn: str | None = "arn:aws:kms:eu-west-2:aws:key/files"
    days = 30

    def __call__(self) -> None:
        PrivateBucket(
            "files", make_region(), kind="files", retention_days=self.days, erasable=True, key_arn=self.key_arn
        )


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def small(program: Program) -> Iterator[Rehearsal]:
    with Rehearsal("dev", program=program) as rehearsal:
        yield rehearsal


def run(rehearsal: Rehearsal, folder: Path, *, policies: bool = False) -> tuple[int, Path, str]:
    """How the command ended, the plan, and the report."""
    plan, report, summary = (folder / "made" / name for name in ("plan.json", "preview.md", "summary.md"))
    packs = rehearsal.policy_packs if policies else []
    written = ["--plan", str(plan), "--markdown", str(report), "--markdown", str(summary)]
    status = preview.main(["--stack", "dev", *written], stack=rehearsal.stack, packs=packs)
    assert summary.read_text() == report.read_text()
    return status, plan, report.read_text()


@pytest.mark.engine
def test_the_whole_program_is_planned_made_as_planned_and_then_has_nothing_to_change(tmp_path: Path) -> None:
    with Rehearsal("dev") as rehearsal:
        endpoint = ConfigValue(ENDPOINT, secret=True)
        rehearsal.stack.set_config("payments:alerts.pagingEndpoint", endpoint, path=True)
        status, plan, report = run(rehearsal, tmp_path, policies=True)
        assert status == 0
        assert "| create | `network-firewall` | `aws:networkfirewall/firewall:Firewall` |" in report
        assert "to create; 0 unchanged." in report
        for text in (plan.read_text(), report):
            assert ENDPOINT not in text
            assert "a-token-that-nobody-may-see" not in text
        made = rehearsal.stack.up(plan=str(plan), policy_packs=rehearsal.policy_packs)
        assert set((made.summary.resource_changes or {}).keys()) == {"create"}
        status, _, report = run(rehearsal, tmp_path, policies=True)
        assert status == 0
        assert "nothing to change; " in report


@pytest.mark.engine
def test_an_up_does_not_do_what_its_plan_does_not_say(small: Rehearsal, program: Program, tmp_path: Path) -> None:
    status, plan, _ = run(small, tmp_path)
    assert status == 0
    program.days = 90
    with pytest.raises(CommandError, match="plan"):
        small.stack.up(plan=str(plan))
    assert "files-lifecycle" not in {live.name for live in small.account.live().values()}


@pytest.mark.engine
def test_what_changes_is_named_and_its_values_are_not(small: Rehearsal, program: Program, tmp_path: Path) -> None:
    small.stack.up()
    program.days = 91
    status, _, report = run(small, tmp_path)
    assert status == 0
    (line,) = (line for line in report.splitlines() if "files-lifecycle" in line)
    assert line.startswith("| update | ")
    assert "`rules" in line
    assert "91" not in report
    assert "1 to update; " in report


@pytest.mark.engine
def test_a_broken_policy_fails_the_preview_and_is_in_the_report(
    small: Rehearsal, program: Program, tmp_path: Path
) -> None:
    status, plan, report = run(small, tmp_path, policies=True)
    assert status == 1
    assert not plan.exists()
    assert "**It failed.**" in report
    # The bucket's access is not logged.
    assert "- `s3-access-logging-configured`: files-bucket" in report


@pytest.mark.engine
def test_a_program_that_fails_gives_a_report_too(small: Rehearsal, program: Program, tmp_path: Path) -> None:
    program.days = 0
    status, plan, report = run(small, tmp_path)
    assert status == 1
    assert not plan.exists()
    assert report.startswith("### Preview of `dev`")
    assert "**It failed.**" in report


def step(op: OpType, old: dict[str, Any] | None, new: dict[str, Any] | None, name: str = "one") -> StepEventMetadata:
    states = [
        StepEventStateMetadata(type="", urn="", id="", parent="", provider="", inputs=inputs, outputs={})
        if inputs is not None
        else None
        for inputs in (old, new)
    ]
    urn = f"urn:pulumi:dev::payments::aws:iam/role:Role::{name}"
    return StepEventMetadata(op, urn, "aws:iam/role:Role", provider="", old=states[0], new=states[1])


def document(action: str, resource: str = "*") -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]})


def test_a_changed_policy_is_shown_as_a_difference() -> None:
    changed = step(OpType.UPDATE, {"policy": document("sqs:SendMessage")}, {"policy": document("sqs:*")})
    text = "\n".join(differences([changed]))
    assert "<summary>update <code>one</code> (<code>aws:iam/role:Role</code>)</summary>" in text
    assert re.search(r'^-\s+"Action": "sqs:SendMessage",$', text, re.MULTILINE)
    assert re.search(r'^\+\s+"Action": "sqs:\*",$', text, re.MULTILINE)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, {"policy": document("s3:*")}, r'^\+.*"s3:\*"'),
        ({"policy": document("s3:*")}, None, r'^-.*"s3:\*"'),
        ({"inlinePolicies": []}, {"inlinePolicies": [{"policy": document("iam:*")}]}, r'^\+.*"iam:\*"'),
        ({"cidrIpv4": "10.0.0.0/8"}, {"cidrIpv4": "0.0.0.0/0"}, r'^\+"0\.0\.0\.0/0"'),
        ({"publiclyAccessible": False}, {"publiclyAccessible": True}, r"^\+true"),
        ({"kmsKeyId": "a"}, {}, r'^-"a"'),
        ({}, {"policy": document("sqs:*", UNKNOWN)}, r'^\+.*"\(known during the up\)"'),
    ],
)
def test_what_security_rests_on_is_shown(
    before: dict[str, Any] | None, after: dict[str, Any] | None, said: str
) -> None:
    assert re.search(said, "\n".join(differences([step(OpType.UPDATE, before, after)])), re.MULTILINE)


def test_no_other_value_is_shown() -> None:
    before = {"environment": {"TOKEN": "old"}, "policy": document("sqs:*"), "policyName": "x", "tags": {"a": "1"}}
    after = {"environment": {"TOKEN": "new"}, "policy": document("sqs:*"), "policyName": "y", "tags": {"a": "2"}}
    assert list(differences([step(OpType.UPDATE, before, after)])) == []


def test_what_no_plan_can_bind_is_counted_and_said() -> None:
    report = Report("dev")
    report.steps = [
        step(OpType.CREATE, None, {"policy": document("sqs:*", f"{UNKNOWN}/*")}, "two"),
        step(OpType.CREATE, None, {"policy": document("sqs:*", "arn:aws:sqs:eu-west-2:123456789012:q")}),
    ]
    assert "1 of the resources have values that are known only during the up." in "\n".join(report.lines())


def test_a_long_report_ends_and_says_so() -> None:
    report = Report("dev")
    urn = "urn:pulumi:dev::payments::aws:sqs/queue:Queue::queue-{}"
    report.steps = [
        StepEventMetadata(OpType.CREATE, urn.format(number), "aws:sqs/queue:Queue", provider="", old=None, new=None)
        for number in range(550)
    ]
    text = "\n".join(report.lines())
    assert "550 to create" in text
    assert text.endswith("50 more are not listed.")
