"""The tags that resources carry, and the types that can have none."""

from collections.abc import Iterator

from policy.checks.stacks import stack_check
from policy.resources import Stack, Violation

TAGS = ("CostCenter", "Environment", "ManagedBy", "Name", "Owner", "Project")
# AWS has no tags for these, or Pulumi's provider has no property for them.
UNTAGGABLE = {
    "acm": ("certificateValidation",),
    "appconfig": ("extensionAssociation", "hostedConfigurationVersion"),
    "cloudwatch": ("dashboard", "eventTarget", "logMetricFilter", "logResourcePolicy", "queryDefinition"),
    "costexplorer": ("costAllocationTag",),
    "dynamodb": ("tableItem",),
    "ec2": ("route", "routeTableAssociation", "vpcBlockPublicAccessOptions"),
    "iam": ("rolePolicy", "rolePolicyAttachment"),
    "kms": ("alias",),
    "lambda": ("alias", "functionEventInvokeConfig", "functionRecursionConfig", "invocation", "permission"),
    "networkfirewall": ("loggingConfiguration",),
    "ram": ("principalAssociation", "resourceAssociation"),
    "rds": ("instanceAutomatedBackupsReplication",),
    "route53": ("record", "resolverFirewallConfig", "resolverFirewallRule", "resolverQueryLogConfigAssociation"),
    "s3": (
        "bucketLifecycleConfiguration",
        "bucketLogging",
        "bucketNotification",
        "bucketOwnershipControls",
        "bucketPolicy",
        "bucketPublicAccessBlock",
        "bucketReplicationConfig",
        "bucketServerSideEncryptionConfiguration",
        "bucketVersioning",
    ),
    "secretsmanager": ("secretPolicy", "secretRotation"),
    "signer": ("signingJob",),
    "sns": ("topicPolicy", "topicSubscription"),
    "sqs": ("queuePolicy", "redriveAllowPolicy"),
    "transfer": ("sshKey",),
}


@stack_check("tags=naming.tags(...): who pays, who is responsible, and where it belongs")
def tagged(stack: Stack) -> Iterator[Violation]:
    """Each resource that can have tags has those of the platform."""
    for item in stack.resources:
        package, module, _ = f"{item.type}::".split(":", 2)
        service, _, kind = module.partition("/")
        if package == "aws" and kind not in UNTAGGABLE.get(service, ()):
            missing = [tag for tag in TAGS if tag not in (item.values.at("tags") or {})]
            if missing:
                yield Violation(resource=item, text=f"it lacks {', '.join(missing)}")
