"""What may be broken in an account, one thing each, and the checks of `make verify` that find it.

A check that has no world here fails the tests. What is checked in both regions is broken in each of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ops.verify.__main__ import SECOND as OF_SECOND
from tests.ops import bounded
from tests.ops.canned import Canned
from tests.ops.verify import healthy_region as of
from tests.ops.verify import healthy_stack as once
from tests.ops.verify import stack
from tests.ops.verify.broken_network import NETWORK, Break
from tests.ops.verify.healthy import FIRST_SERVES, RETURNING, SECOND_SERVES
from tests.ops.verify.healthy_region import NOW
from tests.ops.verify.stack import FIRST, SECOND
from tests.ops.worlds import World
from tests.support.aws import refused

SERVER, FUNCTION = "rds.DescribeDBInstances", "lambda.GetFunctionConfiguration"
SECRET, QUEUE, RELEASED = "secretsmanager.DescribeSecret", "sqs.GetQueueAttributes", "appconfig.ListDeployments"
ALARMS, LOGS, LAG = "cloudwatch.DescribeAlarms", "logs.DescribeLogGroups", "cloudwatch.GetMetricStatistics"
SOURCES, RESERVED = "lambda.ListEventSourceMappings", "lambda.GetFunctionConcurrency"
HELD_TO, ALLOWED = "lambda.GetFunctionCodeSigningConfig", "lambda.GetCodeSigningConfig"
COPIES = f"{SECOND} rds.DescribeDBInstanceAutomatedBackups"

NO_TLS = {"Parameters": [{"ParameterName": "require_secure_transport", "ParameterValue": "0"}]}
NOT_YET = [{"DBParameterGroupName": "mysql", "ParameterApplyStatus": "pending-reboot"}]
UNFINISHED = {"1" * 32: ["AWSCURRENT"], "2" * 32: ["AWSPENDING"]}
OLD = {"CodeSha256": "an old one", "Version": "6"}


def _server(region: str, **changes: Any) -> dict[str, Any]:
    """The region's server before a failover."""
    return of.server(region, **changes) if region == FIRST else of.replica(region, **changes)


