"""What the program's services are asked for: by whoever looks, and by whoever deploys.

The verbs are those that AWS's own resource types declare for what the program makes, and what Pulumi's provider asks
besides; a test holds them against the registry.
"""

from collections.abc import Mapping, Sequence

Rights = Mapping[str, Sequence[str]]

# Descriptions alone: no object, no message, no value of a secret or of a parameter.
READ: Rights = {
    "appconfig": ("Get*", "List*"),
    "apprunner": ("Describe*", "List*"),
    "arc-region-switch": ("Get*", "List*"),
    "cloudwatch": ("Describe*", "GetDashboard", "List*"),
    "codedeploy": ("BatchGet*", "Get*", "List*"),
    "dms": ("Describe*", "List*"),
    "ec2": ("Describe*", "GetManagedPrefixList*"),
    "ecs": ("Describe*", "List*"),
    "events": ("Describe*", "List*"),
    "fis": ("Get*", "List*"),
    "guardduty": ("GetMalwareProtectionPlan", "List*"),
    "kms": ("DescribeKey", "GetKey*", "List*"),
    "lambda": ("Get*", "List*"),
    "logs": ("Describe*", "GetDataProtectionPolicy", "List*"),
    "mgn": ("Describe*", "List*"),
    "network-firewall": ("Describe*", "List*"),
    "ram": ("Get*", "List*"),
    "rds": ("Describe*", "List*"),
    "s3": ("GetAccelerate*", "GetBucket*", "GetEncryption*", "GetLifecycle*", "GetReplication*", "ListBucket"),
    "secretsmanager": ("DescribeSecret", "GetResourcePolicy", "List*"),
    "sns": ("Get*", "List*"),
    "sqs": ("GetQueue*", "ListQueue*"),
    "tag": ("GetResources",),
    "transfer": ("Describe*", "List*"),
}
# These services answer from one place, whatever the region of what they are asked for.
GLOBAL_READ: Rights = {
    "budgets": ("ListTagsForResource", "ViewBudget"),
    "ce": ("Describe*", "Get*", "List*"),
    "iam": ("GetInstanceProfile", "GetPolicy*", "GetRole*", "List*"),
    "route53": ("Get*", "List*"),
    "route53-recovery-control-config": ("Describe*", "List*"),
}
WRITE: Rights = {
    "appconfig": ("Create*", "Delete*", "Start*", "Stop*", "Tag*", "Untag*", "Update*"),
    "apprunner": ("Create*", "Delete*", "Tag*", "Untag*", "Update*"),
    "arc-region-switch": ("Create*", "Delete*", "Tag*", "Untag*", "Update*"),
    "cloudwatch": ("Delete*", "Put*", "Tag*", "Untag*"),
    "codedeploy": ("Create*", "Delete*", "Register*", "Stop*", "Tag*", "Untag*", "Update*"),
    "dms": ("Add*", "Create*", "Delete*", "Import*", "Modify*", "Remove*"),
    "ec2": (
        "AllocateAddress", "Associate*", "Authorize*", "Create*", "Delete*", "Disassociate*", "Modify*",
        "Release*", "Replace*", "Revoke*", "UpdateSecurityGroup*",
    ),
    "ecs": ("Create*", "Delete*", "PutClusterCapacityProviders", "Register*", "Tag*", "Untag*", "Update*"),
    "events": ("DeleteRule", "PutRule", "PutTargets", "RemoveTargets", "Tag*", "Untag*"),
    "fis": ("Create*", "Delete*", "Tag*", "Untag*", "Update*"),
    "guardduty": ("CreateMalware*", "DeleteMalware*", "Tag*", "Untag*", "UpdateMalware*"),
    "kms": (
        "Create*", "DeleteAlias", "Disable*", "Enable*", "Encrypt", "Generate*", "PutKeyPolicy",
        "ScheduleKeyDeletion", "Tag*", "Untag*", "Update*",
    ),
    "lambda": (
        "Add*", "Create*", "Delete*", "Invoke*", "Publish*", "Put*", "Remove*", "Tag*", "Untag*", "Update*",
    ),
    "logs": ("Associate*", "Create*", "Delete*", "Disassociate*", "Put*", "Tag*", "Untag*", "Update*"),
    "mgn": ("Create*", "Delete*", "InitializeService", "Tag*", "Untag*", "Update*"),
    "network-firewall": ("Associate*", "Create*", "Delete*", "Disassociate*", "Tag*", "Untag*", "Update*"),
    "ram": ("Associate*", "Create*", "Delete*", "Disassociate*", "Tag*", "Untag*", "Update*"),
    "rds": (
        "Add*", "Create*", "Delete*", "Modify*", "Promote*", "Reboot*", "Remove*", "Reset*", "Restore*", "Start*",
        "Stop*",
    ),
    "s3": (
        "CreateBucket", "DeleteBucket*", "PutBucket*", "PutEncryption*", "PutLifecycle*", "PutReplication*", "Tag*",
        "Untag*",
    ),
    "secretsmanager": (
        "CancelRotate*", "CreateSecret", "Delete*", "PutResource*", "Remove*", "Replicate*", "Restore*", "Rotate*",
        "Tag*", "Untag*", "UpdateSecret",
    ),
    "sns": ("Create*", "Delete*", "Publish", "Set*", "Subscribe", "Unsubscribe", "Tag*", "Untag*"),
    "sqs": ("Create*", "Delete*", "Set*", "TagQueue", "UntagQueue"),
    "transfer": ("Create*", "Delete*", "Import*", "Start*", "Stop*", "Tag*", "Untag*", "Update*"),
}  # fmt: skip
GLOBAL_WRITE: Rights = {
    "budgets": ("ModifyBudget", "TagResource", "UntagResource"),
    "ce": ("Create*", "Delete*", "TagResource", "UntagResource", "Update*"),
    "route53": ("Change*", "Create*", "Delete*", "Update*"),
    "route53-recovery-control-config": ("Create*", "Delete*", "TagResource", "UntagResource", "Update*"),
}
# What drift puts right (`ops/drift/remediation.yaml`): first what AWS names by itself, then what the program names.
REMEDY: Rights = {
    "ec2": (
        "AuthorizeSecurityGroup*", "CreateFlowLogs", "CreateTags", "DeleteTags", "ModifySecurityGroupRules",
        "RevokeSecurityGroup*", "UpdateSecurityGroupRule*",
    ),
    **{
        service: ("TagResource", "UntagResource")
        for service in (
            "appconfig", "apprunner", "arc-region-switch", "cloudwatch", "codedeploy", "ecs", "events", "fis",
            "guardduty", "lambda", "logs", "network-firewall", "ram", "sns", "transfer",
        )
    },
    "dms": ("AddTagsToResource", "RemoveTagsFromResource"),
    "rds": ("AddTagsToResource", "RemoveTagsFromResource"),
    "s3": ("PutBucketTagging",),
    "sqs": ("TagQueue", "UntagQueue"),
}  # fmt: skip
REMEDY_NAMED: Rights = {
    "cloudwatch": ("PutMetricAlarm",),
    # A change of a function's settings is a new version, whose roll-out a function starts.
    "lambda": ("InvokeFunction", "PublishVersion", "PutFunctionConcurrency", "UpdateFunctionConfiguration"),
    "logs": ("PutRetentionPolicy",),
    "sns": ("Publish",),
    "sqs": ("SetQueueAttributes",),
}
