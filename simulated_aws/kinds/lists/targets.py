"""The ARNs that inputs take: those of some services, and of some of their resources; each with its source."""

import re
from dataclasses import dataclass, field

from catalog import (
    appconfig,
    arc,
    billing,
    cloudwatch,
    codedeploy,
    dms,
    ec2,
    ecs,
    lambda_,
    networkfirewall,
    ram,
    rds,
    s3,
    secretsmanager,
    sns,
    transfer,
)
from catalog.resource_type import ResourceType


@dataclass(frozen=True, kw_only=True)
class Target:
    """The ARNs that some inputs take.

    Args:
        path: a pattern of the paths of the inputs, without indexes.
        of: the types of resource; empty for all.
        kinds: each service with what its ARNs go on with; empty for anything.
        fifo: whether FIFO queues and topics are taken.
        source: where AWS says so.
    """

    path: re.Pattern[str]
    of: tuple[ResourceType, ...] = ()
    kinds: dict[str, str] = field(default_factory=dict[str, str])
    fifo: bool = True
    source: str


# The services whose resources a rule of EventBridge reaches.
EVENT_TARGETS = (
    "appsync", "batch", "codebuild", "codepipeline", "ec2", "ecs", "events", "execute-api", "firehose", "glue",
    "imagebuilder", "inspector", "kinesis", "lambda", "logs", "redshift", "redshift-serverless", "sagemaker", "sns",
    "sqs", "ssm", "ssm-incidents", "states",
)  # fmt: skip
TARGETS = (
    Target(
        path=re.compile(r"(.*\.)?[a-zA-Z]*[rR]ole(Arn)?"),
        kinds={"iam": "role/"},
        source="docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    ),
    Target(
        path=re.compile(
            r"(.*\.)?([a-zA-Z]*[kK]msKey(Id|Arn|Identifier)|kmsMasterKeyId|encryptionConfiguration\.keyId)"
        ),
        kinds={"kms": ""},
        source="docs.aws.amazon.com/kms/latest/developerguide/concepts.html",
    ),
    Target(
        of=(cloudwatch.METRIC_ALARM,),
        path=re.compile(r"(alarm|ok|insufficientData)Actions"),
        kinds=dict.fromkeys(("aiops", "automate", "autoscaling", "lambda", "sns", "ssm", "ssm-incidents", "swf"), ""),
        source="botocore: cloudwatch.PutMetricAlarm.AlarmActions",
    ),
    Target(
        of=(cloudwatch.COMPOSITE_ALARM,),
        path=re.compile(r"(alarm|ok|insufficientData)Actions"),
        kinds=dict.fromkeys(("aiops", "lambda", "sns", "ssm"), ""),
        source="botocore: cloudwatch.PutCompositeAlarm.AlarmActions",
    ),
    Target(
        of=(ecs.EXPRESS_GATEWAY_SERVICE,),
        path=re.compile(r"cluster"),
        kinds={"ecs": "cluster/"},
        source="botocore: ecs.CreateExpressGatewayServiceRequest.cluster",
    ),
    Target(
        of=(arc.PLAN,),
        path=re.compile(r"associatedAlarms\.resourceIdentifier"),
        kinds={"cloudwatch": "alarm:"},
        source="botocore: arc-region-switch.AssociatedAlarm.resourceIdentifier",
    ),
    Target(
        of=(secretsmanager.SECRET_POLICY,),
        path=re.compile(r"secretArn"),
        kinds={"secretsmanager": "secret:"},
        source="botocore: secretsmanager.PutResourcePolicy.SecretId",
    ),
    Target(
        of=(dms.REPLICATION_TASK,),
        path=re.compile(r"replicationInstanceArn"),
        kinds={"dms": "rep:"},
        source="botocore: dms.CreateReplicationTask.ReplicationInstanceArn",
    ),
    Target(
        of=(rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION,),
        path=re.compile(r"sourceDbInstanceArn"),
        kinds={"rds": "db:"},
        source="botocore: rds.StartDBInstanceAutomatedBackupsReplication.SourceDBInstanceArn",
    ),
    Target(
        of=(appconfig.EXTENSION_ASSOCIATION,),
        path=re.compile(r"resourceArn"),
        kinds={"appconfig": "application/"},
        source="botocore: appconfig.CreateExtensionAssociation.ResourceIdentifier",
    ),
    Target(
        of=(billing.BUDGET,),
        path=re.compile(r"notifications\.subscriberSnsTopicArns"),
        kinds={"sns": ""},
        source="botocore: budgets.Subscriber.Address",
    ),
    Target(
        of=(appconfig.ENVIRONMENT,),
        path=re.compile(r"monitors\.alarmArn"),
        kinds={"cloudwatch": "alarm:"},
        source="docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_Monitor.html",
    ),
    Target(
        of=(appconfig.CONFIGURATION_PROFILE,),
        path=re.compile(r"validators\.content"),
        kinds={"lambda": "function:"},
        source="docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_Validator.html",
    ),
    Target(
        of=(cloudwatch.EVENT_TARGET,),
        path=re.compile(r"arn"),
        kinds=dict.fromkeys(EVENT_TARGETS, "") | {"lambda": "function:", "logs": "log-group:"},
        source="docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html",
    ),
    Target(
        of=(cloudwatch.EVENT_TARGET,),
        path=re.compile(r"deadLetterConfig\.arn"),
        kinds={"sqs": ""},
        fifo=False,
        source="docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html",
    ),
    Target(
        of=(lambda_.FUNCTION,),
        path=re.compile(r"deadLetterConfig\.targetArn"),
        kinds={"sqs": "", "sns": ""},
        fifo=False,
        source="docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
    ),
    Target(
        of=(lambda_.FUNCTION_EVENT_INVOKE_CONFIG,),
        path=re.compile(r"destinationConfig\.on(Failure|Success)\.destination"),
        kinds={"sqs": "", "sns": "", "lambda": "function:", "events": "event-bus/", "s3": ""},
        fifo=False,
        source="docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
    ),
    Target(
        of=(lambda_.FUNCTION,),
        path=re.compile(r"layers"),
        kinds={"lambda": "layer:"},
        source="docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
    ),
    Target(
        of=(lambda_.EVENT_SOURCE_MAPPING,),
        path=re.compile(r"eventSourceArn"),
        kinds=dict.fromkeys(("dynamodb", "kafka", "kinesis", "mq", "rds", "sqs"), ""),
        source="docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html",
    ),
    Target(
        of=(s3.BUCKET_NOTIFICATION,),
        path=re.compile(r"queues\.queueArn"),
        kinds={"sqs": ""},
        fifo=False,
        source="docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html",
    ),
    Target(
        of=(s3.BUCKET_NOTIFICATION,),
        path=re.compile(r"topics\.topicArn"),
        kinds={"sns": ""},
        fifo=False,
        source="docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html",
    ),
    Target(
        of=(s3.BUCKET_NOTIFICATION,),
        path=re.compile(r"lambdaFunctions\.lambdaFunctionArn"),
        kinds={"lambda": "function:"},
        source="docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html",
    ),
    Target(
        of=(s3.BUCKET_REPLICATION_CONFIG,),
        path=re.compile(r"rules\.destination\.bucket"),
        kinds={"s3": ""},
        source="docs.aws.amazon.com/AmazonS3/latest/API/API_Destination.html",
    ),
    Target(
        of=(rds.EVENT_SUBSCRIPTION,),
        path=re.compile(r"snsTopic"),
        kinds={"sns": ""},
        fifo=False,
        source="docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html",
    ),
    Target(
        of=(codedeploy.DEPLOYMENT_GROUP,),
        path=re.compile(r"triggerConfigurations\.triggerTargetArn"),
        kinds={"sns": ""},
        source="docs.aws.amazon.com/codedeploy/latest/APIReference/API_TriggerConfig.html",
    ),
    Target(
        of=(sns.TOPIC_SUBSCRIPTION, sns.TOPIC_POLICY),
        path=re.compile(r"topic|arn"),
        kinds={"sns": ""},
        source="docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
    ),
    Target(
        of=(secretsmanager.SECRET_ROTATION,),
        path=re.compile(r"rotationLambdaArn"),
        kinds={"lambda": "function:"},
        source="docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html",
    ),
    Target(
        of=(dms.ENDPOINT,),
        path=re.compile(r"secretsManagerArn"),
        kinds={"secretsmanager": "secret:"},
        source="docs.aws.amazon.com/dms/latest/APIReference/API_MySQLSettings.html",
    ),
    Target(
        of=(dms.ENDPOINT,),
        path=re.compile(r"certificateArn"),
        kinds={"dms": "cert:"},
        source="docs.aws.amazon.com/dms/latest/APIReference/API_CreateEndpoint.html",
    ),
    Target(
        of=(dms.REPLICATION_TASK, dms.REPLICATION_CONFIG),
        path=re.compile(r"(source|target)EndpointArn"),
        kinds={"dms": "endpoint:"},
        source="docs.aws.amazon.com/dms/latest/APIReference/API_CreateReplicationTask.html",
    ),
    Target(
        of=(networkfirewall.FIREWALL,),
        path=re.compile(r"firewallPolicyArn"),
        kinds={"network-firewall": "firewall-policy/"},
        source="docs.aws.amazon.com/network-firewall/latest/APIReference/API_CreateFirewall.html",
    ),
    Target(
        of=(networkfirewall.LOGGING_CONFIGURATION,),
        path=re.compile(r"firewallArn"),
        kinds={"network-firewall": "firewall/"},
        source="docs.aws.amazon.com/network-firewall/latest/APIReference/API_UpdateLoggingConfiguration.html",
    ),
    Target(
        of=(ec2.FLOW_LOG,),
        path=re.compile(r"logDestination"),
        kinds={"logs": "log-group:", "s3": "", "firehose": "deliverystream/"},
        source="docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html",
    ),
    Target(
        of=(transfer.SERVER,),
        path=re.compile(r"structuredLogDestinations"),
        kinds={"logs": "log-group:"},
        source="docs.aws.amazon.com/transfer/latest/APIReference/API_CreateServer.html",
    ),
    Target(
        of=(ram.RESOURCE_ASSOCIATION, ram.PRINCIPAL_ASSOCIATION),
        path=re.compile(r"resourceShareArn"),
        kinds={"ram": "resource-share/"},
        source="docs.aws.amazon.com/ram/latest/APIReference/API_AssociateResourceShare.html",
    ),
)
