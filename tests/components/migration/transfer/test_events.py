"""The announcement of each scan's result: in the queue, or to the topic."""

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest
from moto.events.models import EventPattern

from tests.components.migration.samples import arn
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, TOPIC


def test_a_clean_file_is_announced_in_the_queue_and_any_other_to_the_topic(graph: Graph) -> None:
    bucket = graph.one("transfer-landing-files-bucket").id
    targets = {"clean": arn(graph, "transfer-events-queue")}
    targets |= dict.fromkeys(("suspect", "scan-trouble", "refused"), TOPIC)
    results = {"clean": ["NO_THREATS_FOUND"], "suspect": [{"anything-but": ["NO_THREATS_FOUND"]}]}
    dead_letters = arn(graph, "transfer-events-dead-letters")
    for kind, target in targets.items():
        rule = graph.one(f"transfer-events-{kind}")
        pattern = json.loads(rule.inputs["eventPattern"])
        if kind in results:
            assert pattern["source"] == ["aws.guardduty"]
            assert pattern["detail"]["s3ObjectDetails"] == {"bucketName": [bucket]}
            assert pattern["detail"]["scanResultDetails"] == {"scanResultStatus": results[kind]}
        found = graph.one(f"transfer-events-{kind}-target").inputs
        assert (found["rule"], found["arn"]) == (rule.properties["name"], target)
        assert found["deadLetterConfig"] == {"arn": dead_letters}


# Each event as the guide of its service has it, below the account and the region.
TAGGING_FAILED: dict[str, Any] = {
    "source": "aws.guardduty",
    "detail-type": "GuardDuty Malware Protection Post Scan Action Failed",
    "detail": {"postScanActions": [{"actionType": "TAGGING", "failureReason": "ACCESS_DENIED"}]},
}
STATES: list[dict[str, Any]] = [
    {"source": "aws.guardduty", "detail-type": f"GuardDuty Malware Protection Resource Status {state}", "detail": {}}
    for state in ("Active", "Warning", "warning", "Error")
]
RESULT = {
    "source": "aws.guardduty",
    "detail-type": "GuardDuty Malware Protection Object Scan Result",
    "detail": {"scanResultDetails": {"scanResultStatus": "NO_THREATS_FOUND"}},
}


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether EventBridge would hand an event to a rule."""
    return EventPattern(None, dict(pattern)).matches_event(cast(Any, event))


@pytest.mark.parametrize("event", [TAGGING_FAILED, *STATES], ids=lambda event: event["detail-type"])
def test_a_scan_that_does_not_do_its_work_is_heard(graph: Graph, event: dict[str, Any]) -> None:
    plan = arn(graph, "transfer-landing-scan-plan")
    pattern = json.loads(graph.one("transfer-events-scan-trouble").inputs["eventPattern"])
    assert matches(pattern, event | {"resources": [plan]})
    assert not matches(pattern, event | {"resources": [f"{plan}-of-somebody-else"]})
    assert not matches(pattern, RESULT | {"resources": [plan]})


@pytest.mark.parametrize("kind", ["Upload", "Rename"])
def test_what_the_server_refuses_a_partner_is_heard(graph: Graph, kind: str) -> None:
    pattern = json.loads(graph.one("transfer-events-refused").inputs["eventPattern"])
    event = {
        "source": "aws.transfer",
        "detail-type": f"SFTP Server File {kind} Failed",
        "detail": {"server-id": graph.one("transfer-sftp-server").id, "username": "bank"},
    }
    assert matches(pattern, event)
    assert not matches(pattern, event | {"detail-type": f"SFTP Server File {kind} Completed"})
    assert not matches(pattern, event | {"detail": {"server-id": "s-0123456789abcdef0"}})


def test_the_queues_are_encrypted_and_take_messages_of_the_rules_only(graph: Graph) -> None:
    senders = [arn(graph, f"transfer-events-{kind}") for kind in ("clean", "suspect", "scan-trouble", "refused")]
    for name, rules in (("queue", senders[:1]), ("dead-letters", senders)):
        queue = graph.one(f"transfer-events-{name}")
        assert queue.inputs["kmsMasterKeyId"] == arn(graph, "transfer-landing-key")
        send, tls = graph.one(f"transfer-events-{name}-policy").policy()
        assert send["Resource"] == queue.properties["arn"]
        assert send["Condition"] == {"ArnEquals": {"aws:SourceArn": rules}}
        assert (tls["Effect"], tls["Action"]) == ("Deny", ["sqs:*"])
    redrive = json.loads(graph.one("transfer-events-queue").inputs["redrivePolicy"])
    assert redrive == {"deadLetterTargetArn": arn(graph, "transfer-events-dead-letters"), "maxReceiveCount": 5}
    kept = [
        graph.one(f"transfer-events-{name}").inputs["messageRetentionSeconds"] for name in ("queue", "dead-letters")
    ]
    assert kept == [10 * 86_400, 14 * 86_400]
    use = [item for item in graph.one("transfer-landing-key").policy() if "Service" in item["Principal"]]
    (events,) = [item for item in use if item["Principal"]["Service"] == "events.amazonaws.com"]
    assert events["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
