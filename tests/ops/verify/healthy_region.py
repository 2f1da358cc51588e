"""The answers about one region's payments in which everything is as it should be, for tests that change one of them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from config.rules.payments import ROTATION_CONCURRENCY
from tests.ops.canned import Answers, Canned
from tests.ops.verify.stack import FIRST, SECOND, ZONES, arn, config, of_region

NOW = datetime.now(UTC)

Answering = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def server(region: str = FIRST, **changes: Any) -> dict[str, Any]:
    of = of_region(region)
    healthy = {
        "DBInstanceIdentifier": of["rdsIdentifier"], "Engine": "mysql", "EngineVersion": "8.4.11",
        "DBInstanceStatus": "available", "DBInstanceClass": "db.t3.medium", "MultiAZ": True, "StorageEncrypted": True,
        "KmsKeyId": of["kmsKeyArn"], "PubliclyAccessible": False, "AllocatedStorage": 100, "BackupRetentionPeriod": 7,
        "LatestRestorableTime": NOW - timedelta(minutes=4),
        "DBParameterGroups": [{"DBParameterGroupName": "mysql", "ParameterApplyStatus": "in-sync"}],
    }  # fmt: skip
    return {"DBInstances": [healthy | changes]}


def replica(region: str = SECOND, **changes: Any) -> dict[str, Any]:
    source = of_region(FIRST if region == SECOND else SECOND)["rdsArn"]
    # What RDS says of it depends on the replication, of which there is a check of its own.
    follows = {"ReadReplicaSourceDBInstanceIdentifier": source, "LatestRestorableTime": NOW - timedelta(hours=3)}
    return server(region, **follows | changes)


def backups(**changes: Any) -> dict[str, Any]:
    window = {"EarliestTime": NOW - timedelta(days=7), "LatestTime": NOW - timedelta(minutes=6)}
    return {
        "DBInstanceAutomatedBackups": [
            {"Status": "active", "BackupRetentionPeriod": 7, "RestoreWindow": window} | changes
        ]
    }


def secret(**changes: Any) -> dict[str, Any]:
    healthy = {
        "RotationEnabled": True, "RotationRules": {"AutomaticallyAfterDays": 30},
        "CreatedDate": NOW - timedelta(days=200), "LastRotatedDate": NOW - timedelta(days=12),
        "VersionIdsToStages": {"1" * 32: ["AWSPREVIOUS"], "2" * 32: ["AWSCURRENT", "AWSPENDING"]},
        "ReplicationStatus": [{"Region": SECOND, "Status": "InSync"}],
    }  # fmt: skip
    return healthy | changes


def standby_secret() -> dict[str, Any]:
    """A secret that nothing rotates: a replica, or one that a failover left behind."""
    return {"CreatedDate": NOW - timedelta(days=200), "LastRotatedDate": NOW - timedelta(days=60)}


def function(region: str = FIRST, **changes: Any) -> Answering:
    """The version that serves, changed; the newest one is as it should be."""
    healthy = {
        "MemorySize": 512, "KMSKeyArn": of_region(region)["paymentsKeyArn"], "State": "Active",
        "LastUpdateStatus": "Successful", "VpcConfig": {"SubnetIds": [f"private-{zone}" for zone in ZONES]},
        "LoggingConfig": {"LogGroup": "/processor"}, "CodeSha256": "the newest", "Version": "7",
    }  # fmt: skip

    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        return healthy | (changes if asked.get("Qualifier") == "live" else {})

    return answer


def signing(*also: str) -> Canned:
    """What Lambda takes of a function: what the region's profile has signed, and others."""

    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        arn: str = asked["CodeSigningConfigArn"]
        [profile] = [one for one in config().signing.profiles if arn.split(":")[3] in one]
        found = {
            "CodeSigningConfigId": arn.rpartition(":")[2], "CodeSigningConfigArn": arn,
            "AllowedPublishers": {"SigningProfileVersionArns": [profile, *also]},
            "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "Enforce"}, "LastModified": "2026-11-28",
        }  # fmt: skip
        return {"CodeSigningConfig": found}

    return answer


def signed(region: str = FIRST, *, is_signed: bool = True) -> dict[str, Any]:
    """The configuration that a function's code is held to, or none."""
    held_to = arn("lambda", f"code-signing-config:csc-{'1' * 17}", region)
    return {"FunctionName": "payment-processor-prod", "CodeSigningConfigArn": held_to if is_signed else ""}


def concurrency(processor: int | None = 50, rotation: int | None = ROTATION_CONCURRENCY) -> Canned:
    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        found = rotation if "rotation" in asked["FunctionName"] else processor
        return {} if found is None else {"ReservedConcurrentExecutions": found}

    return answer


def queue(region: str = FIRST, dead: str = "0", **changes: str) -> Canned:
    """Both queues' attributes, those of the payments' changed, and how many dead letters there are."""
    redrive = f'{{"deadLetterTargetArn": "{arn("sqs", "dead-letters", region)}", "maxReceiveCount": 5}}'
    payments = {
        "QueueArn": arn("sqs", "payments", region), "RedrivePolicy": redrive, "KmsMasterKeyId": "key",
        "ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "0",
        "ApproximateNumberOfMessagesDelayed": "0",
    }  # fmt: skip

    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        if "dead" in asked["QueueUrl"]:
            return {"Attributes": {"ApproximateNumberOfMessages": dead}}
        return {"Attributes": payments | changes}

    return answer


