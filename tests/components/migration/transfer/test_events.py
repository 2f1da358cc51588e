"""The announcement of each scan's result: in the queue, or to the topic."""

import json

from tests.components.migration.samples import arn
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, TOPIC


def test_a_clean_file_is_announced_in_the_queue_and_any_other_to_the_topic(graph: Graph) -> None:
    bucket = graph.one("transfer-landing-files-bucket").id
    targets = {"clean": arn(graph, "transfer-events-queue"), "suspect": TOPIC}
    results = {"clean": ["NO_THREATS_FOUND"], "suspect": [{"anything-but": ["NO_THREATS_FOUND"]}]}
    dead_letters = arn(graph, "transfer-events-dead-letters")
    for kind, target in targets.items():
        rule = graph.one(f"transfer-events-{kind}")
        pattern = json.loads(rule.inputs["eventPattern"])
        assert pattern["source"] == ["aws.guardduty"]
        assert pattern["detail"]["s3ObjectDetails"] == {"bucketName": [bucket]}
        assert pattern["detail"]["scanResultDetails"] == {"scanResultStatus": results[kind]}
        found = graph.one(f"transfer-events-{kind}-target").inputs
        assert (found["rule"], found["arn"]) == (rule.properties["name"], target)
        assert found["deadLetterConfig"] == {"arn": dead_letters}


def test_the_queues_are_encrypted_and_take_messages_of_the_rules_only(graph: Graph) -> None:
    clean, suspect = (arn(graph, f"transfer-events-{kind}") for kind in ("clean", "suspect"))
    for name, rules in (("queue", [clean]), ("dead-letters", [clean, suspect])):
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
