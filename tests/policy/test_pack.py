"""The policy pack on the real engine."""

from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.automation import CommandError, EngineEvent

from policy.exemptions import Exemptions
from policy.pack import policies
from policy.rules import RULES, STACK_RULES
from tests.policy.cases.case import KEY
from tests.policy.test_stacks import TODAY
from tools.rehearsal.engine import Rehearsal


def here() -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(provider=aws.Provider("eu-west-2", region="eu-west-2"))


def endless_log() -> None:
    aws.cloudwatch.LogGroup("log", name="/payments/log-dev", retention_in_days=0, kms_key_id=KEY, opts=here())


def open_queue() -> None:
    """A queue for anybody, by a policy that is known only once the queue is made."""
    options = here()
    queue = aws.sqs.Queue("queue", kms_master_key_id="alias/elsewhere", opts=options)
    everything = {"Effect": "Allow", "Action": "sqs:*", "Principal": "*", "Resource": queue.arn}
    document = pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [everything]})
    aws.sqs.QueuePolicy("open", queue_url=queue.url, policy=document, opts=options)


def refused(operation: Callable[..., object], rehearsal: Rehearsal) -> set[str]:
    """The rules that an operation, which they end, says are violated, each with its resource and what is required."""
    found: set[str] = set()

    def watch(event: EngineEvent) -> None:
        violated = event.policy_event
        if violated:
            name = (violated.resource_urn or "").rpartition("::")[2]
            found.add(f"{violated.policy_name}: {name}: {violated.message.splitlines()[0]}")

    with pytest.raises(CommandError):
        operation(on_event=watch, policy_packs=rehearsal.policy_packs)
    return found


@pytest.mark.engine
def test_what_is_known_is_refused_before_anything_is_made() -> None:
    with Rehearsal("dev", program=endless_log) as rehearsal:
        found = refused(rehearsal.stack.preview, rehearsal)
        required = "retention_in_days of 1 or more: without it logs are kept, and paid for, for ever (CKV_AWS_66)"
        assert f"cloudwatch-log-group-retention: log: Required: {required}" in found, found


@pytest.mark.engine
def test_what_a_preview_can_not_know_is_refused_by_the_up_before_it_is_made() -> None:
    with Rehearsal("dev", program=open_queue) as rehearsal:
        names = {text.partition(": Required")[0] for text in refused(rehearsal.stack.preview, rehearsal)}
        assert "sqs-policy-not-public: open" not in names
        # Nothing else hid it: the rules of the whole stack come last.
        assert "resource-in-component: queue" in names
        assert any(name.startswith("exemptions-are-current") for name in names)
        names = {text.partition(": Required")[0] for text in refused(rehearsal.stack.up, rehearsal)}
        assert "sqs-policy-not-public: open" in names
        assert [live.name for live in rehearsal.account.live().values()] == ["queue"]


def test_each_rule_is_a_policy_that_names_its_controls() -> None:
    made = policies(Exemptions(items=[], today=TODAY))
    assert [item.name for item in made] == [*(rule.name for rule in (*RULES, *STACK_RULES)), "exemptions-are-current"]
    assert all(item.description.startswith("Required: ") for item in made[:-1])
    assert made[0].tags == ["FSBP EC2.2", "CIS 5.5", "CKV2_AWS_12"]
