"""The way back: a copy of changes alone, from the new database to the old one, which nobody but people start."""

import json

import pytest

from tests.components.migration.samples import OLD_SECRET, arn, both_ways, build_dms
from tests.support.graph import Graph, Registered


@pytest.fixture(scope="module", params=["provisioned", "serverless"])
def made(request: pytest.FixtureRequest) -> Graph:
    return build_dms(settings=both_ways(mode=request.param, start=True))


def task(graph: Graph, suffix: str) -> Registered:
    (found,) = [
        item
        for item in graph.of("ReplicationTask") + graph.of("ReplicationConfig")
        if item.name.rpartition("-")[0] == f"dms-replication{suffix}"
    ]
    return found


def test_it_copies_changes_and_waits_for_the_place_where_it_begins(made: Graph) -> None:
    there, back = task(made, ""), task(made, "-reverse")
    kind = "migrationType" if "migrationType" in back.inputs else "replicationType"
    assert (there.inputs[kind], back.inputs[kind]) == ("full-load-and-cdc", "cdc")
    start = "startReplicationTask" if kind == "migrationType" else "startReplication"
    # Even where the copy itself starts.
    assert (there.inputs[start], back.inputs[start]) == (True, False)
    assert not {key for key in back.inputs if key.lower().startswith("cdc")}
    assert back.inputs["tableMappings"] == there.inputs["tableMappings"]
    settings = "replicationTaskSettings" if kind == "migrationType" else "replicationSettings"
    assert json.loads(back.inputs[settings]) == json.loads(there.inputs[settings])
    if kind == "migrationType":
        assert back.inputs["replicationInstanceArn"] == there.inputs["replicationInstanceArn"]
    assert back.inputs["resourceIdentifier"] == "dms-reverse-test"


def test_it_is_from_the_new_database_to_the_old_one_over_verified_tls(made: Graph) -> None:
    back = task(made, "-reverse").inputs
    source, target = made.one("dms-reverse-source-endpoint"), made.one("dms-reverse-target-endpoint")
    assert back["sourceEndpointArn"] == source.properties["endpointArn"]
    assert back["targetEndpointArn"] == target.properties["endpointArn"]
    assert (source.inputs["endpointType"], target.inputs["endpointType"]) == ("source", "target")
    secret = arn(made, "database-credentials-reverse-secret")
    assert [end.inputs["secretsManagerArn"] for end in (source, target)] == [secret, OLD_SECRET]
    assert {end.inputs["sslMode"] for end in (source, target)} == {"verify-full"}
    # After a stop a payment comes again, whose entries are there already.
    assert target.inputs["mysqlSettings"] == {"afterConnectScript": "SET FOREIGN_KEY_CHECKS=0"}
    assert "mysqlSettings" not in source.inputs


@pytest.mark.parametrize("end", ["target", "reverse-source"])
def test_the_secret_s_policy_lets_in_the_role_of_the_endpoint_that_reads_it(made: Graph, end: str) -> None:
    endpoint = made.one(f"dms-{end}-endpoint").inputs
    user = {"target": "migration", "reverse-source": "reverse"}[end]
    assert endpoint["secretsManagerArn"] == arn(made, f"database-credentials-{user}-secret")
    (statement,) = made.one(f"database-credentials-{user}-policy").policy()
    pattern = statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"].rpartition("/")[2]
    # The engine makes the role's name of the logical one.
    role = made.one(f"dms-{end}-role")
    assert role.properties["arn"] == endpoint["secretsManagerAccessRoleArn"]
    assert role.inputs.get("name") is None
    assert f"{role.name}-" == pattern.rstrip("*")


def test_without_it_nothing_of_it_exists() -> None:
    assert [item.name for item in build_dms() if "reverse" in item.name] == []