DATABASE: Sequence[Break] = [
    ("D1 server", "MultiAZ is False", SERVER, lambda region: _server(region, MultiAZ=False)),
    ("D1 server", "PubliclyAccessible is True", SERVER, lambda region: _server(region, PubliclyAccessible=True)),
    ("D1 server", "KmsKeyId is another", SERVER, lambda region: _server(region, KmsKeyId="another")),
    ("D1 server", "is db.t3.micro", SERVER, lambda region: _server(region, DBInstanceClass="db.t3.micro")),
    ("D1 server", "20 GiB and not 100", SERVER, lambda region: _server(region, AllocatedStorage=20)),
    ("D2 backups", "kept 1 days and not 7", SERVER, lambda region: _server(region, BackupRetentionPeriod=1)),
    ("D4 TLS", "require_secure_transport is 0", "rds.DescribeDBParameters", lambda region: NO_TLS),
    ("D4 TLS", "pending-reboot", SERVER, lambda region: _server(region, DBParameterGroups=NOT_YET)),
    ("C3 keys rotate", "does not rotate", "kms.GetKeyRotationStatus", lambda region: {"KeyRotationEnabled": False}),
]
FUNCTIONS: Sequence[Break] = [
    ("C1 functions", "128 MB and not 512", FUNCTION, lambda region: of.function(region, MemorySize=128)),
    ("C1 functions", "runs in no subnet", FUNCTION, lambda region: of.function(region, VpcConfig={"SubnetIds": []})),
    (
        "C1 functions",
        "could not be updated: no addresses left",
        FUNCTION,
        lambda region: of.function(
            region, LastUpdateStatus="Failed", LastUpdateStatusReason="no addresses left in the subnets"
        ),
    ),
    ("C1 functions", "is Inactive", FUNCTION, lambda region: of.function(region, State="Inactive")),
    ("C1 functions", "serves with version 6, which", FUNCTION, lambda region: of.function(region, **OLD)),
    ("C2 concurrency", "processor-prod has 5 reserved", RESERVED, lambda region: of.concurrency(processor=5)),
    ("C2 concurrency", "processor-prod has None reserved", RESERVED, lambda region: of.concurrency(processor=None)),
    ("C2 concurrency", "rotation-prod has None reserved", RESERVED, lambda region: of.concurrency(rotation=None)),
    ("C3 environment's key", "uses another", FUNCTION, lambda region: of.function(region, KMSKeyArn="another")),
    *(
        (
            "C5 flags",
            f"2 of the {kind} is {state}: the",
            RELEASED,
            lambda region, it=(state, kind[:3]): of.deployments(*it),
        )
        for kind in ("operations", "releases")
        for state in ("REVERTED", "ROLLED_BACK", "ROLLING_BACK")
    ),
    ("C5 flags", "no operations are deployed; no releases are", RELEASED, lambda region: {"Items": []}),
    ("C1 signed code", "takes code that nobody has signed", HELD_TO, lambda region: of.signed(region, is_signed=False)),
    ("C1 signed code", "takes code that somebody has signed", ALLOWED, lambda region: of.signing("somebody")),
    ("C1 queue", "redrive policy is {}", QUEUE, lambda region: of.queue(region, RedrivePolicy="{}")),
    ("C1 queue", "no customer managed key", QUEUE, lambda region: of.queue(region, KmsMasterKeyId="")),
    ("C1 dead-letter queue", "3 payments wait", QUEUE, lambda region: of.queue(region, dead="3")),
]
TOPIC, PENDING = "sns.ListSubscriptionsByTopic", "PendingConfirmation"
PEOPLE: Sequence[Break] = [
    ("O1 alarms", "late has its actions disabled", ALARMS, lambda region: of.alarm(region, ActionsEnabled=False)),
    ("O1 alarms", "late is in ALARM", ALARMS, lambda region: of.alarm(region, StateValue="ALARM")),
    ("O1 alarms", "no alarm notifies", ALARMS, lambda region: of.alarm(region, AlarmActions=[])),
    (
        "O1 topic",
        "has not confirmed its subscription to the alerts",
        TOPIC,
        lambda region: of.subscribed(alerts=PENDING),
    ),
    ("O1 topic", "service behind https has not confirmed", TOPIC, lambda region: of.subscribed(pages=PENDING)),
    ("O1 topic", "is not subscribed", TOPIC, lambda region: of.subscribed(alerts="")),
    ("O1 topic", "nobody is paged", TOPIC, lambda region: of.subscribed(pages="")),
    ("O2 logs", "does not exist", LOGS, lambda region: {"logGroups": []}),
    ("O2 logs", "kept 30 days", LOGS, lambda region: of.log_group(retentionInDays=30)),
    ("O2 logs", "has no customer managed key", LOGS, lambda region: of.log_group(kmsKeyId="")),
    ("G2 tags", "lacks CostCenter", "resourcegroupstaggingapi.GetResources", lambda region: of.tagged("CostCenter")),
]


def _in_each_region() -> Iterator[World]:
    for check, says, operation, answer in (*NETWORK, *DATABASE, *FUNCTIONS, *PEOPLE):
        for region, name in ((FIRST, check), (SECOND, OF_SECOND.format(check))):
            broken = {f"{region} {operation}": answer(region)}
            yield World(says=says, red=[name], broken=broken, among=FIRST_SERVES)


def _where_payments_are() -> Iterator[World]:
    """What is asked of the region that serves, whichever it is, and of the other one."""
    for serves, among in ((FIRST, FIRST_SERVES), (SECOND, SECOND_SERVES)):
        other = SECOND if serves == FIRST else FIRST
        here, there = ("{}", OF_SECOND) if serves == FIRST else (OF_SECOND, "{}")

        def world(region: str, says: str, operation: str, answer: Canned, *red: str, among: str = among) -> World:
            return World(says=says, red=red, broken={f"{region} {operation}": answer}, among=among)

        late = NOW - timedelta(hours=1)
        yield world(
            serves,
            "restorable time is",
            SERVER,
            of.server(serves, LatestRestorableTime=late),
            here.format("D2 backups"),
        )
        for says, changes in ROTATIONS.items():
            yield world(serves, says, SECRET, of.secret(**changes), here.format("S1 rotation"))
        yield world(serves, "event source is Disabled", SOURCES, of.sources("Disabled"), here.format("C1 queue"))
        yield world(other, "has 0 event sources", SOURCES, of.sources(), there.format("C1 queue"))
        stranded = of.queue(other, ApproximateNumberOfMessages="2", ApproximateNumberOfMessagesDelayed="1")
        yield world(other, "3 payments wait where", QUEUE, stranded, there.format("C1 queue"))
        yield world(
            other,
            f"the event source in {other} is Enabled",
            "lambda.GetEventSourceMapping",
            {"State": "Enabled"},
            "R1 one region at a time",
        )


