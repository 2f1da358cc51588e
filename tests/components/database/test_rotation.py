"""The bootstrap and the rotation of the database's credentials, as the program registers them."""

import json

import pytest

from tests.components.database.samples import build_database
from tests.support.graph import Graph
from tests.support.order import comes_before
from tests.support.samples import ACCOUNT


@pytest.fixture(scope="module")
def database() -> Graph:
    return build_database()


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
    assert run["triggers"]["server"] == database.one("database-server-instance").properties["resourceId"]
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
    assert handlers["rotation-test"]["reservedConcurrentExecutions"] == 10
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
        default = database.one("network-vpc").properties["defaultSecurityGroupId"]
        assert function["replacementSecurityGroupIds"] == [default]


def test_permissions_end_at_the_two_secrets_and_their_key(database: Graph) -> None:
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
    assert database.one("database-rotation-watch-regular").inputs["scheduleExpression"] == "rate(5 minutes)"
    pattern = json.loads(database.one("database-rotation-watch-failed").inputs["eventPattern"])
    secrets = [
        database.one(f"database-credentials-{user}-secret").properties["arn"] for user in ("application", "master")
    ]
    assert pattern["detail"] == {"eventName": ["RotationFailed"], "additionalEventData": {"SecretId": secrets}}
    watch = next(item for item in database.of("Function") if item.inputs.get("name") == "rotation-watch-test")
    for rule in ("regular", "failed"):
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
