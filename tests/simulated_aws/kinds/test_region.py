"""What a resource names belongs to its own region and account."""

import json
from typing import Any, cast

import pytest

from catalog import (
    appconfig,
    cloudwatch,
    codedeploy,
    ec2,
    ecs,
    kms,
    lambda_,
    rds,
    s3,
    secretsmanager,
    sns,
    sqs,
)
from simulated_aws.account import Account
from simulated_aws.declarations import UNKNOWN
from simulated_aws.modelling import AwsError
from tests.simulated_aws.kinds.conftest import AWAY, HOME, Networks

KEY = "arn:aws:kms:{}:123456789012:key/k"
TOPIC = "arn:aws:sns:{}:123456789012:t"
QUEUE = "arn:aws:sqs:{}:123456789012:q"
FUNCTION = "arn:aws:lambda:{}:123456789012:function:f"
# Inputs with a hole for the region that they name.
REGIONAL: list[tuple[str, str, Any]] = [
    (sqs.QUEUE.token, "kmsMasterKeyId", KEY),
    (lambda_.FUNCTION.token, "layers", ["arn:aws:lambda:{}:111122223333:layer:x:1"]),
    (lambda_.FUNCTION.token, "imageUri", "123456789012.dkr.ecr.{}.amazonaws.com/f:1"),
    (s3.BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION.token, "rules",
     [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}}]),
    (s3.BUCKET_NOTIFICATION.token, "queues", [{"events": ["s3:ObjectCreated:*"], "queueArn": QUEUE}]),
    (cloudwatch.COMPOSITE_ALARM.token, "alarmActions", [TOPIC]),
    (cloudwatch.EVENT_TARGET.token, "deadLetterConfig", {"arn": QUEUE}),
    (cloudwatch.EVENT_TARGET.token, "arn", QUEUE),
    (codedeploy.DEPLOYMENT_GROUP.token, "triggerConfigurations",
     [{"triggerEvents": ["DeploymentFailure"], "triggerName": "t", "triggerTargetArn": TOPIC}]),
    (appconfig.ENVIRONMENT.token, "monitors", [{"alarmArn": "arn:aws:cloudwatch:{}:123456789012:alarm:a"}]),
    (secretsmanager.SECRET_ROTATION.token, "rotationLambdaArn", FUNCTION),
    (sqs.REDRIVE_ALLOW_POLICY.token, "queueUrl", "https://sqs.{}.amazonaws.com/123456789012/q"),
    (sqs.REDRIVE_ALLOW_POLICY.token, "redriveAllowPolicy",
     '{{"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:{}:123456789012:q"]}}'),
    (rds.INSTANCE.token, "availabilityZone", "{}a"),
]  # fmt: skip
# What may name another region.
ANYWHERE: list[tuple[str, str, Any]] = [
    (sns.TOPIC_SUBSCRIPTION.token, "endpoint", QUEUE),
    (cloudwatch.EVENT_TARGET.token, "arn", "arn:aws:events:{}:123456789012:event-bus/b"),
    (rds.INSTANCE.token, "replicateSourceDb", "arn:aws:rds:{}:123456789012:db:d"),
    (secretsmanager.SECRET.token, "replicas", [{"region": AWAY, "kmsKeyId": KEY}]),
    (lambda_.FUNCTION.token, "environment", {"variables": {"QUEUE": QUEUE}}),
    (sqs.QUEUE_POLICY.token, "policy", json.dumps({"Statement": [{"Resource": QUEUE.format(AWAY)}]})),
    (sqs.QUEUE.token, "kmsMasterKeyId", UNKNOWN),
]


def filled(value: Any, region: str) -> Any:
    """A value with a region in its hole."""
    if isinstance(value, str):
        return value.format(region) if "{}" in value else value
    if isinstance(value, list):
        return [filled(item, region) for item in cast(list[Any], value)]
    return {key: filled(item, region) for key, item in cast(dict[str, Any], value).items()}


def found(token: str, key: str, value: Any, region: str) -> list[str]:
    """What is wrong with an input as far as its region goes."""
    faults = Account().faults(token, {"region": HOME, key: filled(value, region)})
    return [reason for _, reason in faults if f"is in {AWAY}" in reason or "is no zone of" in reason]


@pytest.mark.parametrize(("token", "key", "value"), REGIONAL)
def test_what_is_in_another_region_is_refused(token: str, key: str, value: Any) -> None:
    assert found(token, key, value, AWAY)
    assert found(token, key, value, HOME) == []


@pytest.mark.parametrize(("token", "key", "value"), ANYWHERE)
def test_what_the_api_takes_from_other_regions_is_taken(token: str, key: str, value: Any) -> None:
    assert found(token, key, value, AWAY) == []


def test_an_id_of_another_region_is_refused(networks: Networks) -> None:
    with pytest.raises(AwsError, match=rf"is in {AWAY}; allowed: {HOME}"):
        networks.make(ec2.SECURITY_GROUP.token, {"vpcId": networks.vpcs["away"]})
    key = networks.make(kms.KEY.token, {}, AWAY)
    with pytest.raises(AwsError, match=rf"targetKeyId: NotFound: {key} is in {AWAY}"):
        networks.make(kms.ALIAS.token, {"name": "alias/x", "targetKeyId": key})


def test_access_logs_stay_in_the_buckets_region(networks: Networks) -> None:
    own, near, far = (networks.make(s3.BUCKET.token, {}, region) for region in (HOME, HOME, AWAY))
    inputs = {"bucket": own, "targetPrefix": "x/"}
    with pytest.raises(AwsError, match=f"targetBucket: NotFound: {far} is in {AWAY}"):
        networks.make(s3.BUCKET_LOGGING.token, inputs | {"targetBucket": far})
    networks.make(s3.BUCKET_LOGGING.token, inputs | {"targetBucket": near})


def test_a_role_of_another_account_can_not_be_passed(networks: Networks) -> None:
    with pytest.raises(AwsError, match="Cross-account pass role is not allowed"):
        networks.make(lambda_.FUNCTION.token, {"role": "arn:aws:iam::210987654321:role/x"})


def test_a_containers_variables_may_name_any_region(networks: Networks) -> None:
    container = {"image": "x", "environments": [{"name": "QUEUE", "value": QUEUE.format(AWAY)}]}
    roles = {key: networks.role() for key in ("executionRoleArn", "infrastructureRoleArn")}
    inputs = {"region": HOME, "primaryContainer": container, **roles}
    assert networks.account.faults(ecs.EXPRESS_GATEWAY_SERVICE.token, inputs) == []