ROTATIONS: Mapping[str, Mapping[str, Any]] = {
    "it does not rotate": {"RotationEnabled": False},
    "it was last changed on": {"LastRotatedDate": NOW - timedelta(days=32)},
    "every 90 days and not every 30": {"RotationRules": {"AutomaticallyAfterDays": 90}},
    f"(version {'2' * 32})": {"VersionIdsToStages": UNFINISHED},
}


def _standing_by() -> Iterator[World]:
    for region, among in ((SECOND, FIRST_SERVES), (FIRST, RETURNING)):
        server, lag = f"{region} {SERVER}", f"{region} {LAG}"
        alone = of.server(region, LatestRestorableTime=NOW)
        full = {"DBInstanceStatus": "storage-full"}
        first = "D1 server" if region == FIRST else OF_SECOND.format("D1 server")
        yield World(says="replicates nobody", red=["R2 replica"], broken={server: alone}, among=among)
        yield World(
            says="is storage-full", red=["R2 replica", first], broken={server: of.replica(region, **full)}, among=among
        )
        for says, answer in LAGS.items():
            yield World(says=says, red=["R2 replica"], broken={lag: answer}, among=among)
    for says, answer in BACKUPS.items():
        yield World(says=says, red=["R2 copied backups"], broken={COPIES: answer}, among=FIRST_SERVES)
    missing = {f"{FIRST} {SECRET}": of.secret(ReplicationStatus=[])}
    yield World(says="is missing", red=["R1 credentials there"], broken=missing, among=FIRST_SERVES)
    for region, among in ((FIRST, FIRST_SERVES), (SECOND, FIRST_SERVES), (FIRST, SECOND_SERVES)):
        for says, answer in LOOKS.items():
            looked = {f"{region} cloudwatch.GetMetricData": answer}
            yield World(says=f"{says} in {region}", red=["R1 what stands by"], broken=looked, among=among)
    evaluated = {"arc-region-switch.GetPlanEvaluationStatus": {"planArn": "a", "evaluationState": "actionRequired"}}
    yield World(says="actionRequired", red=["R1 plan"], broken=evaluated, among=FIRST_SERVES)


