"""AWS during a failover: the first region does not answer, and the second one has a real replica."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pymysql
from botocore.exceptions import EndpointConnectionError
from pymysql.cursors import DictCursor

from lambdas.recovery import promotion
from ops.lib.clients import Clients
from tests.rotation_lambda.server import Server
from tests.support.aws import refused

FIRST, SECOND = "eu-west-2", "eu-west-1"
APPLIED_SECONDS = 60


FLAGS = ("ApplicationId", "OperationsEnvironmentId", "OperationsProfileId")


def outputs() -> dict[str, Any]:
    """The outputs of a stack with a second region."""
    names = ("queueUrl", "deadLetterQueueUrl", "dbSecretArn", "dbMasterSecretArn", "eventSourceId", "rdsIdentifier")
    secrets = [f"arn:aws:secretsmanager:{SECOND}:123456789012:secret:{user}" for user in ("application", "master")]
    both = {name: f"first {name}" for name in names}
    there = {f"recovery{name[0].upper()}{name[1:]}": f"second {name}" for name in names}
    return both | there | {
        "rdsArn": f"arn:aws:rds:{FIRST}:123456789012:db:payments",
        "recoveryRdsArn": f"arn:aws:rds:{SECOND}:123456789012:db:dr-payments",
        "recoveryRegion": SECOND,
        "secretPromotionFunctionArn": "promotion",
        "recoverySecretPromotionFunctionArn": "promotion",
        "takeLeaseFunctionArn": "take-lease",
        "recoveryTakeLeaseFunctionArn": "take-lease",
        "leaseTableName": "lease",
        **{f"{prefix}{name}": name for prefix in ("flags", "recoveryFlags") for name in FLAGS},
        "recoveryDbSecretArn": secrets[0],
        "recoveryDbMasterSecretArn": secrets[1],
    }  # fmt: skip


@dataclass
class Away:
    """The clients of both regions: nothing of the first one answers."""

    replica: Server
    parameters: dict[str, str] = field(default_factory=dict[str, str])
    on: bool = False
    promoted: bool = False
    # When the second region took the lease.
    taken: float = 0.0
    own_secrets: set[str] = field(default_factory=set[str])
    rotated: set[str] = field(default_factory=set[str])
    # The replica's lag as CloudWatch last had it: seconds, and when.
    lag: tuple[float, float] = (0.0, 0.0)

    def clients(self) -> Clients:
        return Clients(self._client)

    def measure(self) -> None:
        """What RDS reports every minute: the replica's lag, or nothing where it is unknown."""
        behind = self._status()["Seconds_Behind_Master"]
        if behind is not None:
            self.lag = float(behind), time.time()

    def _status(self) -> dict[str, Any]:
        with pymysql.connect(unix_socket=self.replica.socket, user="root", cursorclass=DictCursor) as root:
            cursor = root.cursor()
            cursor.execute("SHOW SLAVE STATUS")
            return dict(cursor.fetchone() or {})

    def _client(self, service: str, region: str) -> Any:
        if region == FIRST:
            return _Unreachable(region)
        calls: dict[str, dict[str, Callable[..., Any]]] = {
            "ssm": {"get_parameter": self._get_parameter, "put_parameter": self._put_parameter},
            "cloudwatch": {"get_metric_statistics": self._lag},
            "rds": {
                "describe_db_instances": self._describe,
                "promote_read_replica": self._promote,
            },
            "secretsmanager": {
                "describe_secret": self._secret,
                "stop_replication_to_replica": self._promote_secret,
                "rotate_secret": self._rotate,
            },
            "dynamodb": {"get_item": self._lease},
            "appconfigdata": {"start_configuration_session": self._session, "get_latest_configuration": self._flags},
            "iam": {"simulate_principal_policy": self._simulate},
            "sts": {"get_caller_identity": self._caller},
            "lambda": {
                "get_function_configuration": self._function,
                "get_event_source_mapping": self._source,
                "update_event_source_mapping": self._switch,
                "invoke": self._invoke,
            },
        }
        return SimpleNamespace(**calls[service], meta=SimpleNamespace(region_name=region))

    def _get_parameter(self, **asked: Any) -> Any:
        if asked["Name"] not in self.parameters:
            raise refused("GetParameter", "ParameterNotFound")
        return {"Parameter": {"Value": self.parameters[asked["Name"]]}}

    def _put_parameter(self, **asked: Any) -> None:
        self.parameters[asked["Name"]] = asked["Value"]

    def _lag(self, **asked: Any) -> Any:
        lag, at = self.lag
        return {"Datapoints": [{"Timestamp": datetime.fromtimestamp(at, UTC), "Maximum": lag}]}

    def _describe(self, **asked: Any) -> Any:
        server = {"DBInstanceStatus": "available", "BackupRetentionPeriod": 7}
        source = {} if self.promoted else {"ReadReplicaSourceDBInstanceIdentifier": "the first one"}
        return {"DBInstances": [server | source]}

    def _promote(self, **asked: Any) -> None:
        """Applies what has arrived; then it is standalone."""
        self.replica.run("STOP SLAVE IO_THREAD")
        until = time.monotonic() + APPLIED_SECONDS
        while self._behind():
            assert time.monotonic() < until, "the replica does not apply what it has received"
            time.sleep(0.01)
        self.replica.run("STOP SLAVE", "RESET SLAVE ALL")
        self.promoted = True

    def _behind(self) -> bool:
        status = self._status()
        return status["Read_Master_Log_Pos"] != status["Exec_Master_Log_Pos"]

    def _secret(self, **asked: Any) -> Any:
        return {} if asked["SecretId"] in self.own_secrets else {"PrimaryRegion": FIRST}

    def _promote_secret(self, **asked: Any) -> None:
        self.own_secrets.add(asked["SecretId"])

    def _rotate(self, **asked: Any) -> None:
        self.rotated.add(asked["SecretId"])

    def _lease(self, **asked: Any) -> Any:
        since = {"S": datetime.fromtimestamp(self.taken, UTC).isoformat()}
        return {"Item": {"region": {"S": SECOND if self.taken else FIRST}, "term": {"N": "1"}, "since": since}}

    def _take_lease(self) -> Any:
        self.taken = self.taken or time.time()
        answer = {"booksSafelyFrom": datetime.fromtimestamp(self.taken, UTC).isoformat()}
        return {"StatusCode": 200, "Payload": BytesIO(json.dumps(answer).encode())}

    def _invoke(self, **asked: Any) -> Any:
        """The real function that promotes secrets, which calls the same region; and that of the lease."""
        if asked["FunctionName"] == "take-lease":
            return self._take_lease()
        secrets = outputs()["recoveryDbSecretArn"], outputs()["recoveryDbMasterSecretArn"]
        settings = promotion.Settings(secrets=secrets, rotation_function="rotation", days=30)
        done = promotion.promote(self._client("secretsmanager", SECOND), settings)
        return {"StatusCode": 200, "Payload": BytesIO(json.dumps(done).encode())}

    def _source(self, **asked: Any) -> Any:
        return {"State": "Enabled" if self.on else "Disabled", "FunctionArn": "processor"}

    def _function(self, **asked: Any) -> Any:
        return {"FunctionName": asked["FunctionName"], "State": "Active"}

    def _session(self, **asked: Any) -> Any:
        return {"InitialConfigurationToken": "token"}

    def _flags(self, **asked: Any) -> Any:
        return {"Configuration": BytesIO(b'{"stop_processing": {"enabled": false}}')}

    def _caller(self) -> Any:
        return {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/somebody"}

    def _simulate(self, **asked: Any) -> Any:
        return {"EvaluationResults": [{"EvalDecision": "allowed"}]}

    def _switch(self, **asked: Any) -> None:
        self.on = asked["Enabled"]


class _Unreachable:
    def __init__(self, region: str):
        self._region = region

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            raise EndpointConnectionError(endpoint_url=f"https://{self._region}.amazonaws.com")

        return call