def sources(*states: str) -> dict[str, Any]:
    return {"EventSourceMappings": [{"State": state} for state in states]}


def log_group(**changes: Any) -> Canned:
    healthy = {"retentionInDays": 400, "kmsKeyId": "key"} | changes

    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        return {"logGroups": [{"logGroupName": asked["logGroupNamePrefix"], **healthy}]}

    return answer


def alarm(region: str = FIRST, **changes: Any) -> dict[str, Any]:
    healthy = {"AlarmName": "late", "AlarmActions": [arn("sns", "alerts", region)], "ActionsEnabled": True}
    return {"MetricAlarms": [healthy | {"StateValue": "OK"} | changes]}


def tagged(*missing: str) -> Canned:
    names = [name for name in ("Environment", "Project", "CostCenter", "Owner", "ManagedBy") if name not in missing]

    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        tags = [{"Key": name, "Value": "a value"} for name in names]
        return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": tags} for arn in asked["ResourceARNList"]]}

    return answer


def deployments(state: str = "COMPLETE", kind: str = "") -> Canned:
    """The newest deployment of one kind of flags in a state, by the start of its environment's id, or of both."""

    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        newest = state if asked["EnvironmentId"].startswith(kind) else "COMPLETE"
        # The one before failed, and is no longer relevant.
        return {"Items": [{"DeploymentNumber": 2, "State": newest}, {"DeploymentNumber": 1, "State": "ROLLED_BACK"}]}

    return answer


def lag(seconds: float, at: datetime = NOW) -> dict[str, Any]:
    return {"Datapoints": [{"Timestamp": at, "Maximum": seconds}]}


def looked(*faults: str, values: tuple[float, ...] = (1.0,)) -> dict[str, Any]:
    """The canary's last look, with the parts that it did not reach."""
    reached = {"payment-processor": 0.0, "rotation: master": 0.0} | dict.fromkeys(faults, 1.0)
    return {
        "MetricDataResults": [
            {"Id": "looked", "Label": "StandbyLooked", "Values": list(values)},
            *({"Id": "parts", "Label": part, "Values": [fault, 1.0]} for part, fault in reached.items()),
        ]
    }


def subscribed(**states: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Who is subscribed, with the state of each topic's subscription; an empty one is of a topic without any."""

    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        topic: str = asked["TopicArn"].rpartition(":")[2]
        who = {"alerts": ("email", "platform-team@example.com"), "pages": ("https", "https://pages.example.com/key")}
        protocol, endpoint = who[topic]
        state = states.get(topic, f"{asked['TopicArn']}:1")
        one = {"SubscriptionArn": state, "Protocol": protocol, "Endpoint": endpoint}
        return {"Subscriptions": [one] if state else []}

    return answer


def answers(region: str) -> Answers:
    """What the account answers about a region's parts when everything is as it should be, whichever region serves."""
    return {
        "rds.DescribeDBParameters": {
            "Parameters": [{"ParameterName": "require_secure_transport", "ParameterValue": "1"}]
        },
        "kms.GetKeyRotationStatus": {"KeyRotationEnabled": True},
        "lambda.GetFunctionConfiguration": function(region),
        "lambda.GetFunctionConcurrency": concurrency(),
        "lambda.GetFunctionCodeSigningConfig": signed(region),
        "lambda.GetCodeSigningConfig": signing(),
        "lambda.GetAlias": {"FunctionVersion": "7"},
        "sqs.GetQueueAttributes": queue(region),
        "appconfig.ListDeployments": deployments(),
        "cloudwatch.GetMetricStatistics": lag(2),
        "cloudwatch.GetMetricData": looked(),
        "cloudwatch.DescribeAlarms": alarm(region),
        "sns.ListSubscriptionsByTopic": subscribed(),
        "logs.DescribeLogGroups": log_group(),
        "resourcegroupstaggingapi.GetResources": tagged(),
    }


def serving(region: str) -> Answers:
    """What the account answers where payments are made."""
    return {
        "rds.DescribeDBInstances": server(region),
        "secretsmanager.DescribeSecret": secret(),
        "lambda.ListEventSourceMappings": sources("Enabled"),
        "lambda.GetEventSourceMapping": {"State": "Enabled"},
    }


def standby(region: str) -> Answers:
    """What it answers where they are not, and the server is a replica."""
    return {
        "rds.DescribeDBInstances": replica(region),
        "rds.DescribeDBInstanceAutomatedBackups": backups(),
        "secretsmanager.DescribeSecret": standby_secret(),
        "lambda.ListEventSourceMappings": sources("Disabled"),
        "lambda.GetEventSourceMapping": {"State": "Disabled"},
    }


def left(region: str) -> Answers:
    """What it answers where a failover has left an old server behind."""
    return standby(region) | {"rds.DescribeDBInstances": server(region)}
