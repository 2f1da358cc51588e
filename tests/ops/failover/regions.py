"""Two simulated regions: moto, with AWS's behaviour added where moto is simpler."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError
from moto.moto_api._internal.models import moto_api_backend

from config.recovery_objectives import LEASE_WAIT_SECONDS
from lambdas.recovery import lease, promotion
from ops.lib.clients import Clients, code
from ops.lib.steps import Clock
from tests.ops.failover import resources
from tests.ops.failover.answers import answered, promote_secret, refusal, rotate
from tests.ops.failover.plan import Plan
from tests.ops.failover.resources import FIRST, PLAN, REPLICA, SECOND, SERVER, TABLE, function
from tests.support.aws import client

# How many polls a change of RDS, and of Lambda, takes to complete.
RDS_POLLS, LAMBDA_POLLS = 3, 2

# Creating a client takes longer than most tests: all tests of a process share one of each kind.
_kept_client, _faulty_client = cache(client), cache(client)


class Killed(BaseException):
    """The command's process ends, as by a signal that nothing can catch."""


@dataclass
class Regions:
    """The clients of the two regions, a clock that pauses advance, and faults to inject.

    What moto has no answer to is answered here, after botocore has checked the request against AWS's own model.
    """

    time: float = 1_795_600_000.0
    down: set[str] = field(default_factory=set[str])
    # How a call to a region that is down fails; where none is given, nobody listens there.
    failure: Callable[[str], Exception] | None = None
    # The replica's lag from the next minute on; None reports none.
    lag: float | None = 0
    calls: list[str] = field(default_factory=list[str])
    faults: dict[str, list[Exception]] = field(default_factory=dict[str, list[Exception]])
    evaluation: dict[str, Any] = field(default_factory=lambda: {"evaluationState": "passed"})
    # What RDS was last asked to promote.
    promoted_with: dict[str, Any] = field(default_factory=dict[str, Any])
    # Where the kill switch is on.
    stopped: set[str] = field(default_factory=set[str])
    # What the caller may not do, by action.
    refused: set[str] = field(default_factory=set[str])
    # Which call the command does not live to make, counted from one.
    kill_at: int | None = None
    # What else happens before and after a call that arrives: the moment, the region and the operation.
    meddle: Callable[[str, str, str], None] = lambda moment, region, operation: None
    # Which function was invoked last.
    function: str = ""
    # What was sent to the queues.
    sent: list[str] = field(default_factory=list[str])
    attributes: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    traces: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    _changing: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        self.answers: dict[str, Callable[[str, Any], Any]] = {
            "GetPlanEvaluationStatus": lambda region, body: answered({"planArn": PLAN, **self.evaluation}),
            "StartConfigurationSession": lambda region, body: answered({"InitialConfigurationToken": "token"}),
            "GetLatestConfiguration": self._flags,
            "GetItem": self._share,
            "PutItem": self._share,
            "Invoke": self._invoke,
            "PromoteReadReplica": self._promote_server,
            "RotateSecret": rotate,
            "SendMessageBatch": self._send,
            "SimulatePrincipalPolicy": self._simulate,
            "StopReplicationToReplica": promote_secret,
            "UpdateEventSourceMapping": self._update_source,
        }
        # What is changed in moto's answers.
        self.shown: dict[str, Callable[[str, dict[str, Any]], None]] = {
            "DescribeDBInstances": self._show_server,
            "GetEventSourceMapping": self._show_source,
        }
        self.clients = Clients(self._make)
        self.clock = Clock(now=lambda: self.time, pause=self._pause)
        self.begin()

    def begin(self) -> None:
        """The first region makes payments and the second one follows, whatever was before."""
        moto_api_backend.reset()
        self._changing.clear()
        self.plan = Plan()
        self.answers |= self.plan.answers()
        self.kill_at, self.lag = None, 0
        self.outputs = resources.create(self.clients)
        self.report_lag()
        self.calls.clear()

    def fail(self, operation: str, error: Exception, times: int = 1) -> None:
        """Lets the next calls of an operation fail."""
        self.faults.setdefault(operation, []).extend([error] * times)

    def show(self, operation: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Changes what an operation answers, in either region."""
        before = self.shown.get(operation)

        def shown(region: str, parsed: dict[str, Any]) -> None:
            if before:
                before(region, parsed)
            change(parsed)

        self.shown[operation] = shown

    def note(self) -> dict[str, Any] | None:
        """The note of a move, where there is one."""
        ssm = self._raw("ssm", SECOND)
        found = ssm.get_parameters(Names=["/payments/test/failover"])["Parameters"]
        return json.loads(found[0]["Value"]) if found else None

    def changes(self) -> list[str]:
        """The calls that change something, in their order."""
        looks = ("Get", "List", "StartConfigurationSession", "Describe", "Receive", "Simulate")
        return [call for call in self.calls if not call.split()[1].startswith(looks)]

    def state(self, site: str) -> str:
        """The state of a region's event source, once all changes have completed."""
        region = FIRST if site == "first" else SECOND
        name = "eventSourceId" if site == "first" else "recoveryEventSourceId"
        return self._raw("lambda", region).get_event_source_mapping(UUID=self.outputs[name])["State"]

    def report_lag(self) -> None:
        """What a minute's metrics say, in either region."""
        if self.lag is None:
            return
        for region, server in ((FIRST, SERVER), (SECOND, REPLICA)):
            self.put_lag(region, server, self.lag)

    def put_lag(self, region: str, server: str, lag: float) -> None:
        point = {
            "MetricName": "ReplicaLag",
            "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": server}],
            "Timestamp": datetime.fromtimestamp(self.time, UTC),
            "Value": lag,
        }
        self._raw("cloudwatch", region).put_metric_data(Namespace="AWS/RDS", MetricData=[point])

    def _pause(self, seconds: float) -> None:
        self.time += seconds
        self.report_lag()

    def _raw(self, service: str, region: str) -> Any:
        """A client without faults, which all tests share."""
        return _kept_client(service, region)

    def _make(self, service: str, region: str) -> Any:
        faulty = _faulty_client(service, region)

        def before(model: Any, params: dict[str, Any], **rest: Any) -> Any:
            if region in self.down:
                url = f"https://{service}.{region}.amazonaws.com"
                raise self.failure(url) if self.failure else EndpointConnectionError(endpoint_url=url)
            if len(self.calls) + 1 == self.kill_at:
                raise Killed
            self.calls.append(f"{region} {model.name}")
            self.meddle("before", region, model.name)
            if faults := self.faults.get(model.name):
                raise faults.pop(0)
            return self._answer(model.name, region, params)

        def after(model: Any, parsed: dict[str, Any], **rest: Any) -> None:
            if model.name in self.shown:
                self.shown[model.name](region, parsed)
            self.meddle("after", region, model.name)

        # Replaces the handlers of the test before.
        for event, handler in ((f"before-call.{service}", before), (f"after-call.{service}", after)):
            faulty.meta.events.unregister(event, unique_id=event)
            faulty.meta.events.register(event, handler, unique_id=event)
        return faulty

    def _answer(self, operation: str, region: str, params: dict[str, Any]) -> Any:
        if operation == "Invoke":
            self.function = params["url_path"].split("%3A")[-1].split("/")[0]
        answer = self.answers.get(operation)
        return answer and answer(region, params["body"])

    def _send(self, region: str, body: str | bytes) -> None:
        entries = json.loads(body)["Entries"]
        self.sent.extend(entry["MessageBody"] for entry in entries)
        self.attributes.extend(entry.get("MessageAttributes", {}) for entry in entries)
        self.traces.extend(entry.get("MessageSystemAttributes", {}) for entry in entries)

    # Moto has no simulation of policies.

    def _simulate(self, region: str, body: Any) -> Any:
        action = body["ActionNames.member.1"]
        decided = [{"EvalActionName": action, "EvalDecision": "implicitDeny" if action in self.refused else "allowed"}]
        return answered({"EvaluationResults": decided})

    # Lambda takes a while for what moto does at once.

    def _update_source(self, region: str, body: Any) -> None:
        self._changing[f"source {region}"] = LAMBDA_POLLS

    def _show_source(self, region: str, parsed: dict[str, Any]) -> None:
        if self._passing(f"source {region}"):
            parsed["State"] = {"Enabled": "Enabling", "Disabled": "Disabling"}[parsed["State"]]

    # So does RDS, and a promoted server is no longer a replica.

    def _promote_server(self, region: str, body: Any) -> Any:
        identifier = body["DBInstanceIdentifier"]
        if identifier in self._changing:
            return refusal("InvalidDBInstanceState", "it is being changed")
        self._changing[identifier] = RDS_POLLS
        self.promoted_with = {key: body.get(key) for key in ("DBInstanceIdentifier", "BackupRetentionPeriod")}
        resources.server(region, identifier).promoted = True
        return answered({"DBInstance": {"DBInstanceIdentifier": identifier}})

    def _show_server(self, region: str, parsed: dict[str, Any]) -> None:
        for server in parsed.get("DBInstances", []):
            identifier = server["DBInstanceIdentifier"]
            stored = resources.server(region, identifier)
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

    def make_replica(self, region: str) -> None:
        """What `pulumi up --replace` of a region's server does, where the configuration makes it a replica."""
        name, source, home = (SERVER, "recoveryRdsArn", SECOND) if region == FIRST else (REPLICA, "rdsArn", FIRST)
        rds = self._raw("rds", region)
        rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
        rds.create_db_instance_read_replica(
            DBInstanceIdentifier=name,
            SourceDBInstanceIdentifier=self.outputs[source],
            SourceRegion=home,
            DBSubnetGroupName="database",
        )
        resources.server(region, name).backup_retention_period = 7
        self.report_lag()

    def holder(self) -> str:
        """The region that holds the lease on the payments."""
        found = self._raw("dynamodb", FIRST).get_item(TableName=TABLE, Key=lease.KEY)
        return found["Item"]["region"]["S"]

    def _flags(self, region: str, body: Any) -> Any:
        content = json.dumps({"stop_processing": {"enabled": region in self.stopped}})
        return answered({"Configuration": BytesIO(content.encode())})

    def _share(self, region: str, body: Any) -> Any:
        """Either region's replica of the table is the same one."""
        if region == FIRST:
            return None
        asked = json.loads(body)
        raw = self._raw("dynamodb", FIRST)
        try:
            return answered(raw.get_item(**asked) if "Key" in asked else raw.put_item(**asked))
        except ClientError as error:
            return refusal(code(error), str(error))

    def _invoke(self, region: str, body: Any) -> Any:
        """The region's real functions."""
        if self.function == "take-lease":
            return self._take_lease(region)
        return self._promote(region)

    def _take_lease(self, region: str) -> Any:
        settings = lease.Settings(table=TABLE, region=region, wait_seconds=LEASE_WAIT_SECONDS)
        client = self.clients.get("dynamodb", region)
        taken = lease.take(client, settings, lambda: datetime.fromtimestamp(self.time, UTC))
        safe = taken.since + timedelta(seconds=LEASE_WAIT_SECONDS)
        done = {"since": taken.since.isoformat(), "booksSafelyFrom": safe.isoformat()}
        return answered({"StatusCode": 200, "Payload": BytesIO(json.dumps(done).encode())})

    def _promote(self, region: str) -> Any:
        prefix = "recoveryDb" if region == SECOND else "db"
        settings = promotion.Settings(
            secrets=(self.outputs[f"{prefix}SecretArn"], self.outputs[f"{prefix}MasterSecretArn"]),
            rotation_function=function(region, "rotation"),
            days=30,
        )
        done = promotion.promote(self.clients.get("secretsmanager", region), settings)
        return answered({"StatusCode": 200, "Payload": BytesIO(json.dumps(done).encode())})
