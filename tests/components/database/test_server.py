"""The database server: its settings, its place in the network, its logs, events and alarms."""

from typing import Any

import pytest

from config.sections import Protection
from tests.components.database.samples import build_database, settings
from tests.support.graph import Graph
from tests.support.order import comes_before
from tests.support.samples import TOPIC


@pytest.fixture(scope="module")
def database() -> Graph:
    return build_database()


def test_the_server_is_what_the_requirements_ask_for(database: Graph) -> None:
    server = database.one("database-server-instance").inputs
    key = database.one("database-key").properties["arn"]
    expected = {
        "identifier": "database-test",
        "engine": "mysql",
        "engineVersion": "8.4",
        "autoMinorVersionUpgrade": True,
        "instanceClass": "db.t3.medium",
        "allocatedStorage": 100,
        "maxAllocatedStorage": 500,
        "applyImmediately": True,
        "engineLifecycleSupport": "open-source-rds-extended-support-disabled",
        "storageType": "gp3",
        "multiAz": True,
        "storageEncrypted": True,
        "kmsKeyId": key,
        "publiclyAccessible": False,
        "backupRetentionPeriod": 7,
        "backupWindow": "02:00-03:00",
        "maintenanceWindow": "sun:03:30-sun:04:30",
        "port": 3306,
        "copyTagsToSnapshot": True,
        "deletionProtection": False,
        "skipFinalSnapshot": True,
        "monitoringInterval": 60,
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": key,
        "databaseInsightsMode": "standard",
        "enabledCloudwatchLogsExports": ["error", "slowquery"],
        "caCertIdentifier": "rds-ca-rsa2048-g1",
    }
    assert {name: server.get(name) for name in expected} == expected
    # A replica in another region can't be made of a server whose password RDS manages.
    assert "manageMasterUserPassword" not in server


def test_the_server_is_in_the_isolated_subnets_behind_its_own_group(database: Graph) -> None:
    server = database.one("database-server-instance").inputs
    group = database.one("database-server-subnet-group")
    names = {database.by_id(subnet).name for subnet in group.inputs["subnetIds"]}
    assert names == {"network-isolated-subnet-a", "network-isolated-subnet-b"}
    assert server["dbSubnetGroupName"] == group.properties["name"]
    assert server["vpcSecurityGroupIds"] == [database.one("network-group-database").id]


def test_plaintext_is_refused_and_changes_can_be_captured(database: Graph) -> None:
    group = database.one("database-server-parameter-group").inputs
    values = {item["name"]: item["value"] for item in group["parameters"]}
    assert group["family"] == "mysql8.4"
    assert values["require_secure_transport"] == "1"
    assert (values["binlog_format"], values["binlog_row_image"]) == ("ROW", "full")
    assert (values["innodb_flush_log_at_trx_commit"], values["sync_binlog"]) == ("1", "1")
    assert len(values) == len(group["parameters"])


def test_logs_exist_before_the_server_writes_them(database: Graph) -> None:
    server = database.one("database-server-instance")
    for log in ("error", "slowquery"):
        group = database.one(f"database-server-{log}-log")
        assert group.inputs["name"] == f"/aws/rds/instance/database-test/{log}"
        assert comes_before(database, group, server)


def test_monitoring_waits_for_its_permissions(database: Graph) -> None:
    server = database.one("database-server-instance")
    assert server.inputs["monitoringRoleArn"] == database.one("database-server-monitoring-role").properties["arn"]
    assert comes_before(database, database.one("database-server-monitoring-policy"), server)


@pytest.mark.parametrize(
    ("keys", "property_name", "value"),
    [
        ({"port": 3307}, "port", 3307),
        ({"multiAz": False}, "multiAz", False),
        ({"engineVersion": "8.4.9"}, "autoMinorVersionUpgrade", False),
        ({"instanceClass": "db.t3.micro"}, "performanceInsightsEnabled", False),
        ({"monitoringIntervalSeconds": 0}, "monitoringInterval", 0),
    ],
)
def test_settings_reach_the_server(keys: dict[str, Any], property_name: str, value: object) -> None:
    server = build_database(changes={"settings": settings(**keys)}).one("database-server-instance").inputs
    assert server[property_name] == value
    if "monitoringIntervalSeconds" in keys:
        assert "monitoringRoleArn" not in server
    if "instanceClass" in keys:
        assert "performanceInsightsKmsKeyId" not in server


def test_a_final_snapshot_has_an_identifier_that_no_earlier_life_used() -> None:
    graph = build_database(
        changes={"settings": settings(finalSnapshot=True)},
        protection=Protection.model_validate({"deletionProtection": True}),
    )
    server = graph.one("database-server-instance").inputs
    life = graph.one("database-server-snapshot").properties["hex"]
    assert server["finalSnapshotIdentifier"] == f"database-test-final-{life}"
    assert (server["skipFinalSnapshot"], server["deletionProtection"]) == (False, True)


def test_events_of_the_server_reach_the_topic(database: Graph) -> None:
    events = database.one("database-server-events").inputs
    assert events["snsTopic"] == TOPIC
    assert events["sourceIds"] == ["database-test"]
    assert {"failover", "failure", "low storage"} <= set(events["eventCategories"])


def test_the_server_is_watched(database: Graph) -> None:
    watched = {
        item.inputs["metricName"]: (item.inputs["comparisonOperator"], item.inputs["threshold"])
        for item in database.of("MetricAlarm")
        if item.inputs.get("namespace") == "AWS/RDS"
    }
    assert watched == {
        "CPUUtilization": ("GreaterThanThreshold", 80),
        "FreeStorageSpace": ("LessThanThreshold", 10 * 1024**3),
        "FreeableMemory": ("LessThanThreshold", 128 * 1024**2),
        "WriteLatency": ("GreaterThanThreshold", 0.05),
    }


@pytest.mark.parametrize("changes", [{}, {"settings": settings(finalSnapshot=True, instanceClass="db.t3.micro")}])
def test_a_preview_plans_the_same(changes: dict[str, Any]) -> None:
    planned, made = build_database(preview=True, changes=changes), build_database(changes=changes)
    assert {item.urn for item in planned} == {item.urn for item in made}
