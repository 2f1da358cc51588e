"""What AWS wants to exist before something else although no input says so."""

from dataclasses import dataclass

from catalog import dms, ec2, iam, lambda_, rds, s3, secretsmanager, sqs
from catalog.resource_type import ResourceType

LAMBDA_GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"
EC2_ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
DMS_GUIDE = "https://docs.aws.amazon.com/dms/latest/userguide/security-iam.html"
ROTATION_GUIDE = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html"
RDS_REFERENCE = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html"
S3_GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html"


@dataclass(frozen=True)
class Order:
    """Resources of one type come before those of another with the same relation.

    They belong together where `first_input` and `then_input` name the same thing, by its name or at the end of its
    ARN; a subnet stands for its network.
    """

    first: ResourceType
    first_input: str
    then: ResourceType
    then_input: str
    reason: str
    source: str


ORDERS: tuple[Order, ...] = (
    Order(
        iam.ROLE_POLICY,
        "role",
        lambda_.FUNCTION,
        "role",
        "Lambda tries the role's permission to make network interfaces when the function is made",
        LAMBDA_GUIDE,
    ),
    Order(
        ec2.INTERNET_GATEWAY,
        "vpcId",
        ec2.NAT_GATEWAY,
        "subnetId",
        "Gateway.NotAttached: a public NAT gateway needs the network's internet gateway",
        EC2_ERRORS,
    ),
    Order(
        lambda_.PERMISSION,
        "function",
        secretsmanager.SECRET_ROTATION,
        "rotationLambdaArn",
        "Secrets Manager tries to invoke the function when the rotation is set up",
        ROTATION_GUIDE,
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
        sqs.QUEUE_POLICY,
        "queueUrl",
        s3.BUCKET_NOTIFICATION,
        "queues",
        "S3 tries to write to the queue when the notification is set up",
        S3_GUIDE,
    ),
    Order(
        iam.ROLE_POLICY_ATTACHMENT,
        "role",
        dms.REPLICATION_SUBNET_GROUP,
        "dms-vpc-role",
        "DMS assumes the role dms-vpc-role, with its permissions, to look at the subnets",
        DMS_GUIDE,
    ),
)