LAGS: Mapping[str, Canned] = {
    "903 s behind": of.lag(903),
    "3601 s behind": of.lag(1, NOW - timedelta(hours=1)),
    "unknown how far": {"Datapoints": []},
}
LOOKS: Mapping[str, Canned] = {
    "payment-processor: key": of.looked("payment-processor: key"),
    "nobody has looked at what stands by": of.looked(values=()),
}
BACKUPS: Mapping[str, Canned] = {
    "they are missing": {"DBInstanceAutomatedBackups": []},
    "they are retained": of.backups(Status="retained"),
    "they are kept 1 days and not 7": of.backups(BackupRetentionPeriod=1),
    "the latest restorable time is": of.backups(RestoreWindow={"LatestTime": NOW - timedelta(hours=1)}),
}
SHARE, PRINCIPALS, TRANSFER = "ram.GetResourceShares", "ram.GetResourceShareAssociations", "transfer.DescribeServer"
TEMPLATES, TASKS = "mgn.DescribeReplicationConfigurationTemplates", "dms.DescribeReplicationTasks"
EXPERIMENT, COSTS = "fis.GetExperimentTemplate", "ce.GetAnomalySubscriptions"
# A check of what a stack has once, what it says, an operation, and its answer.
ONCE: Sequence[tuple[str, str, str, Canned]] = [
    ("C4 container", "it is DRAINING", "ecs.DescribeExpressGatewayService", once.express("DRAINING")),
    ("M1 servers", "createPublicIP is True", TEMPLATES, once.template(createPublicIP=True)),
    ("M1 servers", "ebsEncryption is DEFAULT", TEMPLATES, once.template(ebsEncryption="DEFAULT")),
    ("M1 servers", "dataPlaneRouting is PUBLIC_IP", TEMPLATES, once.template(dataPlaneRouting="PUBLIC_IP")),
    ("M1 servers", "associateDefaultSecurityGroup", TEMPLATES, once.template(associateDefaultSecurityGroup=True)),
    ("M2 files", "State is STOP_FAILED", TRANSFER, once.transfer(State="STOP_FAILED")),
    ("M2 files", "EndpointType is PUBLIC", TRANSFER, once.transfer(EndpointType="PUBLIC")),
    ("M2 files", "Protocols is", TRANSFER, once.transfer(Protocols=["FTP", "SFTP"])),
    ("M2 files", "2 users and not 1", TRANSFER, once.transfer(UserCount=2)),
    (
        "M2 files",
        "BlockPublicPolicy is off",
        "s3.GetPublicAccessBlock",
        once.public_access_block(BlockPublicPolicy=False),
    ),
    ("M3 database replication", "it is failed", TASKS, once.replication("failed")),
    ("M3 database replication", "2 tables have failed", TASKS, once.replication(errors=2)),
    ("M3 database replication", "it is missing", TASKS, {"ReplicationTasks": []}),
    ("M3 reports", "Status is Suspended and not Enabled", "s3.GetBucketVersioning", {"Status": "Suspended"}),
    ("G1 sharing", "outside of the organisation", SHARE, once.share(allowExternalPrincipals=True)),
    ("G1 sharing", "it is FAILED", SHARE, once.share(status="FAILED")),
    ("G1 sharing", f"of {SECOND}: it is FAILED", f"{SECOND} {SHARE}", once.share(status="FAILED")),
    ("G1 sharing", "is FAILED", PRINCIPALS, once.partners(**{stack.PARTNERS: "FAILED"})),
    ("G1 sharing", "999999999999 takes part", PRINCIPALS, once.partners(**{"999999999999": "ASSOCIATED"})),
    ("G3 budget", "900 USD and not 3000", "budgets.DescribeBudget", once.budget("900")),
    (
        "G3 budget",
        "does not count",
        "budgets.DescribeBudget",
        once.budget(HealthStatus={"Status": "UNHEALTHY"}),
    ),
    ("G3 budget", "it notifies nobody", "budgets.DescribeNotificationsForBudget", {"Notifications": []}),
    (
        "G3 budget",
        "80% do not notify the topic",
        "budgets.DescribeSubscribersForNotification",
        once.subscribers("another"),
    ),
    ("N3 boundary of the roles", "does not exist", bounded.GET, bounded.NONE),
    ("N3 boundary of the roles", "is not the committed one", bounded.READ, bounded.allowing("iam:*")),
    ("N3 boundary of the roles", "is not the committed one", bounded.READ, bounded.everywhere()),
    ("G3 unusual costs", "do not notify the topic", COSTS, once.anomaly_subscriptions("another")),
    ("R3 experiments", "zone stops on none", EXPERIMENT, once.experiment("none")),
    ("R3 experiments", "finds no target", EXPERIMENT, once.experiment(mode="skip")),
    ("R3 experiments", "goes on while payments wait", EXPERIMENT, once.experiment(alarm="other")),
]


def _once() -> Iterator[World]:
    for check, says, operation, answer in ONCE:
        yield World(says=says, red=[check], broken={operation: answer}, among=FIRST_SERVES)
    for output in ("rdsEndpoint", "recoveryRdsEndpoint"):
        yield World(says=output, red=["P2 outputs"], outputs={output: None}, among=FIRST_SERVES)
    for region, form in ((FIRST, "{}"), (SECOND, OF_SECOND)):
        red = [form.format(check) for check in ("C1 functions", "C3 environment's key")]
        broken = {f"{region} {FUNCTION}": _no_alias(region)}
        yield World(says="has no version that serves", red=red, broken=broken, among=FIRST_SERVES)


def _no_alias(region: str) -> Canned:
    def answer(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        if "Qualifier" in asked:
            raise refused("GetFunctionConfiguration", "ResourceNotFoundException")
        return of.function(region)(asked)

    return answer


WORLDS: Sequence[World] = [*_in_each_region(), *_where_payments_are(), *_standing_by(), *_once()]
