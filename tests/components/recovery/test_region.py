"""The second region as the program registers it."""

import json
import re
from functools import cache
from typing import Any

import pytest

from components.recovery.backups import NAMESPACE as BACKUP_METRICS
from components.recovery.replication_alarms import LAG_SECONDS
from config.recovery_objectives import RPO_MINUTES
from lambdas.recovery.backup_age import NAMESPACE
from tests.support.graph import Graph, Registered, build_stack
from tests.support.order import comes_before

HOME, AWAY = "eu-west-2", "eu-west-1"
REGION = re.compile(r"\beu-(?:west-1|west-2|central-1)(?![a-z0-9-]*\.amazonaws\.com)")
# Who may name the other region, and why: nothing else does.
REACHES_ACROSS = {
    # Whoever writes a secret's value has it encrypted in both.
    "database-bootstrap-role-policy": "the key of the secrets' replicas",
    "database-rotation-role-policy": "the key of the secrets' replicas",
    "recovery-database-rotation-role-policy": "the key of the secrets that these were made of",
    # Whether the replicas have the newest value is asked, and told.
    "database-rotation-watch-function": "the region of the secrets' replicas",
    "database-rotation-application-replica": "the region of the secret's replica",
    "database-rotation-master-replica": "the region of the secret's replica",
    # The second region's to the first's.
    "recovery-database-server-instance": "the server that it replicates",
    "recovery-backups-replication": "the server whose backups it copies",
    "recovery-plan": "what it switches in both",
    "recovery-plan-role-policy": "the permissions to do so",
    # The first region's to the second's.
    "database-credentials-application-secret": "its replica's key",
    "database-credentials-master-secret": "its replica's key",
    "database-credentials-application-policy": "the endpoint that its replica is read through",
    "database-credentials-master-policy": "the endpoint that its replica is read through",
    "database-credentials-migration-policy": "the same endpoints as the other secrets",
    "lease-table": "its replica",
    "handover-item": "what a move of the payments needs of both",
    "transfer-host-keys-secret": "its replica's key",
    "transfer-host-keys-policy": "the endpoint that its replica is read through",
    "transfer-replication-role-policy": "the bucket that files are copied to",
    "transfer-replication-rules": "the bucket that files are copied to",
}
# What is made there besides: the replicas' keys, and the bucket of the copied files with its scan.
REPLICAS = ("database-credentials-replica-key", "transfer-host-keys-replica-key", "transfer-replica-")


@cache
def stack(**settings: Any) -> Graph:
    return build_stack("staging", changes={"payments:recovery": {"enabled": True, **settings}})


@cache
def planned(**settings: Any) -> Graph:
    """What a preview plans; a server that was promoted can't be made again."""
    changes = {"payments:recovery": {"enabled": True, "active": "recovery", **settings}}
    return build_stack("staging", preview=True, changes=changes)


def region_of(item: Registered) -> str:
    return AWAY if f"pulumi:providers:aws::{AWAY}::" in item.provider else HOME


def made(graph: Graph) -> list[Registered]:
    return [item for item in graph if item.custom and item.token.startswith("aws:")]


def there(graph: Graph) -> list[Registered]:
    return [item for item in made(graph) if region_of(item) == AWAY]


def test_without_a_second_region_there_is_nothing_of_one() -> None:
    graph = build_stack("staging")
    assert {region_of(item) for item in made(graph)} == {HOME}
    assert sorted(item.name for item in graph if "recovery" in item.name) == ["recovery", "recovery-region"]
    assert graph.names("aws") == {HOME}


def test_whatever_belongs_to_the_second_region_is_made_there() -> None:
    for item in made(stack()):
        belongs = item.name.startswith("recovery") and not item.name.startswith("recovery-first-")
        belongs = belongs or item.name.startswith(REPLICAS)
        assert (region_of(item) == AWAY) == belongs, item.urn
        name = item.tags.get("Name", "dr-" if belongs else "")
        assert name.startswith("dr-") == belongs or item.name.startswith("recovery-plan"), item.urn
    # All that the first region has but the migration and the alarms' watch over it, and more.
    assert len(there(stack())) > 150


def test_nothing_refers_across_the_regions_but_what_must() -> None:
    graph = stack()
    ids = {item.id: region_of(item) for item in made(graph) if re.fullmatch(r"[a-z]+-[0-9a-f]{17}", item.id)}
    found: set[str] = set()
    for item in made(graph):
        other = HOME if region_of(item) == AWAY else AWAY
        text = json.dumps({key: value for key, value in item.inputs.items() if key != "region"}, default=str)
        foreign_ids = {one for one in re.findall(r"[a-z]+-[0-9a-f]{17}", text) if ids.get(one) == other}
        if other in REGION.findall(text) or foreign_ids:
            found.add(item.name)
    assert found == REACHES_ACROSS.keys()


