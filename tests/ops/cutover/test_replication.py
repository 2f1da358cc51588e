"""A task and a serverless replication answer the same questions, as DMS's own model has their calls."""

import pytest

from ops.cutover.replication import Serverless, Task, replication, suspended
from ops.lib.command import CommandError
from tests.support.aws import expecting, stubbed

TASK = "arn:aws:dms:eu-west-2:111122223333:task:dms-task-prod"
SERVERLESS = "arn:aws:dms:eu-west-2:111122223333:replication-config:dms-task-prod"
PAYMENTS = {"TableName": "payments", "TableState": "Table completed", "Inserts": 2, "Updates": 1}
ENTRIES = {"TableName": "ledger_entries", "TableState": "Table error"}


def test_the_arn_says_which_kind_it_is() -> None:
    assert isinstance(replication(None, TASK), Task)
    assert isinstance(replication(None, SERVERLESS), Serverless)
    assert replication(None, TASK).name == replication(None, SERVERLESS).name == "dms-task-prod"


@pytest.mark.parametrize(
    ("arn", "operation", "key", "answer"),
    [
        (TASK, "describe_table_statistics", "ReplicationTaskArn", "TableStatistics"),
        (SERVERLESS, "describe_replication_table_statistics", "ReplicationConfigArn", "ReplicationTableStatistics"),
    ],
)
def test_the_tables_of_all_pages(arn: str, operation: str, key: str, answer: str) -> None:
    client, stub = stubbed("dms")
    stub.add_response(operation, {answer: [PAYMENTS], "Marker": "next"}, {key: arn})
    stub.add_response(operation, {answer: [ENTRIES]}, {key: arn, "Marker": "next"})
    with expecting(stub):
        first, second = replication(client, arn).tables()
    assert (first.name, first.complete, first.changes) == ("payments", True, 3)
    assert (second.name, second.complete, second.changes) == ("ledger_entries", False, 0)


def test_a_table_that_was_given_up_is_named() -> None:
    client, stub = stubbed("dms")
    stub.add_response(
        "describe_table_statistics", {"TableStatistics": [PAYMENTS, ENTRIES]}, {"ReplicationTaskArn": TASK}
    )
    with expecting(stub):
        [said] = suspended(replication(client, TASK))
    assert "ledger_entries" in said


@pytest.mark.parametrize(
    ("arn", "operation", "answer"),
    [(TASK, "describe_replication_tasks", "ReplicationTasks"), (SERVERLESS, "describe_replications", "Replications")],
)
def test_one_that_there_is_not_is_named(arn: str, operation: str, answer: str) -> None:
    client, stub = stubbed("dms")
    stub.add_response(operation, {answer: []})
    with expecting(stub), pytest.raises(CommandError, match=arn):
        replication(client, arn).state()


@pytest.mark.parametrize(
    ("arn", "operation", "named", "how"),
    [
        (TASK, "start_replication_task", "ReplicationTaskArn", "StartReplicationTaskType"),
        (SERVERLESS, "start_replication", "ReplicationConfigArn", "StartReplicationType"),
    ],
)
def test_a_place_is_given_to_a_start_that_has_one(arn: str, operation: str, named: str, how: str) -> None:
    client, stub = stubbed("dms")
    place = {"CdcStartPosition": "mysql-bin-changelog.000012:3456"}
    stub.add_response(operation, {}, {named: arn, how: "start-replication", **place})
    stub.add_response(operation, {}, {named: arn, how: "resume-processing"})
    with expecting(stub):
        replication(client, arn).start("start-replication", "mysql-bin-changelog.000012:3456")
        replication(client, arn).start("resume-processing")
