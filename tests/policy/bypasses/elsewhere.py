"""Ways round the rules of where data goes and where code comes from: another account, or settings inside a bucket."""

from collections.abc import Iterator
from typing import Any, cast

from tests.policy.bypasses.bypass import ACCOUNT, FOREIGN, KEY, OWN_ROOT, Bypass, Properties, allow, document

BUCKET = "aws:s3/bucket:Bucket"
QUEUE = f"arn:aws:sqs:eu-west-2:{ACCOUNT}:payments-queue"
TOPIC = f"arn:aws:sns:eu-west-2:{ACCOUNT}:payments-topic"
BUS = f"arn:aws:events:eu-west-2:{ACCOUNT}:event-bus/payments"
FUNCTION = f"arn:aws:lambda:eu-west-2:{ACCOUNT}:function:payments"
LOGS = f"arn:aws:logs:eu-west-2:{ACCOUNT}:log-group:payments"
LAYER = f"arn:aws:lambda:eu-west-2:{ACCOUNT}:layer:AWS-AppConfig-Extension-Arm64:201"
IMAGE = f"{ACCOUNT}.dkr.ecr.eu-west-2.amazonaws.com/intake@sha256:{'0' * 64}"
OWN_POLICY = {"policy": document(allow("kms:*", Principal=OWN_ROOT))}
# Properties that name the account; the bypass names another one instead.
NAMING: dict[str, tuple[str, Properties]] = {
    "a subscription's queue": ("aws:sns/topicSubscription:TopicSubscription", {"protocol": "sqs", "endpoint": QUEUE}),
    "a subscription's function": (
        "aws:sns/topicSubscription:TopicSubscription",
        {"protocol": "lambda", "endpoint": FUNCTION},
    ),
    "a target's bus": ("aws:cloudwatch/eventTarget:EventTarget", {"arn": BUS}),
    "a target's queue": ("aws:cloudwatch/eventTarget:EventTarget", {"arn": QUEUE}),
    "a target's dead letters": ("aws:cloudwatch/eventTarget:EventTarget", {"deadLetterConfig": {"arn": QUEUE}}),
    "a function's layer": ("aws:lambda/function:Function", {"layers": [LAYER]}),
    "a function's image": ("aws:lambda/function:Function", {"imageUri": IMAGE}),
    "a function's key": ("aws:lambda/function:Function", {"kmsKeyArn": KEY}),
    "a function's failures": (
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        {"destinationConfig": {"onFailure": {"destination": QUEUE}}},
    ),
    "a function's successes": (
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        {"destinationConfig": {"onFailure": {"destination": QUEUE}, "onSuccess": {"destination": TOPIC}}},
    ),
    "a function's source": (
        "aws:lambda/eventSourceMapping:EventSourceMapping",
        {"eventSourceArn": QUEUE, "functionResponseTypes": ["ReportBatchItemFailures"]},
    ),
    "a container's image": (
        "aws:ecs/expressGatewayService:ExpressGatewayService",
        {"primaryContainer": {"image": IMAGE}},
    ),
    "an alarm's topic": ("aws:cloudwatch/metricAlarm:MetricAlarm", {"alarmActions": [TOPIC]}),
    "a server's events": ("aws:rds/eventSubscription:EventSubscription", {"snsTopic": TOPIC}),
    "a bucket's notifications": ("aws:s3/bucketNotification:BucketNotification", {"queues": [{"queueArn": QUEUE}]}),
    "a network's logs": ("aws:ec2/flowLog:FlowLog", {"trafficType": "ALL", "logDestination": LOGS}),
    "a queue's dead letters": (
        "aws:sqs/queue:Queue",
        {"redrivePolicy": f'{{"deadLetterTargetArn": "{QUEUE}", "maxReceiveCount": 5}}'},
    ),
    "a queue that takes dead letters, by its address": (
        "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
        {"queueUrl": f"https://sqs.eu-west-2.amazonaws.com/{ACCOUNT}/payments-queue"},
    ),
    "the key that a copy is of": (
        "aws:kms/replicaKey:ReplicaKey",
        OWN_POLICY | {"primaryKeyArn": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/mrk-1"},
    ),
    "a secret's key": ("aws:secretsmanager/secret:Secret", {"kmsKeyId": KEY}),
    "a secret's copies": ("aws:secretsmanager/secret:Secret", {"replicas": [{"region": "eu-west-1", "kmsKeyId": KEY}]}),
}
# What a bucket takes itself, beside the resources that rules look at.
INLINE: dict[str, Properties] = {
    "is public by its ACL": {"acl": "public-read"},
    "is another account's by its grants": {
        "grants": [{"type": "CanonicalUser", "permissions": ["FULL_CONTROL"], "id": f"{0x5A9F:064x}"}]
    },
    "is a website": {"website": {"indexDocument": "index.html"}},
    "answers any website's scripts": {"corsRules": [{"allowedMethods": ["PUT"], "allowedOrigins": ["*"]}]},
    "has S3's own key": {
        "serverSideEncryptionConfiguration": {
            "rule": {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
        }
    },
    "keeps no versions": {"versioning": {"enabled": False}},
    "is copied to another account": {
        "replicationConfiguration": {
            "role": f"arn:aws:iam::{ACCOUNT}:role/it",
            "rules": [{"status": "Enabled", "destination": {"bucket": "arn:aws:s3:::stranger", "accountId": FOREIGN}}],
        }
    },
}


def _elsewhere() -> Iterator[Bypass]:
    for name, (kind, good) in NAMING.items():
        yield Bypass(name=f"{name} of another account", kind=kind, good=good, bad=_of_another(good))


def _of_another(value: Any) -> Any:
    """Properties with another account's number, but for the policies."""
    if isinstance(value, dict):
        items = cast(dict[str, Any], value)
        return {key: part if key == "policy" else _of_another(part) for key, part in items.items()}
    if isinstance(value, list):
        return [_of_another(part) for part in cast(list[Any], value)]
    return value.replace(ACCOUNT, FOREIGN) if isinstance(value, str) else value


def _copied() -> Iterator[Bypass]:
    """Where the objects of a bucket are copied to."""
    encrypted = {"encryptionConfiguration": {"replicaKmsKeyId": KEY}}
    own = {"bucket": "arn:aws:s3:::payments-bucket"} | encrypted
    good = {"rules": [{"status": "Enabled", "destination": own}]}
    for name, destination in {
        "to another's bucket": own | {"bucket": "arn:aws:s3:::stranger"},
        "to another's bucket of a similar name": own | {"bucket": "arn:aws:s3:::payments-bucket-2"},
        "to another account": own | {"account": FOREIGN},
        "with another's key": own | {"encryptionConfiguration": {"replicaKmsKeyId": KEY.replace(ACCOUNT, FOREIGN)}},
    }.items():
        second = {"status": "Enabled", "destination": destination}
        for how, rules in {"": [second], ", besides": [good["rules"][0], second]}.items():
            yield Bypass(
                name=f"objects are copied {name}{how}",
                kind="aws:s3/bucketReplicationConfig:BucketReplicationConfig",
                good=good,
                bad={"rules": rules},
                # It looks as if it came from the stack's bucket.
                references={"rules": "bucket"},
            )
    yield Bypass(
        name="a network's logs go to another's bucket",
        kind="aws:ec2/flowLog:FlowLog",
        good={"trafficType": "ALL", "logDestination": "arn:aws:s3:::payments-bucket/flow"},
        bad={"trafficType": "ALL", "logDestination": "arn:aws:s3:::stranger/flow"},
    )


def _inline() -> Iterator[Bypass]:
    for name, setting in INLINE.items():
        yield Bypass(name=f"a bucket {name}, inline", kind=BUCKET, good={"forceDestroy": False}, bad=setting)


ELSEWHERE = (*_elsewhere(), *_copied(), *_inline())