def test_the_copy_is_as_well_protected_as_its_source() -> None:
    server, source = (stack().one(f"{name}-server-instance").inputs for name in ("recovery-database", "database"))
    assert server["replicateSourceDb"] == stack().one("database-server-instance").properties["arn"]
    assert server["kmsKeyId"] == stack().one("recovery-database-key").properties["arn"]
    assert not {"engine", "username", "password", "dbName", "allocatedStorage", "databaseInsightsMode"} & server.keys()
    assert server["skipFinalSnapshot"] is True
    same = (
        "instanceClass",
        "multiAz",
        "storageEncrypted",
        "publiclyAccessible",
        "backupRetentionPeriod",
        "deletionProtection",
    )
    assert {key: server[key] for key in same} == {key: source[key] for key in same}
    group = {
        item["name"]: item["value"]
        for item in stack().one("recovery-database-server-parameter-group").inputs["parameters"]
    }
    assert group["require_secure_transport"] == "1"


def test_warm_functions_know_the_replica_and_its_secret_and_are_not_called() -> None:
    graph = stack()
    variables = graph.one("recovery-payments-payment-processor-function").inputs["environment"]["variables"]
    assert variables["DATABASE_HOST"] == graph.one("recovery-database-server-instance").properties["address"]
    secret = graph.one("database-credentials-application-secret").properties["arn"]
    assert variables["APPLICATION_SECRET_ARN"] == secret.replace(HOME, AWAY)
    assert variables["QUEUE_URL"] == graph.one("recovery-queue-queue").properties["url"]
    mapping, first = (
        graph.one(f"{name}-payment-processor-source").inputs for name in ("recovery-payments", "payments")
    )
    assert (mapping["enabled"], first["enabled"]) == (False, True)
    same = ("sourceCodeHash", "memorySize", "timeout", "reservedConcurrentExecutions", "runtime", "handler")
    warm = graph.one("recovery-payments-payment-processor-function").inputs
    serving = graph.one("payments-payment-processor-function").inputs
    assert {key: warm[key] for key in same} == {key: serving[key] for key in same}
    assert all(f":{AWAY}:" in layer for layer in warm["layers"])


def test_the_rotation_stands_ready_and_rotates_nothing() -> None:
    graph = stack()
    variables = graph.one("recovery-database-rotation-function").inputs["environment"]["variables"]
    assert variables["DATABASE_HOST"] == graph.one("recovery-database-server-instance").properties["address"]
    for user in ("application", "master"):
        secret = graph.one(f"database-credentials-{user}-secret").properties["arn"].replace(HOME, AWAY)
        assert variables[f"{user.upper()}_SECRET_ARN"] == secret
        permission = graph.one(f"recovery-database-rotation-{user}-permission").inputs
        assert (permission["sourceArn"], permission["principal"]) == (secret, "secretsmanager.amazonaws.com")
    assert graph.names("SecretRotation") == {"database-rotation-application", "database-rotation-master"}
    permissions = [
        item for item in graph.one("recovery-database-rotation-role-policy").policy() if "kms:Decrypt" in item["Action"]
    ]
    key = graph.one("database-credentials-replica-key").properties["arn"]
    via = {"StringEquals": {"kms:ViaService": f"secretsmanager.{AWAY}.amazonaws.com"}}
    assert [item["Condition"] for item in permissions if item["Resource"] == key] == [via]


def test_secrets_are_read_through_an_endpoint_of_either_region_and_no_other_way() -> None:
    graph = stack()
    endpoints = [graph.one(f"{name}-endpoint-secretsmanager").id for name in ("network", "recovery-region-network")]
    for user in ("application", "master"):
        (statement,) = graph.one(f"database-credentials-{user}-policy").policy()
        assert statement["Condition"]["StringNotEquals"] == {"aws:SourceVpce": endpoints}


def test_the_networks_lie_apart_and_alike() -> None:
    graph = stack()
    blocks = {item.name: item.inputs["cidrBlock"] for item in graph.of("Subnet")}
    for name, block in blocks.items():
        if name.startswith("network"):
            assert blocks[f"recovery-region-{name}"] == block.replace("172.16.", "172.18.")
    assert {item.inputs["cidrBlock"] for item in graph.of("Vpc")} == {"172.16.0.0/16", "172.18.0.0/16"}


def test_what_may_be_lost_is_watched() -> None:
    graph = stack()
    lag, stopped, age = (
        graph.one(f"recovery-{name}").inputs
        for name in ("database-replication-lag", "database-replication-stopped", "backups-age")
    )
    assert (lag["metricName"], lag["threshold"], lag["statistic"]) == ("ReplicaLag", LAG_SECONDS, "Maximum")
    assert lag["dimensions"] == {"DBInstanceIdentifier": "dr-database-staging"}
    # Notified while there is still time to act.
    assert LAG_SECONDS + lag["period"] * lag["evaluationPeriods"] < RPO_MINUTES * 60
    assert (stopped["comparisonOperator"], stopped["threshold"]) == ("LessThanThreshold", 0)
    assert (age["namespace"], age["metricName"], age["threshold"]) == (NAMESPACE, "BackupAgeMinutes", RPO_MINUTES)
    assert BACKUP_METRICS == NAMESPACE
    for alarm in (lag, stopped, age):
        assert alarm["treatMissingData"] == "breaching"
        assert alarm["alarmActions"] == [graph.one("recovery-region-alerts-topic").properties["arn"]]


