"""An account that meets every requirement passes; each thing that is not as it should be is found by its own check."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config.project import PROJECT
from ops.lib.checks import Answer, Check, Verdict
from ops.lib.live import Live
from ops.lib.outputs import Outputs
from ops.verify import __main__ as verify
from ops.verify import database as verify_database
from ops.verify import recovery as verify_recovery
from tests.ops.canned import CannedClients, asked, failed
from tests.ops.verify import healthy, stack
from tests.ops.verify.healthy import NOW
from tests.ops.verify.stack import FIRST, SECOND
from tests.support.aws import refused


class FixedTime(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # pyright: ignore[reportIncompatibleMethodOverride] (a moment, not a class)
        return NOW


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of the checks is that of the answers, however long the tests before have taken."""
    monkeypatch.setattr(verify_database, "datetime", FixedTime)
    monkeypatch.setattr(verify_recovery, "time", SimpleNamespace(time=NOW.timestamp))


def examined(answers: Mapping[str, Any] | None = None, **outputs: Any) -> dict[str, Answer]:
    clients = CannedClients(healthy.answers() | dict(answers or {})).clients()
    live = Live("prod", Outputs(stack.OUTPUTS | outputs, "stack prod"), stack.config(), clients)
    return asked(Check(name, partial(ask, live)) for name, ask in verify.CHECKS.items())


def test_an_account_that_meets_every_requirement_passes_every_check() -> None:
    found = examined()
    assert failed(found) == {}
    assert {given.verdict for given in found.values()} == {Verdict.PASSED}
    assert len(found) > 20


