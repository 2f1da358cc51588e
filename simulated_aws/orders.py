"""What AWS wants to exist before something else although no input says so, each with the document that says so."""

from dataclasses import KW_ONLY, dataclass

from catalog import apprunner, dms, ec2, ecs, guardduty, iam, lambda_, rds, s3, secretsmanager, sns, sqs
from catalog.resource_type import ResourceType

# Sources as in the tables of bounds and combinations.
UNVERIFIED = "UNVERIFIED"
LAMBDA_GUIDE = "guide lambda: configuration-vpc"
NAT_GUIDE = "guide vpc: nat-gateway-troubleshooting"
DMS_ROLES = "https://github.com/hashicorp/terraform-provider-aws/issues/32824"
DMS_REFERENCE = "botocore: dms.CreateEndpoint, AccessDeniedFault"
ROTATION_GUIDE = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html"
RDS_REFERENCE = "botocore: rds.CreateEventSubscription, SourceNotFoundFault"
MONITORING_ROLE = "https://github.com/claranet/terraform-aws-aurora/pull/23"
NOTIFICATION_REFERENCE = "botocore: s3.PutBucketNotificationConfiguration"
REPLICATION_GUIDE = "guide s3: replication"
ECS_REFERENCE = "botocore: ecs.CreateExpressGatewayServiceRequest.infrastructureRoleArn"
APP_RUNNER_ROLE = "https://github.com/pulumi/pulumi-aws/issues/1697"


@dataclass(frozen=True)
class Order:
    """Resources of one type come before those of another with the same relation.

    They belong together where `first_input` and `then_input` name the same thing, by its name or at the end of its
    ARN; a subnet stands for its network. Where `narrower` names an input of each, and both are given, these have to
    name the same thing too.
    """

    first: ResourceType
    first_input: str
    then: ResourceType
    then_input: str
    reason: str
    source: str
    _: KW_ONLY
    narrower: tuple[str, str] | None = None


def _of_role(then: ResourceType, then_input: str, reason: str, source: str) -> tuple[Order, ...]:
    """Both kinds of a role's permissions before what a service does with the role as soon as it is given."""
    kinds = (iam.ROLE_POLICY, iam.ROLE_POLICY_ATTACHMENT)
    return tuple(Order(kind, "role", then, then_input, reason, source) for kind in kinds)


ORDERS: tuple[Order, ...] = (
    *_of_role(
        lambda_.FUNCTION,
        "role",
        "Lambda tries the role's permission to make network interfaces when the function is made",
        LAMBDA_GUIDE,
    ),
    *_of_role(
        dms.ENDPOINT,
        "secretsManagerAccessRoleArn",
        "AccessDeniedFault: DMS reads the secret with the role when the endpoint is made",
        DMS_REFERENCE,
    ),
    *_of_role(
        dms.REPLICATION_SUBNET_GROUP,
        "dms-vpc-role",
        "AccessDeniedFault: DMS assumes the role dms-vpc-role, with its permissions, to look at the subnets",
        DMS_ROLES,
    ),
    *_of_role(
        ecs.EXPRESS_GATEWAY_SERVICE,
        "infrastructureRoleArn",
        "ECS makes the load balancer with the infrastructure role when the service is made",
        ECS_REFERENCE,
    ),
    *_of_role(
        apprunner.SERVICE,
        "sourceConfiguration",
        "InvalidRequestException: App Runner pulls the image with the access role when the service is made",
        APP_RUNNER_ROLE,
    ),
    *_of_role(
        guardduty.MALWARE_PROTECTION_PLAN,
        "role",
        "BadRequestException: GuardDuty makes its rule of events with the role when the plan is made",
        UNVERIFIED,
    ),
    *_of_role(
        rds.INSTANCE,
        "monitoringRoleArn",
        "InvalidParameterValue: RDS tries the role's permissions for ENHANCED_MONITORING when the server is made",
        MONITORING_ROLE,
    ),
    Order(
        ec2.INTERNET_GATEWAY,
        "vpcId",
        ec2.NAT_GATEWAY,
        "subnetId",
        "Gateway.NotAttached: a public NAT gateway needs the network's internet gateway",
        NAT_GUIDE,
    ),
    Order(
        lambda_.PERMISSION,
        "function",
        secretsmanager.SECRET_ROTATION,
        "rotationLambdaArn",
        "AccessDeniedException: Secrets Manager tries to invoke the function when the rotation is set up",
        ROTATION_GUIDE,
        narrower=("sourceArn", "secretId"),
    ),
    Order(
        rds.INSTANCE,
        "identifier",
        rds.EVENT_SUBSCRIPTION,
        "sourceIds",
        "SourceNotFound: a subscription names servers that exist",
        RDS_REFERENCE,
    ),
    Order(
        sns.TOPIC_POLICY,
        "arn",
        rds.EVENT_SUBSCRIPTION,
        "snsTopic",
        "SNSNoAuthorization: RDS tries to publish to the topic when the subscription is made",
        RDS_REFERENCE,
    ),
    Order(
        sqs.QUEUE_POLICY,
        "queueUrl",
        s3.BUCKET_NOTIFICATION,
        "queues",
        "InvalidArgument: S3 tries to write to the queue when the notification is set up",
        NOTIFICATION_REFERENCE,
    ),
    Order(
        sns.TOPIC_POLICY,
        "arn",
        s3.BUCKET_NOTIFICATION,
        "topics",
        "InvalidArgument: S3 tries to publish to the topic when the notification is set up",
        NOTIFICATION_REFERENCE,
    ),
    Order(
        lambda_.PERMISSION,
        "function",
        s3.BUCKET_NOTIFICATION,
        "lambdaFunctions",
        "InvalidArgument: S3 tries whether it may invoke the function when the notification is set up",
        NOTIFICATION_REFERENCE,
    ),
    Order(
        s3.BUCKET_VERSIONING,
        "bucket",
        s3.BUCKET_REPLICATION_CONFIG,
        "bucket",
        "InvalidRequest: versioning must be enabled on the bucket to apply a replication configuration",
        REPLICATION_GUIDE,
    ),
    Order(
        s3.BUCKET_VERSIONING,
        "bucket",
        s3.BUCKET_REPLICATION_CONFIG,
        "rules",
        "InvalidRequest: the destination bucket must have versioning enabled",
        REPLICATION_GUIDE,
    ),
)
