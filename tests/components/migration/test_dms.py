"""The copy of the database: the account's roles, the two ends, the task or the serverless replication, the watch."""

import json
from typing import Any

import pytest

from components.migration.dms.endpoints import RDS_AUTHORITIES, authority, rds_authority
from components.migration.dms.task_settings import task_settings
from config.migration import DatabaseMigration, ReplicationTask
from tests.components.database.test_database import comes_before
from tests.components.migration.samples import SOURCE_SECRET, TOPIC, build_dms, dms_settings
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build_dms()


@pytest.fixture(scope="module")
def serverless() -> Graph:
    return build_dms(settings=dms_settings(mode="serverless"))


def arn(graph: Graph, name: str) -> str:
    return graph.one(name).properties["arn"]


@pytest.mark.parametrize(
    ("role", "policy"),
    [
        ("dms-vpc-role", "AmazonDMSVPCManagementRole"),
        ("dms-cloudwatch-logs-role", "AmazonDMSCloudWatchLogsRole"),
    ],
)
def test_the_roles_have_the_names_that_dms_looks_for(graph: Graph, role: str, policy: str) -> None:
    made = graph.one(f"dms-account-{role}")
    assert made.inputs["name"] == role
    (trust,) = made.policy("assumeRolePolicy")
    assert trust["Principal"] == {"Service": "dms.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    attached = graph.one(f"dms-account-{role}-policy")
    assert attached.inputs["policyArn"] == f"arn:aws:iam::aws:policy/service-role/{policy}"
    for name in ("dms-replication-subnet-group", "dms-replication-instance"):
        assert comes_before(graph, attached, graph.one(name))


def test_where_the_roles_exist_already_none_is_made() -> None:
    graph = build_dms(settings=dms_settings(accountRoles="existing"))
    assert {item.name for item in graph.of("Role") if item.name.startswith("dms")} == {
        "dms-source-role",
        "dms-target-role",
    }
    assert graph.one("dms-replication-task")


def test_two_stacks_share_no_name_but_those_of_the_account() -> None:
    names = {
        "replicationInstanceId", "replicationTaskId", "endpointId", "certificateId", "replicationSubnetGroupId",
        "resourceIdentifier", "replicationConfigIdentifier", "name",
    }  # fmt: skip
    for settings in (dms_settings(), dms_settings(mode="serverless")):
        own = [item for item in build_dms(settings=settings) if item.name.startswith("dms") and item.custom]
        given = [value for item in own for key, value in item.inputs.items() if key in names and value]
        fixed = {value for value in given if "test" not in value and not value.startswith("dms-replication-")}
        assert fixed == {"dms-vpc-role", "dms-cloudwatch-logs-role"}
        assert len(given) > 8


@pytest.mark.parametrize("end", ["source", "target"])
def test_an_end_is_logged_in_to_by_its_secret_over_verified_tls(graph: Graph, end: str) -> None:
    endpoint = graph.one(f"dms-{end}-endpoint").inputs
    secret = {"source": SOURCE_SECRET, "target": "arn:aws:secretsmanager:eu-west-2:aws:secret:target-AbCdEf"}[end]
    assert (endpoint["endpointType"], endpoint["engineName"]) == (end, "mysql")
    assert endpoint["secretsManagerArn"] == secret
    assert endpoint["sslMode"] == "verify-full"
    assert endpoint["certificateArn"] == graph.one(f"dms-{end}-authority").properties["certificateArn"]
    assert endpoint["kmsKeyArn"] == arn(graph, "dms-key")
    assert endpoint["pauseReplicationTasks"] is True
    assert not {"username", "password", "serverName", "port"} & endpoint.keys()
    role = graph.one(f"dms-{end}-role")
    assert endpoint["secretsManagerAccessRoleArn"] == role.properties["arn"]
    (trust,) = role.policy("assumeRolePolicy")
    assert trust["Principal"] == {"Service": "dms.eu-west-2.amazonaws.com"}
    rights = graph.one(f"dms-{end}-role-policy")
    assert comes_before(graph, rights, graph.one(f"dms-{end}-endpoint"))
    read, decrypt = rights.policy()
    assert (read["Action"], read["Resource"]) == (["secretsmanager:GetSecretValue"], secret)
    assert decrypt["Condition"]["StringEquals"] == {
        "kms:ViaService": "secretsmanager.eu-west-2.amazonaws.com",
        "kms:EncryptionContext:SecretARN": secret,
    }


def test_the_target_takes_entries_before_their_payments(graph: Graph) -> None:
    assert graph.one("dms-target-endpoint").inputs["extraConnectionAttributes"] == "Initstmt=SET FOREIGN_KEY_CHECKS=0"
    assert "extraConnectionAttributes" not in graph.one("dms-source-endpoint").inputs


def test_a_source_may_have_an_authority_of_its_own() -> None:
    graph = build_dms(settings=dms_settings(sourceAuthority="lambdas/shared/certificates/rds-ca.pem"))
    assert graph.one("dms-source-authority").inputs["certificatePem"] == RDS_AUTHORITIES.read_text()
    assert graph.one("dms-target-authority").inputs["certificatePem"] == rds_authority("eu-west-2")


@pytest.mark.parametrize("region", ["eu-west-1", "eu-west-2", "eu-central-1"])
def test_the_authority_is_one_certificate_of_the_region(region: str) -> None:
    assert rds_authority(region).startswith("-----BEGIN CERTIFICATE-----\n")
    assert rds_authority(region).strip().endswith("-----END CERTIFICATE-----")
    assert rds_authority(region).count("BEGIN") == 1


def test_an_authority_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=r"rds-ca.pem has no certificate named 'Amazon RDS us-east-1"):
        rds_authority("us-east-1")
    with pytest.raises(ValueError, match="'other'"):
        authority(RDS_AUTHORITIES, "other")


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
    assert tables == ["payments", "ledger_entries"]
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