TABLES = healthy.tables()
ONE_ZONE_ASTRAY = [healthy.table("private-b", ("0.0.0.0/0", "GatewayId", "vpce-a")), *TABLES[0:1], *TABLES[2:]]
BACK_BY_ANOTHER = [*TABLES[:3], healthy.table("public-a", ("172.16.0.0/24", "GatewayId", "vpce-b")), *TABLES[4:]]
PAST_THE_FIREWALL = [healthy.table("private-a", ("0.0.0.0/0", "NatGatewayId", "nat-a")), *TABLES[1:]]
SERVER, REPLICA = f"{FIRST} rds.DescribeDBInstances", f"{SECOND} rds.DescribeDBInstances"
ROUTES, SECRET, FUNCTION = (
    "ec2.DescribeRouteTables",
    "secretsmanager.DescribeSecret",
    "lambda.GetFunctionConfiguration",
)
SOURCE, PLAN = f"{SECOND} lambda.GetEventSourceMapping", "arc-region-switch.GetPlanEvaluationStatus"
TEMPLATES, PRINCIPALS = "mgn.DescribeReplicationConfigurationTemplates", "ram.GetResourceShareAssociations"
RELEASED = "appconfig.ListDeployments"
OPEN = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
OPEN_6 = {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
NO_TLS = {"Parameters": [{"ParameterName": "require_secure_transport", "ParameterValue": "0"}]}
NOT_YET = [{"DBParameterGroupName": "mysql", "ParameterApplyStatus": "pending-reboot"}]
UNFINISHED = {"1" * 32: ["AWSCURRENT"], "2" * 32: ["AWSPENDING"]}
FEW = {"VpcEndpoints": healthy.endpoints()[1:]}
NOT_PRIVATE = {"VpcEndpoints": [one | {"PrivateDnsEnabled": False} for one in healthy.endpoints()]}
REFUSED_LOGS = {"FlowLogs": [{"FlowLogStatus": "ACTIVE", "TrafficType": "ALL", "DeliverLogsStatus": "FAILED"}]}


def one_zone(asked: Any) -> dict[str, Any]:
    zone = {"AvailabilityZone": f"{FIRST}a"} if "isolated-a" in asked["SubnetIds"] else {}
    return {"Subnets": [one | zone for one in healthy.subnets(asked)["Subnets"]]}


CASES: list[tuple[str, str, Any, str]] = [
    ("N1 zones", "ec2.DescribeVpcs", {"Vpcs": [{"CidrBlock": "10.0.128.0/17"}]}, "overlaps 10.0.0.0/16"),
    ("N1 zones", "ec2.DescribeSubnets", one_zone, "the isolated subnets are in eu-west-2a"),
    ("N2 way out and back", ROUTES, {"RouteTables": ONE_ZONE_ASTRAY}, "goes out by vpce-a"),
    ("N2 way out and back", ROUTES, {"RouteTables": BACK_BY_ANOTHER}, "do not come back by vpce-a"),
    ("N2 way out and back", ROUTES, {"RouteTables": PAST_THE_FIREWALL}, "goes out by nat-a"),
    ("N2 way out and back", "network-firewall.DescribeFirewall", healthy.firewall("PROVISIONING"), "PROVISIONING"),
    ("N3 nobody from outside", "ec2.DescribeSecurityGroups", healthy.security_group(OPEN), "sg-1 lets 0.0.0.0/0 in"),
    ("N3 nobody from outside", "ec2.DescribeSecurityGroups", healthy.security_group(OPEN_6), "sg-1 lets ::/0 in"),
    ("N4 endpoints", "ec2.DescribeVpcEndpoints", FEW, "no usable endpoint for appconfig"),
    ("N4 endpoints", "ec2.DescribeVpcEndpoints", NOT_PRIVATE, "no usable endpoint for secretsmanager"),
    ("N5 flow logs", "ec2.DescribeFlowLogs", {"FlowLogs": []}, "no flow log"),
    ("N5 flow logs", "ec2.DescribeFlowLogs", REFUSED_LOGS, "no flow log"),
    ("D1 server", SERVER, healthy.server(MultiAZ=False), "MultiAZ is False"),
    ("D1 server", SERVER, healthy.server(PubliclyAccessible=True), "PubliclyAccessible is True"),
    ("D1 server", SERVER, healthy.server(KmsKeyId="another"), "KmsKeyId is another"),
    ("D1 server", SERVER, healthy.server(DBInstanceClass="db.t3.micro"), "DBInstanceClass is db.t3.micro"),
    ("D1 server", SERVER, healthy.server(AllocatedStorage=20), "20 GiB and not 100"),
    ("D2 backups", SERVER, healthy.server(BackupRetentionPeriod=1), "kept 1 days and not 7"),
    ("D2 backups", SERVER, healthy.server(LatestRestorableTime=NOW - timedelta(hours=1)), "latest restorable time"),
    ("D4 TLS", "rds.DescribeDBParameters", NO_TLS, "require_secure_transport is 0"),
    ("D4 TLS", SERVER, healthy.server(DBParameterGroups=NOT_YET), "pending-reboot"),
    ("C3 keys rotate", "kms.GetKeyRotationStatus", {"KeyRotationEnabled": False}, "does not rotate"),
    ("S1 rotation", SECRET, healthy.secret(RotationEnabled=False), "it does not rotate"),
    (
        "S1 rotation",
        SECRET,
        healthy.secret(LastRotatedDate=NOW - timedelta(days=32)),
        "it was last changed on",
    ),
    (
        "S1 rotation",
        SECRET,
        healthy.secret(RotationRules={"AutomaticallyAfterDays": 90}),
        "every 90 days and not every 30",
    ),
    ("S1 rotation", SECRET, healthy.secret(VersionIdsToStages=UNFINISHED), f"(version {'2' * 32})"),
    ("C1 functions", FUNCTION, healthy.function(MemorySize=128), "128 MB and not 512"),
    ("C1 functions", FUNCTION, healthy.function(VpcConfig={"SubnetIds": []}), "in no subnet"),
    (
        "C1 functions",
        FUNCTION,
        healthy.function(LastUpdateStatus="Failed", LastUpdateStatusReason="no addresses left"),
        "no addresses left",
    ),
    ("C2 concurrency", "lambda.GetFunctionConcurrency", {"ReservedConcurrentExecutions": 5}, "5 reserved concurrency"),
    ("C2 concurrency", "lambda.GetFunctionConcurrency", {}, "None reserved concurrency"),
    ("C3 environment's key", FUNCTION, healthy.function(KMSKeyArn="another"), "uses another"),
    ("C4 container", "ecs.DescribeExpressGatewayService", healthy.express("DRAINING"), "DRAINING"),
    *(
        ("C5 flags", f"{region} {RELEASED}", healthy.deployments(state), f"2 of the {kind} in {region} is {state}: the")
        for region in (FIRST, SECOND)
        for kind in ("operations", "releases")
        for state in ("REVERTED", "ROLLED_BACK", "ROLLING_BACK")
    ),
    ("C5 flags", f"{FIRST} {RELEASED}", {"Items": []}, "no operations are deployed in eu-west-2; no releases are"),
    ("C1 queue", "sqs.GetQueueAttributes", healthy.queue(RedrivePolicy="{}"), "redrive policy is {}"),
    ("C1 queue", "sqs.GetQueueAttributes", healthy.queue(KmsMasterKeyId=""), "no customer managed key"),
    ("C1 queue", "lambda.ListEventSourceMappings", {"EventSourceMappings": [{"State": "Disabled"}]}, "Disabled"),
    (
        "C1 dead-letter queue",
        "sqs.GetQueueAttributes",
        healthy.queue(ApproximateNumberOfMessages="3"),
        "3 payments wait",
    ),
    ("R2 replica", REPLICA, healthy.replica(ReadReplicaSourceDBInstanceIdentifier=""), "replicates nobody"),
    ("R2 replica", REPLICA, healthy.replica(DBInstanceStatus="storage-full"), "storage-full"),
    ("R2 replica", "cloudwatch.GetMetricStatistics", healthy.lag(901), "behind"),
    ("R2 replica", "cloudwatch.GetMetricStatistics", healthy.lag(1, NOW - timedelta(hours=1)), "behind"),
    ("R2 replica", "cloudwatch.GetMetricStatistics", {"Datapoints": []}, "unknown how far"),
    ("R1 credentials there", SECRET, healthy.secret(ReplicationStatus=[]), "is missing"),
    ("R1 one region at a time", SOURCE, {"State": "Enabled"}, "eu-west-1 is Enabled"),
    ("R1 plan", PLAN, {"planArn": "a", "evaluationState": "actionRequired"}, "actionRequired"),
    ("O1 alarms", "cloudwatch.DescribeAlarms", healthy.alarm(ActionsEnabled=False), "late has its actions disabled"),
    ("O1 alarms", "cloudwatch.DescribeAlarms", healthy.alarm(StateValue="ALARM"), "late is in ALARM"),
    ("O1 alarms", "cloudwatch.DescribeAlarms", healthy.alarm(AlarmActions=[]), "no alarm notifies"),
    ("O1 topic", "sns.ListSubscriptionsByTopic", healthy.subscribed("PendingConfirmation"), "has not confirmed"),
    ("O2 logs", "logs.DescribeLogGroups", {"logGroups": []}, "does not exist"),
    ("O2 logs", "logs.DescribeLogGroups", healthy.log_group(retentionInDays=30), "kept 30 days"),
    ("O2 logs", "logs.DescribeLogGroups", healthy.log_group(kmsKeyId=""), "has no customer managed key"),
    ("G2 tags", "resourcegroupstaggingapi.GetResources", healthy.tagged("CostCenter"), "lacks CostCenter"),
    ("M1 servers", TEMPLATES, healthy.template(createPublicIP=True), "createPublicIP is True"),
    ("M1 servers", TEMPLATES, healthy.template(ebsEncryption="DEFAULT"), "ebsEncryption is DEFAULT"),
    ("M1 servers", TEMPLATES, healthy.template(dataPlaneRouting="PUBLIC_IP"), "dataPlaneRouting is PUBLIC_IP"),
    ("M1 servers", TEMPLATES, healthy.template(associateDefaultSecurityGroup=True), "associateDefaultSecurityGroup"),
    ("M2 files", "transfer.DescribeServer", healthy.transfer(State="STOP_FAILED"), "State is STOP_FAILED"),
    ("M2 files", "transfer.DescribeServer", healthy.transfer(EndpointType="PUBLIC"), "EndpointType is PUBLIC"),
    ("M2 files", "transfer.DescribeServer", healthy.transfer(Protocols=["FTP", "SFTP"]), "Protocols is"),
    ("M2 files", "transfer.DescribeServer", healthy.transfer(UserCount=2), "2 users and not 1"),
    (
        "M2 files",
        "s3.GetPublicAccessBlock",
        healthy.public_access_block(BlockPublicPolicy=False),
        "BlockPublicPolicy is off",
    ),
    ("M3 database replication", "dms.DescribeReplicationTasks", healthy.replication("failed"), "it is failed"),
    ("M3 database replication", "dms.DescribeReplicationTasks", healthy.replication(errors=2), "2 tables have failed"),
    ("M3 database replication", "dms.DescribeReplicationTasks", {"ReplicationTasks": []}, "it is missing"),
    ("G1 sharing", "ram.GetResourceShares", healthy.share(allowExternalPrincipals=True), "outside of the organisation"),
    ("G1 sharing", "ram.GetResourceShares", healthy.share(status="FAILED"), "it is FAILED"),
    ("G1 sharing", PRINCIPALS, healthy.partners(**{stack.PARTNERS: "FAILED"}), "is FAILED"),
    ("G1 sharing", PRINCIPALS, healthy.partners(**{"999999999999": "ASSOCIATED"}), "999999999999 takes part"),
    ("G3 budget", "budgets.DescribeBudget", healthy.budget("900"), "900 USD and not 500"),
    ("G3 budget", "budgets.DescribeBudget", healthy.budget(HealthStatus={"Status": "UNHEALTHY"}), "does not count"),
    ("G3 budget", "budgets.DescribeNotificationsForBudget", {"Notifications": []}, "it notifies nobody"),
    (
        "G3 budget",
        "budgets.DescribeSubscribersForNotification",
        healthy.subscribers("another"),
        "80% do not notify the topic",
    ),
    (
        "G3 unusual costs",
        "ce.GetAnomalySubscriptions",
        healthy.anomaly_subscriptions("another"),
        "do not notify the topic",
    ),
    ("R3 experiments", "fis.GetExperimentTemplate", healthy.experiment("none"), "zone stops on none"),
    ("R3 experiments", "fis.GetExperimentTemplate", healthy.experiment(mode="skip"), "finds no target"),
    ("R3 experiments", "fis.GetExperimentTemplate", healthy.experiment(alarm="other"), "goes on while payments wait"),
]


@pytest.mark.parametrize(("check", "operation", "given", "text"), CASES)
def test_what_is_not_as_it_should_be_is_found_by_its_own_check_alone(
    check: str, operation: str, given: Any, text: str
) -> None:
    faults = failed(examined({operation: given}))
    assert faults.keys() == {check}
    assert text in faults[check].found
    assert faults[check].remediation


@pytest.mark.parametrize("state", ["BAKING", "DEPLOYING", "VALIDATING"])
def test_a_release_that_is_on_its_way_is_no_fault(state: str) -> None:
    assert failed(examined({RELEASED: healthy.deployments(state)})) == {}


def test_a_release_that_was_rolled_back_is_found_beside_a_stop_that_was_not() -> None:
    def answer(asked: Any) -> dict[str, Any]:
        releases = asked["EnvironmentId"] == stack.OUTPUTS["flagsReleasesEnvironmentId"]
        return healthy.deployments("ROLLED_BACK" if releases else "COMPLETE")

    found = failed(examined({f"{FIRST} {RELEASED}": answer}))["C5 flags"].found
    assert found == "deployment 2 of the releases in eu-west-2 is ROLLED_BACK: the functions do not get its content"


def test_an_output_that_is_missing_is_named() -> None:
    faults = failed(examined(rdsEndpoint=None))
    assert faults.keys() == {"P2 outputs"}
    assert "rdsEndpoint" in faults["P2 outputs"].found


PARTS = {
    "R3 experiments": "chaosTemplateIds",
    "G3 unusual costs": "anomalyMonitorArn",
    "C4 container": "containerArn",
    "M1 servers": "mgnReplicationTemplateId",
    "M2 files": "transferServerId",
    "M3 database replication": "dmsTaskArn",
    "G1 sharing": "ramShareArn",
    "R1 plan": "regionSwitchPlanArn",
}


@pytest.mark.parametrize(("check", "output"), PARTS.items())
def test_a_part_that_is_not_there_never_passes(check: str, output: str) -> None:
    given = examined(**{output: None})[check]
    asked = check not in ("R3 experiments", "G3 unusual costs")
    # Where the configuration enables it, it is missing; otherwise it is no part of the stack.
    assert given.verdict is (Verdict.FAILED if asked else Verdict.SKIPPED)
    assert (output if asked else "not part of this stack") in given.found


def test_the_database_may_be_replicated_without_an_instance() -> None:
    dms = stack.config().migration.dms.model_copy(update={"mode": "serverless"})
    whole = stack.config()
    migration = whole.migration.model_copy(update={"dms": dms})
    found = {"Replications": [{"Status": "failed", "ReplicationStats": {"TablesErrored": 1}}]}
    clients = CannedClients({"dms.DescribeReplications": found}).clients()
    config = whole.model_copy(update={"migration": migration})
    given = verify.CHECKS["M3 database replication"](
        Live("prod", Outputs(stack.OUTPUTS, "stack prod"), config, clients)
    )
    assert given.found == "1 tables have failed; it is failed"


def test_after_a_failover_the_second_region_is_the_active_one() -> None:
    moved = {
        "ssm.GetParameter": {"Parameter": {"Value": json.dumps({"active": SECOND, "began": 1})}},
        f"{FIRST} lambda.GetEventSourceMapping": {"State": "Disabled"},
        f"{SECOND} lambda.GetEventSourceMapping": {"State": "Enabled"},
    }
    assert failed(examined(moved)) == {}


def test_what_may_not_be_read_is_no_success() -> None:
    faults = failed(examined({"kms.GetKeyRotationStatus": refused("GetKeyRotationStatus", "AccessDeniedException")}))
    assert faults.keys() == {"C3 keys rotate"}
    assert "use credentials that may read this" in faults["C3 keys rotate"].remediation


def test_the_command_ends_with_one_where_a_requirement_is_not_met(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps(stack.OUTPUTS))
    arguments = ["--stack", "prod", "--outputs", str(file), "--config", str(PROJECT / "Pulumi.prod.yaml"), "--json"]
    assert verify.main(arguments, CannedClients(healthy.answers()).clients()) == 0
    capsys.readouterr()
    broken = healthy.answers() | {"sqs.GetQueueAttributes": healthy.queue(ApproximateNumberOfMessages="3")}
    assert verify.main(arguments, CannedClients(broken).clients()) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["failed"] == ["C1 dead-letter queue"]
    assert "3 payments" in printed.err
