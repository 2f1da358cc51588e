"""The policy pack on the real engine."""

import json
from collections.abc import Iterator

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.automation import CommandError, EngineEvent

from policy.exemptions import Book
from policy.pack import policies
from policy.rules import RULES, STACK_RULES
from rehearsal.engine import Rehearsal
from tests.policy.test_stacks import TODAY


def open_queue() -> None:
    """A queue for anybody, by a policy that is known only once the queue is made, and a log without an end."""
    here = pulumi.ResourceOptions(provider=aws.Provider("eu-west-2", region="eu-west-2"))
    queue = aws.sqs.Queue("queue", opts=here)
    everything = {"Effect": "Allow", "Action": "sqs:*", "Principal": "*", "Resource": queue.arn}
    document = pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [everything]})
    aws.sqs.QueuePolicy("open", queue_url=queue.url, policy=document, opts=here)
    aws.cloudwatch.LogGroup("log", name="/payments/log-dev", retention_in_days=0, opts=here)


@pytest.fixture(scope="module")
def broken() -> Iterator[tuple[dict[str, set[str]], str]]:
    """The rules that a preview and an `up` of such a stack break, each with its resource, and the last error."""
    found: dict[str, set[str]] = {}
    words = ""
    with Rehearsal("dev", program=open_queue) as rehearsal:
        for phase, operation in (("preview", rehearsal.stack.preview), ("up", rehearsal.stack.up)):
            seen: set[str] = set()

            def watch(event: EngineEvent, seen: set[str] = seen) -> None:
                if event.policy_event:
                    name = (event.policy_event.resource_urn or "").rpartition("::")[2]
                    seen.add(f"{event.policy_event.policy_name} {name}")

            try:
                operation(on_event=watch, policy_packs=rehearsal.policy_packs)
            except CommandError as error:
                words = str(error)
            found[phase] = seen
        yield found, words


def test_what_is_known_is_refused_before_anything_is_made(broken: tuple[dict[str, set[str]], str]) -> None:
    found, words = broken
    assert {"log-ends log", "queue-has-its-own-key queue", "resource-stands-in-a-component queue"} <= found["preview"]
    assert "queue-has-its-own-key" in words
    assert "Set kms_master_key_id of a key of the account (FSBP SQS.1, CKV_AWS_27)" in words


def test_what_a_preview_can_not_know_is_refused_by_the_up(broken: tuple[dict[str, set[str]], str]) -> None:
    found, _ = broken
    assert "queue-is-not-for-anyone open" not in found["preview"]


def test_an_exemption_that_nothing_needs_fails_the_stack(broken: tuple[dict[str, set[str]], str]) -> None:
    found, _ = broken
    assert any(item.startswith("exemptions-are-current") for item in found["preview"])


def test_each_rule_is_a_policy_that_names_its_controls() -> None:
    made = policies(Book(exemptions=[], today=TODAY))
    assert [item.name for item in made] == [*(rule.name for rule in (*RULES, *STACK_RULES)), "exemptions-are-current"]
    assert all(item.description.startswith("Set ") for item in made[:-1])
    assert made[0].tags == ["FSBP EC2.2", "CIS 5.5", "CKV2_AWS_12"]
    assert json.dumps([item.description for item in made])
