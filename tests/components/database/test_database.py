"""The database: the server, its credentials, the bootstrap and the rotation."""

import json
from typing import Any

import pytest

from components.database.credentials import CredentialsArgs
from foundation.function import FunctionArgs
from foundation.packaging import Package
from tests.support.graph import Graph, Registered
from tests.support.samples import ACCOUNT, NAMING, build_database, build_network, settings


@pytest.fixture(scope="module")
def database() -> Graph:
    return build_database()


@pytest.fixture(scope="module")
def own(database: Graph) -> list[Registered]:
    """What the database makes, without the network."""
    return [item for item in database if item.name.startswith("database") and item.custom]


def comes_before(graph: Graph, first: Registered, then: Registered) -> bool:
    """Whether one resource waits, directly or not, for another."""
    waiting, seen = [then.urn], set[str]()
    by_urn = {item.urn: item for item in graph}
    while waiting:
        urn = waiting.pop()
        if urn == first.urn:
            return True
        if urn not in seen and urn in by_urn:
            seen.add(urn)
            waiting += by_urn[urn].depends_on
    return False


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


def test_the_server_stands_in_the_isolated_subnets_behind_its_own_group(database: Graph) -> None:
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


def test_monitoring_waits_for_its_rights(database: Graph) -> None:
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
    server = build_database(settings=settings(**keys)).one("database-server-instance").inputs
    assert server[property_name] == value
    if "monitoringIntervalSeconds" in keys:
        assert "monitoringRoleArn" not in server
    if "instanceClass" in keys:
        assert "performanceInsightsKmsKeyId" not in server


def test_a_final_snapshot_has_an_identifier_that_no_earlier_life_used() -> None:
    graph = build_database(settings=settings(finalSnapshot=True), deletion_protection=True)
    server = graph.one("database-server-instance").inputs
    life = graph.one("database-server-snapshot").properties["hex"]
    assert server["finalSnapshotIdentifier"] == f"database-test-final-{life}"
    assert (server["skipFinalSnapshot"], server["deletionProtection"]) == (False, True)


def test_events_of_the_server_reach_the_topic(database: Graph) -> None:
    events = database.one("database-server-events").inputs
    assert events["snsTopic"] == "arn:aws:sns:eu-west-2:aws:alerts"
    assert events["sourceIds"] == ["database-test"]
    assert {"failover", "failure", "low storage"} <= set(events["eventCategories"])


def test_the_first_password_is_long_mixed_and_stands_at_the_server_and_the_bootstrap_alone(
    database: Graph, own: list[Registered]
) -> None:
    password = database.one("database-server-first-password")
    assert password.inputs["length"] == 32
    assert [password.inputs[f"min{kind}"] for kind in ("Lower", "Upper", "Numeric", "Special")] == [1, 1, 1, 1]
    assert not set("/@\"' ") & set(password.inputs["overrideSpecial"])
    value = password.properties["result"]
    holders = {item.name for item in own if value in json.dumps(item.inputs, default=str)}
    assert holders == {"database-server-instance", "database-bootstrap-run"}


def test_pulumi_writes_no_secrets_value(own: list[Registered]) -> None:
    assert not [item for item in own if item.kind == "SecretVersion"]
    assert len([item for item in own if item.kind == "RandomPassword"]) == 1
    for secret in (item for item in own if item.kind == "Secret"):
        assert not {"secretString", "secretBinary"} & secret.inputs.keys()


def test_secrets_have_a_key_of_their_own_and_are_read_through_the_endpoint_only(database: Graph) -> None:
    key = database.one("database-credentials-key").properties["arn"]
    endpoint = database.one("network-endpoint-secretsmanager").id
    for user in ("application", "master"):
        secret = database.one(f"database-credentials-{user}-secret")
        assert secret.inputs["kmsKeyId"] == key
        policy = database.one(f"database-credentials-{user}-policy")
        assert policy.inputs["blockPublicPolicy"] is True
        assert policy.inputs["secretArn"] == secret.properties["arn"]
        (statement,) = policy.policy()
        assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
        assert statement["Action"] == "secretsmanager:GetSecretValue"
        assert statement["Condition"] == {
            "StringNotEquals": {"aws:SourceVpce": [endpoint]},
            "Bool": {"aws:PrincipalIsAWSService": "false"},
        }


def test_while_data_is_copied_there_is_a_third_secret_which_the_bootstrap_alone_fills() -> None:
    graph = build_database(migration=True, second_region="eu-west-1")
    secret = graph.one("database-credentials-migration-secret")
    assert secret.inputs["replicas"] == []
    assert graph.one("database-credentials-migration-policy").inputs["secretArn"] == secret.properties["arn"]
    assert {item.name for item in graph.of("SecretRotation")} == {
        "database-rotation-application",
        "database-rotation-master",
    }
    knowing = {
        item.name
        for item in graph.of("Function") + graph.of("RolePolicy")
        if secret.properties["arn"] in json.dumps(item.inputs, default=str)
    }
    assert knowing == {"database-bootstrap-function", "database-bootstrap-role-policy"}
    run = graph.one("database-bootstrap-run").inputs["triggers"]["environment"]
    assert run != build_database().one("database-bootstrap-run").inputs["triggers"]["environment"]


