"""Whether a role may do what a service does with it: some services try that when they are given the role."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from access.conditions import Context
from access.evaluation import Request, role
from access.wildcards import Prefix, matches
from catalog import (
    appconfig,
    apprunner,
    arc,
    codedeploy,
    dms,
    ec2,
    ecs,
    guardduty,
    iam,
    lambda_,
    rds,
    s3,
    secretsmanager,
    transfer,
)
from catalog.resource_type import ResourceType
from simulated_aws.kinds.encryption import encrypted_by
from simulated_aws.kinds.needs import Need
from simulated_aws.kinds.trust import DMS, DMS_NETWORK_ROLE, RDS
from simulated_aws.kinds.world import World, values
from simulated_aws.modelling import Inputs

LAMBDA = (
    "InvalidParameterValueException: The provided execution role does not have permissions to call {operation} "
    "on {service}"
)
ALLOWED = "AccessDenied: {role} is not authorized to perform: {action} on resource: {resource}"
TLS: Context = {"aws:securetransport": ("true",)}
# How Lambda calls the services in its answers.
SERVICES = {"kms": "KMS", "xray": "XRAY", "dynamodb": "DYNAMODB", "events": "EventBridge", "lambda": "LAMBDA"}


class Permission(NamedTuple):
    """The role at a path of a type has to be allowed some actions where something is given.

    Args:
        consumer: the type.
        role: the path of the role, or of the function whose role it is.
        given: the path of what is given, and after `@` how it has to start, without
            `arn:aws:`.
        actions: what the role does, separated by spaces; of those with `|` between them, one is enough.
        resource: what it does that with; may hold {region}, {account}, {given}, {path} without its slashes, and
            {secret}. `*` for actions that know no resource, empty where it is not known, and `key` for the key that
            encrypts what is given. One that ends with `/`, `:` or `S3` is the beginning of what the service names.
        refusal: how AWS answers.
    """

    consumer: ResourceType
    role: str
    given: str
    actions: str
    resource: str
    refusal: str = ALLOWED


_SEND, _PUBLISH, _USE_KEY = "sqs:SendMessage", "sns:Publish", "kms:GenerateDataKey kms:Decrypt"
_RECEIVE = "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes"
_WRITE, _DESCRIBE = "logs:CreateLogStream logs:PutLogEvents", "logs:DescribeLogGroups logs:DescribeLogStreams"
_INTERFACES = "arn:aws:ec2:{region}:{account}:network-interface/"
_MONITORED = "arn:aws:logs:{region}:{account}:log-group:RDSOSMetrics:log-stream:"
_CONTAINER_VALUE = "primaryContainer.secrets[].valueFrom@secretsmanager:"
_CONTAINER_LOG, _CONTAINER_STREAMS = (
    "primaryContainer.awsLogsConfigurations[].logGroup",
    "arn:aws:logs:{region}:{account}:log-group:{given}:log-stream:",
)
_BALANCER = "elasticloadbalancing:CreateLoadBalancer elasticloadbalancing:CreateTargetGroup"
_SCANNED, _NOTIFY = "protectedResource.s3Bucket.bucketName", "s3:PutBucketNotification s3:GetBucketNotification"
_RULES = "arn:aws:events:{region}:{account}:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3"
_READ_OR_WRITE = "s3:PutObject|s3:GetObject"
_BUCKET, _OBJECTS = "arn:aws:s3:::{given}", "arn:aws:s3:::{given}/"
_FUNCTION, _INVOKE, _MAPPING = (
    lambda_.FUNCTION,
    lambda_.FUNCTION_EVENT_INVOKE_CONFIG,
    lambda_.EVENT_SOURCE_MAPPING,
)
_GROUP, _SERVICE, _SCAN = (
    codedeploy.DEPLOYMENT_GROUP,
    ecs.EXPRESS_GATEWAY_SERVICE,
    guardduty.MALWARE_PROTECTION_PLAN,
)
_REPLICATION, _SECRET_ROLE = s3.BUCKET_REPLICATION_CONFIG, "secretsManagerAccessRoleArn"
_TRIGGERED = "triggerConfigurations[].triggerTargetArn@sns:"
_PULL = "ecr:BatchGetImage ecr:GetDownloadUrlForLayer"
_ACCESS_ROLE = "sourceConfiguration.authenticationConfiguration.accessRoleArn"
_IMAGE = "sourceConfiguration.imageRepository.imageIdentifier@*.dkr.ecr."
_ROTATION, _ROTATE = (
    secretsmanager.SECRET_ROTATION,
    "secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue "
    "secretsmanager:UpdateSecretVersionStage",
)
_CUSTOM = "workflows[].steps[].customActionLambdaConfigs[].lambdas[].arn"
_SOURCES = "workflows[].steps[].lambdaEventSourceMappingConfigs[].regionEventSourceMappings[].arn"
# The pages are below docs.aws.amazon.com; AWS's policies are those of its managed policies.
PERMISSIONS = (
    # AWS's policy AWSLambdaVPCAccessExecutionRole.
    Permission(_FUNCTION, "role", "vpcConfig.subnetIds", "ec2:CreateNetworkInterface", _INTERFACES, LAMBDA),
    Permission(_FUNCTION, "role", "vpcConfig.subnetIds", "ec2:DeleteNetworkInterface", _INTERFACES, LAMBDA),
    Permission(_FUNCTION, "role", "vpcConfig.subnetIds", "ec2:DescribeNetworkInterfaces", "*", LAMBDA),
    # elastic/beats#13963, and Lambda's developer guide: dead-letter queues.
    Permission(_FUNCTION, "role", "deadLetterConfig.targetArn@sqs:", _SEND, "{given}", LAMBDA),
    Permission(_FUNCTION, "role", "deadLetterConfig.targetArn@sns:", _PUBLISH, "{given}", LAMBDA),
    # AWS's policy AWSXRayDaemonWriteAccess.
    Permission(_FUNCTION, "role", "tracingConfig.mode@Active", "xray:PutTraceSegments", "*", LAMBDA),
    # Lambda's developer guide: required permissions for destinations.
    *(
        Permission(_INVOKE, "functionName", f"destinationConfig.{path}.destination@{start}", actions, resource, LAMBDA)
        for path in ("onFailure", "onSuccess")
        for start, actions, resource in (
            ("sqs:", _SEND, "{given}"),
            ("sqs:", _USE_KEY, "key"),
            ("sns:", _PUBLISH, "{given}"),
            ("sns:", _USE_KEY, "key"),
            ("lambda:", "lambda:InvokeFunction", "{given}"),
            ("events:", "events:PutEvents", "{given}"),
        )
    ),
    # AWS's policy AWSLambdaSQSQueueExecutionRole; AWSSimpleQueueService: sqs-key-management.html.
    Permission(_MAPPING, "functionName", "eventSourceArn@sqs:", _RECEIVE, "{given}", LAMBDA),
    Permission(_MAPPING, "functionName", "eventSourceArn@sqs:", "kms:Decrypt", "key", LAMBDA),
    # vpc/latest/userguide/flow-logs-cwl.html.
    Permission(ec2.FLOW_LOG, "iamRoleArn", "logDestination@logs:", _WRITE, "{given}:log-stream:"),
    Permission(ec2.FLOW_LOG, "iamRoleArn", "logDestination@logs:", _DESCRIBE, ""),
    # AWS's policy AmazonRDSEnhancedMonitoringRole.
    Permission(rds.INSTANCE, "monitoringRoleArn", "monitoringRoleArn", _WRITE, _MONITORED, RDS),
    # AWS's policy AWSCodeDeployRoleForLambda; sns/latest/dg/sns-key-management.html.
    Permission(_GROUP, "serviceRoleArn", "alarmConfiguration.alarms", "cloudwatch:DescribeAlarms", ""),
    Permission(_GROUP, "serviceRoleArn", _TRIGGERED, _PUBLISH, "{given}"),
    Permission(_GROUP, "serviceRoleArn", _TRIGGERED, _USE_KEY, "key"),
    Permission(
        _GROUP,
        "serviceRoleArn",
        "deploymentConfigName@CodeDeployDefault.Lambda",
        "lambda:GetAlias lambda:UpdateAlias",
        "",
    ),
    # AppConfig's user guide: permissions for automatic rollback.
    Permission(
        appconfig.ENVIRONMENT,
        "monitors[].alarmRoleArn",
        "monitors[].alarmArn@cloudwatch:",
        "cloudwatch:DescribeAlarms",
        "{given}",
    ),
    # dms/latest/userguide/security_iam_secretsmanager.html.
    Permission(dms.ENDPOINT, _SECRET_ROLE, "secretsManagerArn@", "secretsmanager:GetSecretValue", "{given}"),
    Permission(dms.ENDPOINT, _SECRET_ROLE, "secretsManagerArn@", "kms:Decrypt", "key"),
    # secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html.
    Permission(_ROTATION, "rotationLambdaArn", "secretId", _ROTATE, "{given}"),
    Permission(_ROTATION, "rotationLambdaArn", "secretId", _USE_KEY, "key"),
    # AWS's policies AmazonECSTaskExecutionRolePolicy and AmazonECSInfrastructureRoleforExpressGatewayServices.
    Permission(_SERVICE, "executionRoleArn", _CONTAINER_LOG, _WRITE, _CONTAINER_STREAMS),
    Permission(_SERVICE, "executionRoleArn", _CONTAINER_VALUE, "secretsmanager:GetSecretValue", "{secret}"),
    Permission(_SERVICE, "executionRoleArn", "primaryContainer.image@*.dkr.ecr.", "ecr:GetAuthorizationToken", "*"),
    Permission(_SERVICE, "executionRoleArn", "primaryContainer.image@*.dkr.ecr.", _PULL, ""),
    Permission(_SERVICE, "infrastructureRoleArn", "infrastructureRoleArn", _BALANCER, ""),
    # AWS's policy AWSAppRunnerServicePolicyForECRAccess.
    Permission(apprunner.SERVICE, _ACCESS_ROLE, _IMAGE, "ecr:GetAuthorizationToken", "*"),
    Permission(apprunner.SERVICE, _ACCESS_ROLE, _IMAGE, _PULL, ""),
    # ARC's developer guide: Lambda and event source mapping execution blocks.
    Permission(arc.PLAN, "executionRole", _CUSTOM, "lambda:InvokeFunction", "{given}"),
    Permission(arc.PLAN, "executionRole", _SOURCES, "lambda:UpdateEventSourceMapping", "{given}"),
    # guardduty/latest/ug/malware-protection-s3-iam-policy-prerequisite.html.
    Permission(_SCAN, "role", "role", "events:PutRule events:PutTargets", _RULES),
    Permission(_SCAN, "role", _SCANNED, f"{_NOTIFY} s3:ListBucket", _BUCKET),
    Permission(_SCAN, "role", _SCANNED, "s3:GetObject", _OBJECTS),
    Permission(_SCAN, "role", _SCANNED, "s3:PutObject", f"{_BUCKET}/malware-protection-resource-validation-object"),
    # AmazonS3/latest/userguide/setting-repl-config-perm-overview.html.
    Permission(_REPLICATION, "role", "bucket", "s3:GetReplicationConfiguration s3:ListBucket", _BUCKET),
    Permission(_REPLICATION, "role", "bucket", "s3:GetObjectVersionForReplication", _OBJECTS),
    Permission(_REPLICATION, "role", "rules[].destination.bucket@s3:::", "s3:ReplicateObject", "{given}/"),
    # transfer/latest/userguide/requirements-roles.html: a user reads or writes, or both.
    Permission(transfer.USER, "role", "homeDirectoryMappings[].target", _READ_OR_WRITE, "arn:aws:s3:::{path}/"),
    Permission(transfer.USER, "role", "homeDirectory", _READ_OR_WRITE, "arn:aws:s3:::{path}/"),
)
_BY_CONSUMER: Mapping[str, tuple[Permission, ...]] = {
    token: tuple(each for each in PERMISSIONS if each.consumer.token == token)
    for token in {each.consumer.token for each in PERMISSIONS}
}


def needs(token: str, inputs: Inputs, world: World) -> Iterator[Need]:
    """What the roles that a resource names have to be allowed for it."""
    for rule in _BY_CONSUMER.get(token, ()):
        # A role and what is given beside it are in the same element of a list.
        below, _, role = rule.role.rpartition("[].")
        for path, holder in values(inputs, f"{below}[]") if below else [("", inputs)]:
            for _, named in values(holder, role):
                yield from _of_rule(rule, holder, path, str(named), inputs, world)
    if token == dms.REPLICATION_SUBNET_GROUP.token:
        yield from _network_role(world)


def _network_role(world: World) -> Iterator[Need]:
    """What AWS's policy AmazonDMSVPCManagementRole allows before anything exists."""
    for each in world.of(iam.ROLE.token):
        if each.inputs.get("name") == DMS_NETWORK_ROLE:
            arn = str(each.outputs.get("arn"))
            for action in ("ec2:CreateNetworkInterface", "ec2:DescribeSubnets", "ec2:DescribeVpcs"):
                yield _need("subnetIds", DMS.format(role=arn), arn, action, None)