def test_backups_are_copied_under_a_key_of_the_second_region_and_their_age_is_read() -> None:
    graph = stack()
    copy = graph.one("recovery-backups-replication")
    assert copy.inputs["sourceDbInstanceArn"] == graph.one("database-server-instance").properties["arn"]
    assert copy.inputs["retentionPeriod"] == 7
    assert copy.inputs["kmsKeyId"] == graph.one("recovery-database-key").properties["arn"]
    permissions = graph.one("recovery-backups-watch-role-policy").policy()
    assert {"Effect": "Allow", "Action": ["rds:DescribeDBInstanceAutomatedBackups"], "Resource": copy.id} in permissions
    assert graph.one("recovery-backups-watch-function").inputs["environment"]["variables"]["BACKUPS_ARN"] == copy.id


def test_after_a_failover_reading_and_rotations_are_in_the_second_region() -> None:
    graph = planned()
    assert graph.one("payments-payment-processor-source").inputs["enabled"] is False
    assert graph.one("recovery-payments-payment-processor-source").inputs["enabled"] is True
    names = {"recovery-database-rotation-application", "recovery-database-rotation-master"}
    assert graph.names("SecretRotation") == names
    assert "replicateSourceDb" not in graph.one("recovery-database-server-instance").inputs
    assert not [item for item in graph if "replication-lag" in item.name]


def test_on_the_way_back_the_first_regions_server_is_a_copy() -> None:
    server = planned(returning=True).one("database-server-instance").inputs
    assert server["replicateSourceDb"] == f"arn:aws:rds:{AWAY}:123456789012:db:dr-database-staging"
    assert not {"engine", "username", "password", "dbName", "allocatedStorage"} & server.keys()


@pytest.mark.parametrize(
    ("settings", "serving"),
    [
        ({}, "database"),
        ({"active": "recovery"}, "recovery-database"),
        ({"active": "recovery", "returning": True}, "recovery-database"),
    ],
)
def test_the_schema_changes_where_the_payments_are(settings: dict[str, Any], serving: str) -> None:
    graph = build_stack("staging", preview=True, changes={"payments:recovery": {"enabled": True, **settings}})
    [run] = [item for item in graph.of("Invocation") if item.name.endswith("-bootstrap-run")]
    assert run.name == f"{serving}-bootstrap-run"
    assert comes_before(graph, graph.one(f"{serving}-server-instance"), run)


@pytest.mark.parametrize(
    ("settings", "source", "replica"),
    [
        ({}, "database", "recovery-database"),
        ({"active": "recovery", "returning": True}, "recovery-database", "database"),
    ],
)
def test_an_upgrade_reaches_the_replica_first(settings: dict[str, Any], source: str, replica: str) -> None:
    changes = {
        "payments:recovery": {"enabled": True, **settings},
        "payments:database": {"engineVersion": "8.4.5", "replicaEngineVersion": "8.4.9"},
    }
    graph = build_stack("staging", preview=True, changes=changes)
    assert graph.one(f"{source}-server-instance").inputs["engineVersion"] == "8.4.5"
    assert graph.one(f"{replica}-server-instance").inputs["engineVersion"] == "8.4.9"


@pytest.mark.parametrize("active", ["primary", "recovery"])
def test_a_schedule_runs_in_one_region_only(active: str) -> None:
    nightly = {
        "name": "nightly",
        "handler": "lambda_src.handler.handle",
        "trigger": "schedule",
        "schedule": "rate(1 day)",
        "reservedConcurrency": 1,
    }
    reader = {"name": "payment-processor", "handler": "lambda_src.handler.handle", "trigger": "queue"}
    changes = {
        "payments:recovery": {"enabled": True, "active": active},
        "payments:payments": {"functions": [reader, nightly]},
    }
    graph = build_stack("staging", preview=True, changes=changes)
    states = [graph.one(f"{name}-nightly-schedule").inputs["state"] for name in ("payments", "recovery-payments")]
    assert sorted(states) == ["DISABLED", "ENABLED"]
    assert states[active == "recovery"] == "ENABLED"


def test_the_second_region_is_heard_as_the_first_is() -> None:
    graph = stack()
    home, away = (
        {item.name.removeprefix(prefix) for item in graph.of("CompositeAlarm") if item.name.startswith(prefix)}
        for prefix in ("objectives", "recovery-objectives")
    )
    assert home
    assert home == away
    dashboards = {item.inputs["dashboardName"] for item in graph.of("Dashboard")}
    assert {"dr-recovery-staging"} < dashboards
    body = json.loads(graph.one("recovery-dashboard").inputs["dashboardBody"])
    shown = {arn for widget in body["widgets"] if widget["type"] == "alarm" for arn in widget["properties"]["alarms"]}
    made_there = {item.properties["arn"] for item in there(graph) if item.kind in ("MetricAlarm", "CompositeAlarm")}
    assert shown <= made_there
    assert len(shown) > 20
