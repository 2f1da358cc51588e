"""Two regions of moto's, held to AWS's ways where moto is simpler, with the resources that a failover moves between."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import boto3
from botocore.exceptions import ClientError, EndpointConnectionError
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.rds.models import rds_backends
from moto.secretsmanager.models import FakeSecret, secretsmanager_backends

from lambdas.recovery import promotion
from ops.failover.steps import Clock
from ops.lib.clients import Clients

FIRST, SECOND = "eu-west-2", "eu-west-1"
ACCOUNT = DEFAULT_ACCOUNT_ID
SERVER, REPLICA = "payments-test", "dr-payments-test"
# How many looks a change of RDS, and of Lambda, takes to come about.
RDS_LOOKS, LAMBDA_LOOKS = 3, 2
PLAN = f"arn:aws:arc-region-switch::{ACCOUNT}:plan/payments:abc123"


def _client(service: str, region: str) -> Any:
    make = cast(Callable[..., Any], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    return make(service, region)


# What boto3 makes a client of takes longer than most tests: all of a process share one of each kind.
_kept_client, _faulty_client = cache(_client), cache(_client)


@dataclass
class Regions:
    """The clients of the two regions, a clock that pauses move, and faults to put in.

    What moto has no answer to is answered here, after botocore has checked the request against AWS's own model.
    """

    time: float = 1_795_600_000.0
    down: set[str] = field(default_factory=set[str])
    # The replica's lag from the next minute on; None reports none.
    lag: float | None = 0
    calls: list[str] = field(default_factory=list[str])
    faults: dict[str, list[Exception]] = field(default_factory=dict[str, list[Exception]])
    evaluation: dict[str, Any] = field(default_factory=lambda: {"evaluationState": "passed"})
    # What RDS was last asked to promote.
    promoted_with: dict[str, Any] = field(default_factory=dict[str, Any])
    # What was sent to the queues.
    sent: list[str] = field(default_factory=list[str])
    _changing: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        self.answers: dict[str, Callable[[str, Any], Any]] = {
            "GetPlanEvaluationStatus": lambda region, body: answered({"planArn": PLAN, **self.evaluation}),
            "Invoke": self._promote,
            "PromoteReadReplica": self._promote_server,
            "RotateSecret": self._rotate,
            "SendMessageBatch": self._send,
            "StopReplicationToReplica": self._promote_secret,
            "UpdateEventSourceMapping": self._update_source,
        }
        # What is changed in moto's answers.
        self.shown: dict[str, Callable[[str, dict[str, Any]], None]] = {
            "DescribeDBInstances": self._show_server,
            "GetEventSourceMapping": self._show_source,
        }
        self.clients = Clients(self._make)
        self.clock = Clock(now=lambda: self.time, pause=self._pause)
        self.outputs = _build(self)
        self.calls.clear()

    def fail(self, operation: str, error: Exception, times: int = 1) -> None:
        """Lets the next calls of an operation fail."""
        self.faults.setdefault(operation, []).extend([error] * times)

    def state(self, site: str) -> str:
        """Whether a region's event source is on, when all has come about."""
        region = FIRST if site == "first" else SECOND
        name = "eventSourceId" if site == "first" else "recoveryEventSourceId"
        return self._raw("lambda", region).get_event_source_mapping(UUID=self.outputs[name])["State"]

    def secret(self, region: str, name: str) -> Any:
        return secretsmanager_backends[ACCOUNT][region].secrets[name]

    def server(self, region: str, identifier: str) -> Any:
        return rds_backends[ACCOUNT][region].databases.get(identifier)

    def report_lag(self) -> None:
        """What a minute's metrics say, in either region."""
        if self.lag is None:
            return
        for region, server in ((FIRST, SERVER), (SECOND, REPLICA)):
            point = {
                "MetricName": "ReplicaLag",
                "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": server}],
                "Timestamp": datetime.fromtimestamp(self.time, UTC),
                "Value": self.lag,
            }
            self._raw("cloudwatch", region).put_metric_data(Namespace="AWS/RDS", MetricData=[point])

    def _pause(self, seconds: float) -> None:
        self.time += seconds
        self.report_lag()

    def _raw(self, service: str, region: str) -> Any:
        """A client without faults, which all tests share."""
        return _kept_client(service, region)

    def _make(self, service: str, region: str) -> Any:
        client = _faulty_client(service, region)

        def before(model: Any, params: dict[str, Any], **rest: Any) -> Any:
            if region in self.down:
                raise EndpointConnectionError(endpoint_url=f"https://{service}.{region}.amazonaws.com")
            self.calls.append(f"{region} {model.name}")
            if faults := self.faults.get(model.name):
                raise faults.pop(0)
            answer = self.answers.get(model.name)
            return answer and answer(region, params["body"])

        def after(model: Any, parsed: dict[str, Any], **rest: Any) -> None:
            if model.name in self.shown:
                self.shown[model.name](region, parsed)

        # The regions of the test before have no say any more.
        for event, handler in ((f"before-call.{service}", before), (f"after-call.{service}", after)):
            client.meta.events.unregister(event, unique_id=event)
            client.meta.events.register(event, handler, unique_id=event)
        return client

    def _send(self, region: str, body: str | bytes) -> None:
        self.sent.extend(entry["MessageBody"] for entry in json.loads(body)["Entries"])

    # Lambda takes a while for what moto does at once.

    def _update_source(self, region: str, body: Any) -> None:
        self._changing[f"source {region}"] = LAMBDA_LOOKS

    def _show_source(self, region: str, parsed: dict[str, Any]) -> None:
        if self._passing(f"source {region}"):
            parsed["State"] = {"Enabled": "Enabling", "Disabled": "Disabling"}[parsed["State"]]

    # So does RDS, and a server that was promoted follows nobody any more.

    def _promote_server(self, region: str, body: Any) -> Any:
        identifier = body["DBInstanceIdentifier"]
        if identifier in self._changing:
            return _refusal("InvalidDBInstanceState", "it is being changed")
        self._changing[identifier] = RDS_LOOKS
        self.promoted_with = {key: body.get(key) for key in ("DBInstanceIdentifier", "BackupRetentionPeriod")}
        self.server(region, identifier).promoted = True
        return answered({"DBInstance": {"DBInstanceIdentifier": identifier}})

    def _show_server(self, region: str, parsed: dict[str, Any]) -> None:
        for server in parsed.get("DBInstances", []):
            identifier = server["DBInstanceIdentifier"]
            stored = self.server(region, identifier)
            if self._passing(identifier):
                server["DBInstanceStatus"] = "modifying"
            elif getattr(stored, "promoted", False):
                stored.promoted = stored.is_replica = False
                stored.source_db_instance_identifier = None
                server.pop("ReadReplicaSourceDBInstanceIdentifier", None)

    def _passing(self, what: str) -> bool:
        left = self._changing.get(what, 0)
        if left:
            self._changing[what] = left - 1
            return True
        self._changing.pop(what, None)
        return False

    # What `pulumi up --replace` of the server does, with the region's configuration saying that it is a copy.

    def copy_server(self, region: str) -> None:
        name, source, home = (SERVER, "recoveryRdsArn", SECOND) if region == FIRST else (REPLICA, "rdsArn", FIRST)
        rds = self._raw("rds", region)
        rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
        rds.create_db_instance_read_replica(
            DBInstanceIdentifier=name,
            SourceDBInstanceIdentifier=self.outputs[source],
            SourceRegion=home,
            DBSubnetGroupName="database",
        )
        self.server(region, name).backup_retention_period = 7
        self.report_lag()

    def _promote(self, region: str, body: Any) -> Any:
        """The region's function, as it is."""
        prefix = "recoveryDb" if region == SECOND else "db"
        settings = promotion.Settings(
            secrets=(self.outputs[f"{prefix}SecretArn"], self.outputs[f"{prefix}MasterSecretArn"]),
            rotation_function=_function(region, "rotation"),
            days=30,
        )
        done = promotion.promote(self.clients.get("secretsmanager", region), settings)
        return answered({"StatusCode": 200, "Payload": BytesIO(json.dumps(done).encode())})

    # Moto has no promotion of secrets, and would run the function for a rotation.

    def _promote_secret(self, region: str, body: str) -> Any:
        secret_id = json.loads(body)["SecretId"]
        backend: Any = secretsmanager_backends[ACCOUNT][region].secrets
        replica = backend[secret_id]
        if isinstance(replica, FakeSecret):
            return _refusal("InvalidRequestException", "it is no replica")
        own: Any = FakeSecret(ACCOUNT, region, secret_id=replica.name, secret_version={}, version_id="1")
        own.arn, own.versions = replica.arn, dict(replica.source.versions)
        replica.source.replicas.remove(replica)
        # Moto keeps a replica by its ARN, and any other secret by its name.
        dict.pop(backend, replica.arn)  # pyright: ignore[reportUnknownMemberType] (untyped)
        backend[replica.name] = own
        return answered({"ARN": own.arn})

    def _rotate(self, region: str, body: str) -> Any:
        asked = json.loads(body)
        secret: Any = secretsmanager_backends[ACCOUNT][region].secrets[asked["SecretId"]]
        if not isinstance(secret, FakeSecret):
            return _refusal("InvalidRequestException", "a replica can't be rotated")
        secret.rotation_requested = secret.rotation_enabled = True
        secret.rotation_lambda_arn = asked["RotationLambdaARN"]
        secret.auto_rotate_after_days = asked["RotationRules"]["AutomaticallyAfterDays"]
        assert asked["RotateImmediately"] is False
        return answered({"ARN": secret.arn})