def _of_rule(rule: Permission, holder: Inputs, below: str, named: str, inputs: Inputs, world: World) -> Iterator[Need]:
    region = str(inputs.get("region", ""))
    arn = role_named(named, region, world)
    path_given, _, start = rule.given.partition("@")
    for path, given in values(holder, path_given.rpartition("[].")[2] if below else path_given, below):
        if not arn or not matches(f"{start}*", str(given).removeprefix("arn:aws:")):
            continue
        words = {"given": str(given).removesuffix(":*"), "path": str(given).strip("/")}
        # The secret without the key, the stage and the version that ECS lets follow.
        words["secret"] = ":".join(str(given).split(":")[:7])
        resource = rule.resource.format(region=region, account=world.account, **words)
        if resource == "key":
            key = encrypted_by(world, str(given))
            if key is None:
                continue
            resource = str(key.outputs.get("arn"))
        asked = Prefix(resource) if resource.endswith((":", "/", "S3")) else resource or None
        for actions in rule.actions.split():
            action, *others = actions.split("|")
            service, _, operation = action.partition(":")
            words = {"operation": operation, "service": SERVICES.get(service, service.upper())}
            refusal = rule.refusal.format(role=arn, action=action, resource=resource or "*", **words)
            yield replace(_need(path, refusal, arn, action, asked), alternatives=tuple(others))


def _need(path: str, refusal: str, arn: str, action: str, resource: str | Prefix | None) -> Need:
    request = Request(action=action, resource=resource, names=role(arn), context=TLS)
    owner = resource if isinstance(resource, str) else ""
    return Need(path=path, refusal=refusal, holder="identity", owner=owner, request=request, role=arn)


def role_named(named: str, region: str, world: World) -> str:
    """The ARN of a role that is named, or that of the function that is named, by name or ARN."""
    if named.startswith("arn:aws:iam:"):
        return named
    name = named.split(":")[6] if named.startswith("arn:") and named.count(":") > 5 else named.partition(":")[0]
    functions = (each for each in world.of(lambda_.FUNCTION.token) if each.inputs.get("name") == name)
    roles = (str(each.inputs.get("role", "")) for each in functions if each.region == region)
    return next((role for role in roles if role.startswith("arn:aws:iam:")), "")
