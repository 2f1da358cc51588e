"""The task or the serverless replication: what it loads, how it is validated, and where it runs."""

import json
from typing import Any

import pytest

from components.migration.dms.task_settings import task_settings
from config.migration import ReplicationTask
from tests.components.migration.samples import arn, build_dms, dms_settings
from tests.support.graph import Graph
from tests.support.order import comes_before


def test_the_instance_is_private_encrypted_and_in_two_zones(graph: Graph) -> None:
    instance = graph.one("dms-replication-instance").inputs
    expected = {
        "replicationInstanceId": "dms-test",
        "replicationInstanceClass": "dms.t3.medium",
        "allocatedStorage": 50,
        "multiAz": True,
        "autoMinorVersionUpgrade": True,
        "publiclyAccessible": False,
        "vpcSecurityGroupIds": [graph.one("network-group-dms").id],
        "kmsKeyArn": arn(graph, "dms-key"),
        "replicationSubnetGroupId": "dms-subnets-test",
    }
    assert {key: instance.get(key) for key in expected} == expected
    subnets = graph.one("dms-replication-subnet-group").inputs["subnetIds"]
    assert {graph.by_id(subnet).name for subnet in subnets} == {"network-private-subnet-a", "network-private-subnet-b"}


def test_the_task_loads_follows_and_waits_to_be_started(graph: Graph) -> None:
    task = graph.one("dms-replication-task").inputs
    assert task["migrationType"] == "full-load-and-cdc"
    assert task["startReplicationTask"] is False
    assert task["replicationInstanceArn"] == graph.one("dms-replication-instance").properties["replicationInstanceArn"]
    for end in ("source", "target"):
        assert task[f"{end}EndpointArn"] == graph.one(f"dms-{end}-endpoint").properties["endpointArn"]
    tables = [rule["object-locator"]["table-name"] for rule in json.loads(task["tableMappings"])["rules"]]
    assert tables == ["payments", "ledger_entries", "replication_marks"]
    started = build_dms(settings=dms_settings(start=True)).one("dms-replication-task").inputs
    assert started["startReplicationTask"] is True


def test_a_serverless_replication_does_the_same(graph: Graph, serverless: Graph) -> None:
    assert not serverless.of("ReplicationInstance") + serverless.of("ReplicationTask")
    config, task = serverless.one("dms-replication-serverless").inputs, graph.one("dms-replication-task").inputs
    assert config["replicationType"] == task["migrationType"]
    assert config["tableMappings"] == task["tableMappings"]
    assert config["replicationSettings"] == task["replicationTaskSettings"]
    assert config["startReplication"] is False
    assert config["computeConfig"] == {
        "replicationSubnetGroupId": "dms-subnets-test",
        "vpcSecurityGroupIds": [serverless.one("network-group-dms").id],
        "maxCapacityUnits": 4,
        "multiAz": True,
        "kmsKeyId": arn(serverless, "dms-key"),
    }


def test_rows_are_validated_and_none_is_skipped_or_cut(graph: Graph) -> None:
    settings: dict[str, Any] = json.loads(graph.one("dms-replication-task").inputs["replicationTaskSettings"])
    assert settings["ValidationSettings"]["EnableValidation"] is True
    assert settings["Logging"] == {"EnableLogging": True}
    assert settings["FullLoadSettings"]["TargetTablePrepMode"] == "DO_NOTHING"
    metadata = settings["TargetMetadata"]
    assert (metadata["FullLobMode"], metadata["LimitedSizeLobMode"]) == (True, False)
    policies = {value for key, value in settings["ErrorBehavior"].items() if key.endswith("Policy")}
    assert policies == {"SUSPEND_TABLE"}
    assert set(settings["ChangeProcessingDdlHandlingPolicy"].values()) == {False}


def test_settings_are_written_one_way_with_the_types_that_dms_answers() -> None:
    text = task_settings(ReplicationTask())
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    chosen = ReplicationTask.model_validate(
        {"parallelTables": 4, "commitRate": 500, "inlineLobKib": 64, "validationThreads": 2}
    )
    settings: dict[str, Any] = json.loads(task_settings(chosen))
    assert settings["FullLoadSettings"]["MaxFullLoadSubTasks"] == 4
    assert settings["FullLoadSettings"]["CommitRate"] == 500
    assert settings["TargetMetadata"]["InlineLobMaxSize"] == 64
    assert settings["ValidationSettings"]["ThreadCount"] == 2
    assert {type(value) for group in settings.values() for value in group.values()} == {bool, int, str}


@pytest.mark.parametrize(
    ("mode", "group"),
    [("provisioned", "dms-tasks-dms-test"), ("serverless", "dms-serverless-replication-dms-task-test")],
)
def test_the_log_group_exists_before_dms_makes_one(mode: str, group: str, graph: Graph, serverless: Graph) -> None:
    made, runner = (graph, "instance") if mode == "provisioned" else (serverless, "serverless")
    log = made.one("dms-replication-log")
    assert (log.inputs["name"], log.inputs["retentionInDays"]) == (group, 30)
    assert log.inputs["kmsKeyId"] == arn(made, "dms-key")
    assert comes_before(made, log, made.one(f"dms-replication-{runner}"))
