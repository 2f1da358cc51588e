"""Whether the policy of a queue, topic, function, bucket or key admits the service that will use it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from access.evaluation import Request
from access.wildcards import Prefix
from catalog import appconfig, billing, cloudwatch, rds, s3, secretsmanager, sns
from catalog.resource_type import ResourceType
from simulated_aws.kinds.encryption import encrypted_by
from simulated_aws.kinds.needs import Need, of_service
from simulated_aws.kinds.policies import of_resource
from simulated_aws.kinds.world import World, values
from simulated_aws.modelling import Inputs

S3 = "InvalidArgument: Unable to validate the following destination configurations: {target} does not admit {service}"
ROTATION = (
    "AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. Ensure that the function "
    "policy grants access to the principal {service}"
)
RDS = "SNSNoAuthorization: {service} is not authorized to publish to {target}"
SILENT = "AccessDenied: {service} is not authorized to perform {action} on {target}: nothing would arrive"
LOGS = "AccessDeniedException: The specified KMS key does not exist or is not allowed to be used with Arn '{target}'"
KEY = (
    "KMSAccessDenied: {service} is not authorized to perform {action} on {key}, which encrypts {target}: "
    "nothing would arrive"
)


class Admission(NamedTuple):
    """A service does something with what a path of a type names, if that starts with `start`.

    `source` is what it sends as `aws:SourceArn`, with {region}, {account}, {name} and {bucket}, and with {rule},
    {topic} and {secret} where the resource names one; empty where it is not documented. One that is `tried` is tried
    at creation; any other is looked at once both exist.
    """

    consumer: ResourceType
    path: str
    start: str
    service: str
    action: str
    source: str = ""
    refusal: str = SILENT
    tried: bool = False


SQS, SNS, FUNCTION = "arn:aws:sqs:", "arn:aws:sns:", "arn:aws:lambda:"
_SEND, _PUBLISH, _INVOKE = "sqs:SendMessage", "sns:Publish", "lambda:InvokeFunction"
_ALARM = "arn:aws:cloudwatch:{region}:{account}:alarm:{name}"
_RULE = "arn:aws:events:{region}:{account}:rule/{rule}"
_BUCKET = "arn:aws:s3:::{bucket}"
_NOTIFICATION, _TARGET = s3.BUCKET_NOTIFICATION, cloudwatch.EVENT_TARGET
_SECRET_ROTATION = secretsmanager.SECRET_ROTATION
# The pages are below docs.aws.amazon.com.
ADMISSIONS = (
    # AmazonCloudWatch/latest/monitoring/US_SetupSNS.html, and of functions alarms-and-actions-Lambda.html.
    *(
        Admission(alarm, f"{actions}[]", start, service, action, _ALARM)
        for alarm in (cloudwatch.METRIC_ALARM, cloudwatch.COMPOSITE_ALARM)
        for actions in ("alarmActions", "okActions", "insufficientDataActions")
        for start, service, action in ((SNS, "cloudwatch", _PUBLISH), (FUNCTION, "lambda.alarms.cloudwatch", _INVOKE))
    ),
    # eventbridge/latest/userguide/eb-use-resource-based.html, eb-rule-dlq.html.
    Admission(_TARGET, "arn", SQS, "events", _SEND, _RULE),
    Admission(_TARGET, "arn", SNS, "events", _PUBLISH, _RULE),
    Admission(_TARGET, "arn", FUNCTION, "events", _INVOKE, _RULE),
    Admission(_TARGET, "deadLetterConfig.arn", SQS, "events", _SEND, _RULE),
    # AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html; aws/aws-sdk-js#632.
    Admission(_NOTIFICATION, "queues[].queueArn", SQS, "s3", _SEND, _BUCKET, S3, tried=True),
    Admission(_NOTIFICATION, "topics[].topicArn", SNS, "s3", _PUBLISH, _BUCKET, S3, tried=True),
    Admission(_NOTIFICATION, "lambdaFunctions[].lambdaFunctionArn", FUNCTION, "s3", _INVOKE, _BUCKET, S3, tried=True),
    # AmazonS3/latest/userguide/enable-server-access-logging.html.
    Admission(s3.BUCKET_LOGGING, "targetBucket", "", "logging.s3", "s3:PutObject", _BUCKET),
    # AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html.
    Admission(rds.EVENT_SUBSCRIPTION, "snsTopic", SNS, "events.rds", _PUBLISH, refusal=RDS, tried=True),
    # Cost Management's user guide: topics for budget notifications and for anomaly alerts.
    Admission(billing.BUDGET, "notifications[].subscriberSnsTopicArns[]", SNS, "budgets", _PUBLISH),
    Admission(billing.ANOMALY_SUBSCRIPTION, "subscribers[].address", SNS, "costalerts", _PUBLISH),
    # Secrets Manager's user guide: rotation function permissions.
    Admission(
        _SECRET_ROTATION, "rotationLambdaArn", FUNCTION, "secretsmanager", _INVOKE, "{secret}", ROTATION, tried=True
    ),
    # AppConfig's user guide: validators.
    Admission(appconfig.CONFIGURATION_PROFILE, "validators[].content", FUNCTION, "appconfig", _INVOKE),
    # sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html, and the same of functions.
    Admission(sns.TOPIC_SUBSCRIPTION, "endpoint", SQS, "sns", _SEND, "{topic}"),
    Admission(sns.TOPIC_SUBSCRIPTION, "endpoint", FUNCTION, "sns", _INVOKE, "{topic}"),
)
_BY_CONSUMER: Mapping[str, tuple[Admission, ...]] = {
    token: tuple(each for each in ADMISSIONS if each.consumer.token == token)
    for token in {each.consumer.token for each in ADMISSIONS}
}
# Services whose documents ask for a statement of their own, because a topic's first policy does not admit them.
FOREIGN = ("budgets", "costalerts", "events")
# What CloudWatch Logs does with the key of a group (AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html).
LOG_KEY_ACTIONS = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey")
# What a service does that sends into an encrypted queue or topic (sqs-key-management.html, sns-key-management.html).
KEY_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")


def needs(token: str, inputs: Inputs, world: World, *, complete: bool) -> Iterator[Need]:
    """What the services that a resource sets to work have to be allowed.

    Without `complete`, what may be made later is left out: a policy that is not there yet, and a function's permission
    that nobody tries at its creation.
    """
    names = _names(inputs, world)
    for rule in _BY_CONSUMER.get(token, ()):
        for path, given in values(inputs, rule.path):
            target = str(given)
            if not target.startswith(rule.start):
                continue
            source = rule.source.format(**names)
            arn = f"arn:aws:s3:::{target}" if rule.consumer is s3.BUCKET_LOGGING else target
            if rule.tried or complete or (rule.action != _INVOKE and of_resource(world, arn)):
                yield _use(rule, path, arn, source, inputs, world)
            key = encrypted_by(world, target)
            if key is not None:
                yield from _key_use(rule, path, target, source, str(key.outputs["arn"]), world)
    if token == cloudwatch.LOG_GROUP.token:
        yield from _log_key(inputs, world)


def _use(rule: Admission, path: str, target: str, source: str, inputs: Inputs, world: World) -> Need:
    service = f"{rule.service}.amazonaws.com"
    resource = Prefix(f"{target}/{inputs.get('targetPrefix', '')}") if rule.action == "s3:PutObject" else target
    refusal = rule.refusal.format(target=target, service=service, action=rule.action)
    return Need(path=path, refusal=refusal, holder="resource", owner=target,
                request=_request(rule, rule.action, resource, source, world), instead=_SILENT)  # fmt: skip


def _key_use(rule: Admission, path: str, target: str, source: str, key: str, world: World) -> Iterator[Need]:
    service = f"{rule.service}.amazonaws.com"
    for action in KEY_ACTIONS:
        refusal = KEY.format(target=target, service=service, action=action, key=key)
        yield Need(path=path, refusal=refusal, holder="key", owner=key.rpartition("/")[2],
                   request=_request(rule, action, key, source, world), instead=_SILENT)  # fmt: skip


# A service that says nothing of whom it acts for: which do is not known of all.
_SILENT: Mapping[str, tuple[str, ...]] = {"aws:sourceaccount": ()}


def _request(rule: Admission, action: str, resource: str | Prefix, source: str, world: World) -> Request:
    context: dict[str, tuple[str | Prefix, ...]] = {
        "aws:securetransport": ("true",),
        "aws:principalisawsservice": ("true",),
        "aws:sourceaccount": (world.account,),
    }
    if rule.service in FOREIGN:
        context["aws:sourceowner"] = ()
    if source:
        context["aws:sourcearn"] = (source,)
    return Request(action=action, resource=resource, names=of_service(rule.service), context=context)


def _log_key(inputs: Inputs, world: World) -> Iterator[Need]:
    region = str(inputs.get("region", ""))
    group = f"arn:aws:logs:{region}:{world.account}:log-group:{inputs.get('name')}"
    for path, given in values(inputs, "kmsKeyId"):
        key = world.key(given, region)
        if key is None:
            continue
        context = {"kms:encryptioncontext:aws:logs:arn": (group,)}
        arn = str(key.outputs["arn"])
        for action in LOG_KEY_ACTIONS:
            request = Request(action=action, resource=arn, names=of_service(f"logs.{region}", "logs"), context=context)
            yield Need(
                path=path,
                refusal=LOGS.format(target=group),
                holder="key",
                owner=arn.rpartition("/")[2],
                request=request,
            )


def _names(inputs: Inputs, world: World) -> dict[str, str]:
    bus = str(inputs.get("eventBusName") or "default").rpartition("/")[2]
    rule = str(inputs.get("rule", "")) if bus == "default" else f"{bus}/{inputs.get('rule')}"
    return {
        "region": str(inputs.get("region", "")),
        "account": world.account,
        "name": str(inputs.get("alarmName") or inputs.get("name") or ""),
        "bucket": str(inputs.get("bucket", "")),
        "rule": rule,
        "topic": str(inputs.get("topic", "")),
        "secret": str(inputs.get("secretId", "")),
    }