def test_without_a_second_region_secrets_have_no_replicas(database: Graph) -> None:
    assert [secret.inputs["replicas"] for secret in database.of("Secret")] == [[], []]
    assert not [item for item in database if "replica" in item.name]


def test_with_a_second_region_each_secret_has_a_replica_under_a_key_there() -> None:
    graph = build_database(second_region="eu-west-1")
    key = graph.one("database-credentials-replica-key")
    assert key.properties["arn"].startswith("arn:aws:kms:eu-west-1:")
    assert "pulumi:providers:aws::eu-west-1::" in key.provider
    assert key.tags["Name"] == "dr-credentials-key-test"
    for secret in graph.of("Secret"):
        assert secret.inputs["replicas"] == [{"region": "eu-west-1", "kmsKeyId": key.properties["arn"]}]


@pytest.mark.parametrize("user", ["application", "master"])
def test_a_rotation_starts_only_when_it_can_succeed(database: Graph, user: str) -> None:
    rotation = database.one(f"database-rotation-{user}")
    assert rotation.inputs["rotateImmediately"] is False
    assert rotation.inputs["rotationRules"] == {"automaticallyAfterDays": 30}
    for first in (
        f"database-rotation-{user}-permission",
        "database-bootstrap-run",
        "database-server-instance",
        "database-credentials-master-policy",
        "network-endpoint-secretsmanager",
        "network-group-rotation-to-database-3306-ingress",
        "network-group-rotation-to-database-3306-egress",
        "network-group-rotation-to-endpoints-443-egress",
        "network-access-list-private",
        "network-access-list-isolated",
    ):
        assert comes_before(database, database.one(first), rotation), first
    permission = database.one(f"database-rotation-{user}-permission").inputs
    secret = database.one(f"database-credentials-{user}-secret").properties["arn"]
    assert (permission["sourceArn"], permission["sourceAccount"]) == (secret, ACCOUNT)
    assert permission["principal"] == "secretsmanager.amazonaws.com"


def test_the_bootstrap_runs_again_only_when_its_inputs_change(database: Graph) -> None:
    run = database.one("database-bootstrap-run").inputs
    assert run["triggers"]["code"] == "c29tZSBoYXNo"
    assert json.loads(run["triggers"]["environment"])["APPLICATION_GRANTS"] == "SELECT,INSERT,UPDATE"
    assert list(json.loads(run["input"])) == ["initialPassword"]
    assert "input" in database.one("database-bootstrap-run").secret_inputs
    assert comes_before(database, database.one("database-server-instance"), database.one("database-bootstrap-run"))


def test_functions_see_secrets_by_name_and_run_inside_the_network(database: Graph) -> None:
    handlers = {item.inputs["name"]: item.inputs for item in database.of("Function") if item.custom}
    assert {name: item["handler"] for name, item in handlers.items()} == {
        "bootstrap-test": "rotation_lambda.bootstrap.handle",
        "rotation-test": "rotation_lambda.rotation.handle",
        "rotation-watch-test": "rotation_lambda.watch.handle",
    }
    assert handlers["rotation-test"]["reservedConcurrentExecutions"] == 1
    for function in handlers.values():
        variables = function["environment"]["variables"]
        assert variables["MASTER_SECRET_ARN"].startswith("arn:aws:secretsmanager:")
        assert not [name for name in variables if "PASSWORD" in name and name != "PASSWORD_LENGTH"]
        assert function["kmsKeyArn"] == database.one("database-key").properties["arn"]
        assert function["vpcConfig"]["securityGroupIds"] == [database.one("network-group-rotation").id]
        assert len(function["vpcConfig"]["subnetIds"]) == 2
        assert function["runtime"] == "python3.14"
        assert function["architectures"] == ["arm64"]
        assert function["tracingConfig"] == {"mode": "Active"}
        assert function["replaceSecurityGroupsOnDestroy"] is True


def test_rights_end_at_the_two_secrets_and_their_key(database: Graph) -> None:
    secrets = [
        database.one(f"database-credentials-{user}-secret").properties["arn"] for user in ("application", "master")
    ]
    key = database.one("database-credentials-key").properties["arn"]
    for kind in ("rotation", "bootstrap"):
        statements = database.one(f"database-{kind}-role-policy").policy()
        access = [item for item in statements if any("secretsmanager" in action for action in item["Action"])]
        assert [item["Resource"] for item in access] == [secrets]
        use = [item for item in statements if "kms:GenerateDataKey" in item["Action"]]
        assert [(item["Resource"], item["Condition"]) for item in use] == [
            (key, {"StringEquals": {"kms:ViaService": "secretsmanager.eu-west-2.amazonaws.com"}})
        ]
    watch = database.one("database-rotation-watch-role-policy").policy()
    assert {action for item in watch for action in item["Action"] if action.startswith("secretsmanager")} == {
        "secretsmanager:DescribeSecret"
    }


