"""What the roles of a stack may ever do, whatever somebody attaches to them."""

from collections.abc import Sequence

from pulumi import Input, Output

from components.ci.statements import deny, named_arns
from foundation.policies import Statement, allow

# What a role of the program, or one of AWS's policies that the program attaches, has of any resource. None of it
# changes permissions or code, or reads what is secret.
ANY = (
    "acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:DescribeCertificate", "acm:RequestCertificate",
    "appconfig:GetLatestConfiguration", "appconfig:StartConfigurationSession", "application-autoscaling:*Scal*",
    "application-autoscaling:TagResource", "arc-region-switch:ApprovePlanExecutionStep", "arc-region-switch:GetPlan*",
    "arc-region-switch:ListPlanExecutions", "cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarm*",
    "cloudwatch:GetMetricStatistics", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource",
    "codedeploy:GetDeploymentConfig", "drs:*ForDrs", "drs:CreateSource*", "drs:TagResource", "ec2:*NetworkAcl*",
    "ec2:*NetworkInterface", "ec2:*PrivateIpAddresses", "ec2:*SecurityGroup*", "ec2:CreateSnapshot", "ec2:CreateTags",
    "ec2:Describe*", "ec2:GetManagedPrefixListEntries", "ec2:ModifyNetworkInterfaceAttribute", "ec2:ModifyVpcEndpoint",
    "ec2messages:*Message*", "ec2messages:GetEndpoint", "ec2messages:SendReply", "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer",
    "ecs:Describe*", "elasticloadbalancing:*Listener*", "elasticloadbalancing:*LoadBalancer*",
    "elasticloadbalancing:*Rule*", "elasticloadbalancing:*Target*", "elasticloadbalancing:AddTags", "kms:Decrypt",
    "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "logs:CreateLog*", "logs:Describe*", "logs:GetLogEvents",
    "logs:PutLogEvents", "logs:PutRetentionPolicy", "logs:TagResource", "mgh:*CreatedArtifact",
    "mgh:CreateProgressUpdateStream", "mgh:GetHomeRegion", "mgh:ImportMigrationTask", "mgh:NotifyMigrationTaskState",
    "mgh:PutResourceAttributes", "mgn:*ForMgn", "rds:DescribeDBInstance*",
    "route53-recovery-cluster:*RoutingControlState*", "route53-recovery-control-config:Describe*",
    "route53:ListResourceRecordSets", "sns:Publish", "ssm:DescribeAssociation", "ssm:DescribeDocument",
    "ssm:GetDeployable*", "ssm:GetDocument", "ssm:GetManifest", "ssm:GetParameter", "ssm:GetParameters",
    "ssm:List*Associations", "ssm:PutComplianceItems", "ssm:PutConfigurePackageResult", "ssm:PutInventory",
    "ssm:Update*AssociationStatus", "ssm:UpdateInstanceInformation", "ssmmessages:*Channel", "tag:GetResources",
    "transfer:*HostKey*", "xray:Put*",
)  # fmt: skip
# What they have of what is named by their own stack alone.
NAMED = (
    "codedeploy:*Deployment*", "codedeploy:*Revision", "dynamodb:GetItem", "dynamodb:PutItem", "lambda:Get*",
    "lambda:InvokeFunction", "lambda:UpdateAlias", "lambda:UpdateEventSourceMapping", "rds:ModifyDBInstance",
    "rds:PromoteReadReplica", "rds:RebootDBInstance", "s3:DeleteObject*", "s3:GetBucketLocation",
    "s3:GetBucketNotification", "s3:GetObject*", "s3:GetReplicationConfiguration", "s3:ListBucket",
    "s3:PutBucketNotification", "s3:PutObject",
    "s3:PutObject*Tagging", "s3:Replicate*", "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue",
    "secretsmanager:ListSecretVersionIds", "secretsmanager:PutSecretValue", "secretsmanager:RotateSecret",
    "secretsmanager:StopReplicationToReplica", "secretsmanager:UpdateSecretVersionStage", "sqs:*Message",
    "sqs:GetQueueAttributes",
)  # fmt: skip
# GuardDuty finds out of new files by a rule of this name.
RULES = "arn:aws:events:*:{0}:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*"
# What another account may share, by a policy of its own.
SHARED = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
NEW_FILES = ("events:*Rule", "events:*Targets*")
ITSELF = ("iam:SimulatePrincipalPolicy",)
# ECS makes those of the load balancer and of its scaling.
LINKED = ("iam:CreateServiceLinkedRole",)
ALLOWED = (ANY, NAMED, NEW_FILES, SHARED, ITSELF, LINKED)
FILES, KEYS = ("s3:*",), ("kms:*",)
DENIED = (FILES, KEYS)


def program_boundary(
    account_id: Input[str],
    stack: str,
    *,
    buckets: Sequence[Input[str]],
    keys: Sequence[Input[str]],
) -> list[Statement]:
    """All that a role of a stack may ever do: what it does to what has a name, to that of its own stack alone.

    `buckets` and `keys` are those of the state, of its copies and of their logs, by ARN.
    """
    return [
        allow(ANY, "*"),
        allow(NAMED, named_arns(NAMED, account_id, stack)),
        allow(NEW_FILES, Output.format(RULES, account_id)),
        allow(SHARED, "*", {"StringNotEquals": {"aws:ResourceAccount": account_id}}),
        allow(ITSELF, Output.format(f"arn:aws:iam::{{0}}:role/*-{stack}-*", account_id)),
        allow(LINKED, Output.format("arn:aws:iam::{0}:role/aws-service-role/*", account_id)),
        deny(FILES, [*buckets, *(Output.format("{0}/*", bucket) for bucket in buckets)]),
        deny(KEYS, keys),
    ]


def copying_boundary(*, buckets: Sequence[Input[str]], keys: Sequence[Input[str]]) -> list[Statement]:
    """All that the role may ever do that copies the state between these buckets, with these keys."""
    return [
        allow(
            ["s3:GetObjectVersion*", "s3:GetReplicationConfiguration", "s3:ListBucket", "s3:Replicate*"],
            [*buckets, *(Output.format("{0}/*", bucket) for bucket in buckets)],
        ),
        allow(["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], keys),
    ]
