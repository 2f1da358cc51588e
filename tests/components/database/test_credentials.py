"""The secrets of the database: who writes and reads them, and their replicas."""

import json
from typing import Any

import pytest

from components.database.credentials import Credentials
from config.migration import DatabaseMigration
from config.sections import Protection
from tests.components.database.samples import build_database
from tests.support.graph import Graph, Registered
from tests.support.samples import in_region


@pytest.fixture(scope="module")
def database() -> Graph:
    return build_database()


@pytest.fixture(scope="module")
def own(database: Graph) -> list[Registered]:
    """What the database makes, without the network."""
    return [item for item in database if item.name.startswith("database") and item.custom]


def test_the_first_password_is_long_mixed_and_known_to_the_server_and_the_bootstrap_alone(
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


COPYING = {"migration": DatabaseMigration.model_validate({"enabled": True})}
BOTH_WAYS = {"migration": DatabaseMigration.model_validate({"enabled": True, "reverse": {"enabled": True}})}


@pytest.mark.parametrize(
    ("changes", "user", "role"),
    [
        (COPYING, "migration", "dms-target-role-*"),
        (BOTH_WAYS, "migration", "dms-target-role-*"),
        (BOTH_WAYS, "reverse", "dms-reverse-source-role-*"),
    ],
)
def test_while_data_is_copied_there_are_more_secrets_which_the_bootstrap_alone_fills(
    changes: dict[str, Any], user: str, role: str
) -> None:
    graph = build_database(second_region="eu-west-1", changes=changes)
    secret = graph.one(f"database-credentials-{user}-secret")
    assert secret.inputs["replicas"] == []
    policy = graph.one(f"database-credentials-{user}-policy")
    assert policy.inputs["secretArn"] == secret.properties["arn"]
    # From where DMS looks at it is not documented; its role, and nobody else's, may do so from anywhere.
    (statement,) = policy.policy()
    assert statement["Condition"]["ArnNotLike"] == {"aws:PrincipalArn": f"arn:aws:iam::123456789012:role/{role}"}
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


def test_the_bootstrap_runs_again_where_the_migration_or_its_way_back_begins_or_ends() -> None:
    longer = {"enabled": True, "reverse": {"enabled": True, "binlogHours": 24}}
    changed = [{}, COPYING, BOTH_WAYS, {"migration": DatabaseMigration.model_validate(longer)}]
    runs = [build_database(changes=one).one("database-bootstrap-run").inputs["triggers"] for one in changed]
    assert len({run["environment"] for run in runs}) == len(changed)


def test_only_the_bootstrap_knows_how_long_the_binlog_is_kept() -> None:
    graph = build_database(changes=BOTH_WAYS)
    variables = {item.name: item.inputs.get("environment", {}).get("variables", {}) for item in graph.of("Function")}
    knowing = {name: values["BINLOG_HOURS"] for name, values in variables.items() if "BINLOG_HOURS" in values}
    assert knowing == {"database-bootstrap-function": "168"}


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
    for kind in ("rotation", "bootstrap"):
        *_, there = graph.one(f"database-{kind}-role-policy").policy()
        assert there["Action"] == ["kms:Encrypt", "kms:GenerateDataKey"]
        assert there["Resource"] == key.properties["arn"]
        assert there["Condition"] == {"StringEquals": {"kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com"}}
    watch = graph.one("database-rotation-watch-function").inputs["environment"]["variables"]
    assert watch["REPLICA_REGION"] == "eu-west-1"
    for user in ("application", "master"):
        behind = graph.one(f"database-rotation-{user}-replica").inputs
        assert (behind["metricName"], behind["dimensions"]["Secret"]) == ("ReplicaNotInSync", user)
        assert behind["treatMissingData"] == "breaching"


@pytest.mark.parametrize("days", [1, 6])
def test_a_secret_is_deleted_at_once_or_after_a_week_at_least(days: int) -> None:
    protection = Protection.model_construct(secret_recovery_days=days)
    with pytest.raises(ValueError, match=f"secret_recovery_days must be 0 or 7 to 30, as AWS takes it; got {days}"):
        in_region(lambda region: Credentials("credentials", region, endpoint_ids=[]), protection=protection)