def test_lag_on_either_side_is_an_alarm(graph: Graph, serverless: Graph) -> None:
    instance, task = "dms-test", "dms-task-test"
    assert graph.one("dms-replication-task").inputs["resourceIdentifier"] == task
    for side, metric in (("source", "CDCLatencySource"), ("target", "CDCLatencyTarget")):
        alarm = graph.one(f"dms-replication-alarms-{side}-lag").inputs
        assert (alarm["namespace"], alarm["metricName"], alarm["threshold"]) == ("AWS/DMS", metric, 300)
        assert alarm["dimensions"] == {
            "ReplicationInstanceIdentifier": instance,
            "ReplicationTaskIdentifier": task,
        }
        anywhere = serverless.one(f"dms-replication-alarms-{side}-lag").inputs
        assert f"MAX({metric})" in anywhere["metricQueries"][0]["expression"]
        assert anywhere["alarmActions"] == [TOPIC]
    storage = graph.one("dms-replication-alarms-storage").inputs
    assert (storage["comparisonOperator"], storage["threshold"]) == ("LessThanThreshold", 5 * 1024**3)


def test_what_happens_to_the_task_reaches_the_topic(graph: Graph, serverless: Graph) -> None:
    arns = [
        graph.one("dms-replication-task").properties["replicationTaskArn"],
        graph.one("dms-replication-instance").properties["replicationInstanceArn"],
    ]
    for made, resources in ((graph, arns), (serverless, [arn(serverless, "dms-replication-serverless")])):
        pattern = json.loads(made.one("dms-replication-events-rule").inputs["eventPattern"])
        assert pattern == {"source": ["aws.dms"], "resources": resources}
        assert made.one("dms-replication-events-target").inputs["arn"] == TOPIC


@pytest.mark.parametrize("keys", [{}, {"mode": "serverless"}, {"accountRoles": "existing"}])
def test_a_preview_plans_the_same(keys: dict[str, str]) -> None:
    planned, made = build_dms(preview=True, settings=dms_settings(**keys)), build_dms(settings=dms_settings(**keys))
    assert {item.urn for item in planned} == {item.urn for item in made}


def test_what_can_not_be_copied_is_refused() -> None:
    with pytest.raises(ValueError, match="source_secret_arn must be a secret's ARN; got None"):
        build_dms(settings=DatabaseMigration.model_validate({"enabled": True}))
    with pytest.raises(ValueError, match="target_secret_arn must be a secret's ARN; got None"):
        build_dms(target_secret_arn=None)
    with pytest.raises(ValueError, match="security_group_id is None"):
        build_dms(security_group_id=None)
    with pytest.raises(ValueError, match="DMS needs subnets in two zones; got 0"):
        build_dms(private_subnet_ids={})
    with pytest.raises(ValueError, match=r'nowhere.json: : "nowhere.json" is refused; allowed: a file'):
        build_dms(settings=dms_settings(tableMappings="nowhere.json"))
