"""What belongs to a resource and must not be missing: its alarm, its rotation, its policy, its log."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from policy.checks import each_has
from policy.rule import Fault, Resource, Stack, StackCheck, StackRule
from policy.rules import compute, database, firewall, keys, messaging, migration, network, observability, storage

VPC = "aws:ec2/vpc:Vpc"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
PERMISSION = "aws:lambda/permission:Permission"
INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
REDRIVE_ALLOW = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"
# These services do not wait for the function's answer.
ASYNCHRONOUS = ("events.amazonaws.com", "s3.amazonaws.com", "ses.amazonaws.com", "sns.amazonaws.com")


def _has_alarm(kind: str) -> StackCheck:
    def check(stack: Stack) -> Iterator[Fault]:
        for item in stack.of(kind):
            if not any(_watches(alarm, item) for alarm in stack.of(observability.ALARM)):
                yield Fault(resource=item, text="no alarm watches it")

    return check


def _watches(alarm: Resource, item: Resource) -> bool:
    """Whether a dimension of the alarm comes from the resource, or is a name that was chosen for it."""
    names = {item.properties.get(key) for key in ("identifier", "name")} - {None}
    dimensions = alarm.properties.get("dimensions")
    chosen = isinstance(dimensions, Mapping) and not names.isdisjoint(cast(Mapping[str, Any], dimensions).values())
    return chosen or alarm.refers_to(item, "dimensions")


def _somebody_is_told(stack: Stack) -> Iterator[Fault]:
    """By the alarm itself, or by one that is made of it."""
    for alarm in stack.of(observability.ALARM, observability.COMPOSITE):
        if not alarm.properties.get("alarmActions") and not stack.users(alarm, observability.COMPOSITE, "alarmRule"):
            yield Fault(resource=alarm, text="nobody hears of it")


def _failures_are_kept(stack: Stack) -> Iterator[Fault]:
    for function in stack.of(compute.FUNCTION):
        permissions = stack.users(function, PERMISSION, "function")
        asynchronous = any(item.values.at("principal") in ASYNCHRONOUS for item in permissions)
        kept = stack.users(function, INVOKE_CONFIG, "functionName") or function.values.at("deadLetterConfig")
        if asynchronous and not kept:
            yield Fault(resource=function, text="an event that it fails on is lost")


def _has_dead_letters(stack: Stack) -> Iterator[Fault]:
    """A queue has one for its dead letters, unless it is one itself."""
    for queue in stack.of(messaging.QUEUE):
        is_one = stack.users(queue, messaging.QUEUE, "redrivePolicy") or stack.users(queue, REDRIVE_ALLOW, "queueUrl")
        if not is_one and queue.values.at("redrivePolicy") is None:
            yield Fault(resource=queue, text="what can't be processed comes back until it is lost")


def _is_logged(stack: Stack) -> Iterator[Fault]:
    """A bucket's access is logged, unless it holds such logs itself."""
    for bucket in stack.of(storage.BUCKET):
        holds_logs = stack.users(bucket, storage.LOGGING, "targetBucket")
        if not holds_logs and not stack.users(bucket, storage.LOGGING, "bucket"):
            yield Fault(resource=bucket, text="nobody can tell who read it")


def _pulls_privately(stack: Stack) -> Iterator[Fault]:
    """Where ECS runs containers in the network, their images come through it too."""
    for service in stack.of(compute.EXPRESS):
        served = {str(item.values.at("serviceName")).partition(".ecr.")[2] for item in stack.of(network.ENDPOINT)}
        for name in ("api", "dkr"):
            if name not in served:
                yield Fault(resource=service, text=f"its image does not come through an endpoint of ecr.{name}")


