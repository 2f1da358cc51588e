"""What AWS wants to exist before something else although no input says so, and what it does not look for."""

from collections.abc import Mapping
from dataclasses import dataclass

LAMBDA_GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"
EC2_ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
DMS_GUIDE = "https://docs.aws.amazon.com/dms/latest/userguide/security-iam.html"
ROTATION_GUIDE = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html"
RDS_REFERENCE = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html"
S3_GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html"


@dataclass(frozen=True)
class Order:
    """Resources of one type come before those of another that stand in the same relation.

    They belong together where `first_input` and `then_input` name the same thing, by its name or at the end of its
    ARN; a subnet stands for its network.
    """

    first: str
    first_input: str
    then: str
    then_input: str
    reason: str
    source: str


ORDERS: tuple[Order, ...] = (
    Order(
        "aws:iam/rolePolicy:RolePolicy",
        "role",
        "aws:lambda/function:Function",
        "role",
        "Lambda tries the role's right to make network interfaces when the function is made",
        LAMBDA_GUIDE,
    ),
    Order(
        "aws:ec2/internetGateway:InternetGateway",
        "vpcId",
        "aws:ec2/natGateway:NatGateway",
        "subnetId",
        "Gateway.NotAttached: a public NAT gateway needs the network's internet gateway",
        EC2_ERRORS,
    ),
    Order(
        "aws:lambda/permission:Permission",
        "function",
        "aws:secretsmanager/secretRotation:SecretRotation",
        "rotationLambdaArn",
        "Secrets Manager tries to invoke the function when the rotation is set up",
        ROTATION_GUIDE,
    ),
    Order(
        "aws:rds/instance:Instance",
        "identifier",
        "aws:rds/eventSubscription:EventSubscription",
        "sourceIds",
        "SourceNotFound: a subscription names servers that exist",
        RDS_REFERENCE,
    ),
    Order(
        "aws:sqs/queuePolicy:QueuePolicy",
        "queueUrl",
        "aws:s3/bucketNotification:BucketNotification",
        "queues",
        "S3 tries to write to the queue when the notification is set up",
        S3_GUIDE,
    ),
    Order(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "role",
        "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup",
        "dms-vpc-role",
        "DMS takes the role dms-vpc-role, with its rights, to look at the subnets",
        DMS_GUIDE,
    ),
)
# What AWS stores without asking whether it exists; `environment` and others stand beside their types in the model.
NOT_LOOKED_UP: Mapping[str, frozenset[str]] = {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": frozenset({"alarmActions", "okActions"}),
    "aws:cloudwatch/dashboard:Dashboard": frozenset({"dashboardBody"}),
    "aws:cloudwatch/metricAlarm:MetricAlarm": frozenset({"alarmActions", "okActions", "dimensions", "metricQueries"}),
    "aws:lambda/function:Function": frozenset({"loggingConfig"}),
}