def test_a_rotation_that_fails_or_is_late_is_an_alarm(database: Graph) -> None:
    errors = database.one("database-rotation-errors").inputs
    assert (errors["metricName"], errors["dimensions"]) == ("Errors", {"FunctionName": "rotation-test"})
    assert database.one("database-rotation-watch-daily").inputs["scheduleExpression"] == "rate(1 day)"
    pattern = json.loads(database.one("database-rotation-watch-failed").inputs["eventPattern"])
    secrets = [
        database.one(f"database-credentials-{user}-secret").properties["arn"] for user in ("application", "master")
    ]
    assert pattern["detail"] == {"eventName": ["RotationFailed"], "additionalEventData": {"SecretId": secrets}}
    watch = next(item for item in database.of("Function") if item.inputs.get("name") == "rotation-watch-test")
    for rule in ("daily", "failed"):
        target = database.one(f"database-rotation-watch-{rule}-target").inputs
        permission = database.one(f"database-rotation-watch-{rule}-permission").inputs
        assert target["arn"] == watch.properties["arn"]
        assert permission["sourceArn"] == database.one(f"database-rotation-watch-{rule}").properties["arn"]
        assert permission["principal"] == "events.amazonaws.com"
    for user in ("application", "master"):
        late = database.one(f"database-rotation-{user}-late").inputs
        failed = database.one(f"database-rotation-{user}-failed").inputs
        assert (late["metricName"], late["threshold"]) == ("DaysSinceRotation", 31)
        assert (failed["metricName"], failed["threshold"]) == ("RotationFailed", 0)
        assert late["dimensions"] == failed["dimensions"] == {"Stack": "test", "Secret": user}
        assert (late["treatMissingData"], failed["treatMissingData"]) == ("breaching", "notBreaching")


def test_the_server_is_watched(database: Graph) -> None:
    watched = {
        item.inputs["metricName"]: (item.inputs["comparisonOperator"], item.inputs["threshold"])
        for item in database.of("MetricAlarm")
        if item.inputs["namespace"] == "AWS/RDS"
    }
    assert watched == {
        "CPUUtilization": ("GreaterThanThreshold", 80),
        "FreeStorageSpace": ("LessThanThreshold", 10 * 1024**3),
        "FreeableMemory": ("LessThanThreshold", 128 * 1024**2),
        "WriteLatency": ("GreaterThanThreshold", 0.05),
    }


@pytest.mark.parametrize("changes", [{}, {"settings": settings(finalSnapshot=True, instanceClass="db.t3.micro")}])
def test_a_preview_plans_the_same(changes: dict[str, Any]) -> None:
    planned, made = build_database(preview=True, **changes), build_database(**changes)
    assert {item.urn for item in planned} == {item.urn for item in made}


def test_groups_and_subnets_are_handed_out_once_their_traffic_is_allowed() -> None:
    graph = build_network()
    endpoint = graph.one("network-endpoint-secretsmanager")
    assert comes_before(graph, graph.one("network-group-application-to-endpoints-443-ingress"), endpoint)
    # An endpoint need not wait for rules of groups that it has no part in.
    assert not comes_before(graph, graph.one("network-group-application-to-s3-443-egress"), endpoint)


def function_args(**changes: Any) -> FunctionArgs:
    good: dict[str, Any] = {
        "naming": NAMING,
        "kind": "k",
        "description": "d",
        "package": Package(path="p", sha256="s"),
        "handler": "a.b",
        "environment": {},
        "statements": [],
        "subnet_ids": [],
        "security_group_id": "sg",
        "key_arn": "k",
        "log_retention_days": 1,
        "topic_arn": "t",
    }
    return FunctionArgs(**good | changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"memory_mb": 64}, "memory_mb must be 128 to 10240, as Lambda takes it; got 64"),
        ({"timeout_seconds": 901}, "timeout_seconds must be 1 to 900, as Lambda takes it; got 901"),
    ],
)
def test_a_functions_bad_arguments_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function_args(**changes)


@pytest.mark.parametrize("days", [1, 6, 31])
def test_a_secret_is_deleted_at_once_or_after_a_week_at_least(days: int) -> None:
    with pytest.raises(ValueError, match=f"recovery_days must be 0 or 7 to 30, as AWS takes it; got {days}"):
        CredentialsArgs(naming=NAMING, account_id=ACCOUNT, endpoint_ids=[], key_deletion_days=7, recovery_days=days)