def refused(operation: str, code: str, status: int = 400) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": "refused"}, "ResponseMetadata": cast(Any, {"HTTPStatusCode": status})},
        operation,
    )


def answered(parsed: dict[str, Any], status: int = 200) -> Any:
    return SimpleNamespace(status_code=status), parsed | {"ResponseMetadata": {"HTTPStatusCode": status}}


def _refusal(code: str, message: str) -> Any:
    return answered({"Error": {"Code": code, "Message": message}}, 400)


def _function(region: str, name: str) -> str:
    return f"arn:aws:lambda:{region}:{ACCOUNT}:function:{name}"


def _build(regions: Regions) -> dict[str, Any]:
    get = regions.clients.get
    iam = regions._raw("iam", FIRST)  # pyright: ignore[reportPrivateUsage] (of this module)
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = iam.create_role(RoleName="payments", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    made: dict[str, dict[str, Any]] = {}
    for region in (FIRST, SECOND):
        functions, queues = get("lambda", region), get("sqs", region)
        for name in ("processor", "rotation", "secret-promotion"):
            functions.create_function(
                FunctionName=name, Role=role, Runtime="python3.13", Handler="a.b", Code={"ZipFile": b"code"}
            )
        url = queues.create_queue(QueueName="payments")["QueueUrl"]
        arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        source = functions.create_event_source_mapping(
            EventSourceArn=arn, FunctionName="processor", Enabled=region == FIRST
        )
        network = get("ec2", region)
        vpc = network.create_vpc(CidrBlock="172.16.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            network.create_subnet(VpcId=vpc, CidrBlock=f"172.16.{place}.0/24", AvailabilityZone=f"{region}{zone}")[
                "Subnet"
            ]["SubnetId"]
            for place, zone in enumerate("ab")
        ]
        get("rds", region).create_db_subnet_group(
            DBSubnetGroupName="database", DBSubnetGroupDescription="isolated", SubnetIds=subnets
        )
        made[region] = {"queue": url, "source": source["UUID"]}
    first = get("rds", FIRST).create_db_instance(
        DBInstanceIdentifier=SERVER,
        DBInstanceClass="db.t3.medium",
        Engine="mysql",
        AllocatedStorage=100,
        MasterUsername="admin",
        MasterUserPassword="of a test",
        MultiAZ=True,
        BackupRetentionPeriod=7,
        DBSubnetGroupName="database",
    )["DBInstance"]["DBInstanceArn"]
    second = get("rds", SECOND).create_db_instance_read_replica(
        DBInstanceIdentifier=REPLICA, SourceDBInstanceIdentifier=first, SourceRegion=FIRST, DBSubnetGroupName="database"
    )["DBInstance"]["DBInstanceArn"]
    regions.server(SECOND, REPLICA).backup_retention_period = 7
    secrets = {
        name: get("secretsmanager", FIRST).create_secret(
            Name=name, SecretString="{}", AddReplicaRegions=[{"Region": SECOND}]
        )["ARN"]
        for name in ("application", "master")
    }
    for name in secrets:
        regions.secret(FIRST, name).rotation_requested = regions.secret(FIRST, name).rotation_enabled = True
        regions.secret(FIRST, name).rotation_lambda_arn = _function(FIRST, "rotation")
    regions.report_lag()
    there = {name: arn.replace(FIRST, SECOND) for name, arn in secrets.items()}
    return {
        "rdsArn": first, "rdsIdentifier": SERVER, "queueUrl": made[FIRST]["queue"],
        "eventSourceId": made[FIRST]["source"], "dbSecretArn": secrets["application"],
        "dbMasterSecretArn": secrets["master"], "secretPromotionFunctionArn": _function(FIRST, "secret-promotion"),
        "recoveryRegion": SECOND, "recoveryRdsIdentifier": REPLICA, "recoveryRdsArn": second,
        "recoveryQueueUrl": made[SECOND]["queue"], "recoveryEventSourceId": made[SECOND]["source"],
        "recoveryDbSecretArn": there["application"], "recoveryDbMasterSecretArn": there["master"],
        "recoverySecretPromotionFunctionArn": _function(SECOND, "secret-promotion"),
        "regionSwitchPlanArn": PLAN,
    }  # fmt: skip