RULES = (
    StackRule(
        name="alarm-tells-somebody",
        controls=("Security Hub CloudWatch.15",),
        severity="high",
        types=(observability.ALARM, observability.COMPOSITE),
        check=_somebody_is_told,
        message="alarm_actions with the alerts topic, or a CompositeAlarm that is made of it",
    ),
    StackRule(
        name="images-come-through-the-network",
        controls=("FSBP EC2.55", "FSBP EC2.56"),
        severity="medium",
        types=(compute.EXPRESS, network.ENDPOINT),
        check=_pulls_privately,
        message="interface endpoints of ecr.api and ecr.dkr",
    ),
    StackRule(
        name="network-has-a-flow-log",
        controls=("FSBP EC2.6", "CIS 3.7", "CKV2_AWS_11"),
        severity="medium",
        types=(VPC, "aws:ec2/flowLog:FlowLog"),
        check=each_has(VPC, "aws:ec2/flowLog:FlowLog", "vpcId", missing="no flow log records its traffic"),
        message="a FlowLog of the network",
    ),
    StackRule(
        name="network-empties-its-default-group",
        controls=("FSBP EC2.2", "CIS 5.5", "CKV2_AWS_12"),
        severity="high",
        types=(VPC, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"),
        check=each_has(
            VPC,
            "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
            "vpcId",
            missing="nobody has emptied its default security group",
        ),
        message="a DefaultSecurityGroup of the network, without rules",
    ),
    StackRule(
        name="firewall-is-logged",
        controls=("FSBP NetworkFirewall.2", "CKV2_AWS_63"),
        severity="medium",
        types=(firewall.FIREWALL, firewall.LOGGING),
        check=each_has(firewall.FIREWALL, firewall.LOGGING, "firewallArn", missing="nothing logs what it sees"),
        message="a LoggingConfiguration of the firewall",
    ),
    StackRule(
        name="database-has-an-alarm",
        controls=("own",),
        severity="high",
        types=(database.INSTANCE, observability.ALARM),
        check=_has_alarm(database.INSTANCE),
        message="a MetricAlarm on a metric of the server",
    ),
    StackRule(
        name="secret-rotates",
        controls=("FSBP SecretsManager.1", "PCI SecretsManager.1", "CKV2_AWS_57"),
        severity="medium",
        types=(keys.SECRET, ROTATION),
        check=each_has(keys.SECRET, ROTATION, "secretId", missing="nothing rotates it"),
        message="a SecretRotation of the secret",
    ),
    StackRule(
        name="secret-has-a-policy",
        controls=("own",),
        severity="medium",
        types=(keys.SECRET, "aws:secretsmanager/secretPolicy:SecretPolicy"),
        check=each_has(
            keys.SECRET,
            "aws:secretsmanager/secretPolicy:SecretPolicy",
            "secretArn",
            missing="whoever has the right may read it from everywhere",
        ),
        message="a SecretPolicy: it can be read from the network alone",
    ),
    StackRule(
        name="key-has-an-alias",
        controls=("own",),
        severity="low",
        types=(keys.KEY, "aws:kms/alias:Alias"),
        check=each_has(keys.KEY, "aws:kms/alias:Alias", "targetKeyId", missing="nobody can tell what it is for"),
        message="an Alias of the key",
    ),
    StackRule(
        name="function-has-an-alarm",
        controls=("own",),
        severity="high",
        types=(compute.FUNCTION, observability.ALARM),
        check=_has_alarm(compute.FUNCTION),
        message="a MetricAlarm on the function's errors",
    ),
    StackRule(
        name="function-keeps-failed-events",
        controls=("CKV_AWS_116",),
        severity="medium",
        types=(compute.FUNCTION, PERMISSION, INVOKE_CONFIG),
        check=_failures_are_kept,
        message="dead_letter_config, or a FunctionEventInvokeConfig with on_failure, where events invoke it",
    ),
    StackRule(
        name="queue-has-dead-letters",
        controls=("own",),
        severity="medium",
        types=(messaging.QUEUE,),
        check=_has_dead_letters,
        message="redrive_policy with a queue for what could not be processed",
    ),
    StackRule(
        name="queue-has-an-alarm",
        controls=("own",),
        severity="medium",
        types=(messaging.QUEUE, observability.ALARM),
        check=_has_alarm(messaging.QUEUE),
        message="a MetricAlarm on the queue's messages",
    ),
    StackRule(
        name="queue-has-a-policy",
        controls=("own",),
        severity="medium",
        types=(messaging.QUEUE, messaging.QUEUE_POLICY),
        check=each_has(messaging.QUEUE, messaging.QUEUE_POLICY, "queueUrl", missing="plaintext is not refused"),
        message="a QueuePolicy that denies plaintext",
    ),
    StackRule(
        name="topic-has-a-policy",
        controls=("own",),
        severity="medium",
        types=(messaging.TOPIC, messaging.TOPIC_POLICY),
        check=each_has(messaging.TOPIC, messaging.TOPIC_POLICY, "arn", missing="plaintext is not refused"),
        message="a TopicPolicy that denies plaintext",
    ),
    StackRule(
        name="bucket-has-public-access-blocked",
        controls=("FSBP S3.8", "PCI S3.8", "CIS 2.1.4", "CKV2_AWS_6"),
        severity="high",
        types=(storage.BUCKET, storage.BLOCK),
        check=each_has(storage.BUCKET, storage.BLOCK, "bucket", missing="nothing blocks public access"),
        message="a BucketPublicAccessBlock of the bucket",
    ),
    StackRule(
        name="bucket-has-a-policy",
        controls=("FSBP S3.5", "PCI S3.5", "CIS 2.1.1"),
        severity="medium",
        types=(storage.BUCKET, storage.BUCKET_POLICY),
        check=each_has(storage.BUCKET, storage.BUCKET_POLICY, "bucket", missing="plaintext is not refused"),
        message="a BucketPolicy that denies plaintext",
    ),
    StackRule(
        name="bucket-has-versions",
        controls=("Security Hub S3.14", "CKV_AWS_21"),
        severity="medium",
        types=(storage.BUCKET, storage.VERSIONING),
        check=each_has(storage.BUCKET, storage.VERSIONING, "bucket", missing="what is overwritten is lost"),
        message="a BucketVersioning of the bucket",
    ),
    StackRule(
        name="bucket-has-encryption",
        controls=("PCI S3.17", "CKV_AWS_145"),
        severity="medium",
        types=(storage.BUCKET, storage.ENCRYPTION),
        check=each_has(storage.BUCKET, storage.ENCRYPTION, "bucket", missing="its files have no key of the account"),
        message="a BucketServerSideEncryptionConfiguration of the bucket",
    ),
    StackRule(
        name="bucket-has-a-lifecycle",
        controls=("FSBP S3.13", "CKV2_AWS_61"),
        severity="medium",
        types=(storage.BUCKET, storage.LIFECYCLE),
        check=each_has(storage.BUCKET, storage.LIFECYCLE, "bucket", missing="its files are kept for ever"),
        message="a BucketLifecycleConfiguration of the bucket",
    ),
    StackRule(
        name="bucket-has-an-access-log",
        controls=("FSBP S3.9", "PCI S3.9", "CKV_AWS_18"),
        severity="medium",
        types=(storage.BUCKET, storage.LOGGING),
        check=_is_logged,
        message="a BucketLogging of the bucket, to another bucket",
    ),
    StackRule(
        name="transfer-has-an-alarm",
        controls=("own",),
        severity="medium",
        types=(migration.SERVER, observability.ALARM),
        check=_has_alarm(migration.SERVER),
        message="a MetricAlarm on the server's failures",
    ),
)
