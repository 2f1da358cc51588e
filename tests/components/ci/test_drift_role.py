"""What the drift role may remediate, and whom it may notify."""

import yaml

from catalog import cloudwatch, ec2, lambda_, sqs
from config.project import PROJECT
from tests.components.ci.permissions import OTHER_KEY, program, role
from tests.support.samples import ACCOUNT

# What remediates each entry of the list.
REMEDIES = {
    lambda_.FUNCTION.token: ["lambda:PutFunctionConcurrency", "lambda:UpdateFunctionConfiguration"],
    "aws:vpc/securityGroup*Rule:*": [
        "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:ModifySecurityGroupRules",
        "ec2:RevokeSecurityGroupIngress",
    ],
    cloudwatch.METRIC_ALARM.token: ["cloudwatch:PutMetricAlarm"],
    cloudwatch.LOG_GROUP.token: ["logs:PutRetentionPolicy"],
    ec2.FLOW_LOG.token: ["ec2:CreateFlowLogs"],
    sqs.QUEUE.token: ["sqs:SetQueueAttributes"],
    "*": ["ec2:CreateTags", "rds:AddTagsToResource", "sns:TagResource", "sqs:TagQueue", "s3:PutBucketTagging"],
}  # fmt: skip
NAMED = {
    "cloudwatch": f"arn:aws:cloudwatch:eu-west-2:{ACCOUNT}:alarm:queue-age-prod",
    "lambda": f"arn:aws:lambda:eu-west-2:{ACCOUNT}:function:payment-processor-prod",
    "logs": f"arn:aws:logs:eu-west-2:{ACCOUNT}:log-group:/payments/payment-processor-prod:*",
    "sqs": f"arn:aws:sqs:eu-west-2:{ACCOUNT}:queue-queue-prod-1a2b3c4",
}


def test_drift_may_remediate_what_is_on_the_list_and_nothing_that_is_for_people() -> None:
    rules = yaml.safe_load((PROJECT / "ops" / "drift" / "remediation.yaml").read_text())
    drifting = role("drift")
    for entry in rules["remediate"]:
        for action in REMEDIES[entry["type"]]:
            assert drifting.may(action, NAMED.get(action.split(":")[0], "*")), action
    for action in (
        "rds:ModifyDBInstance", "rds:DeleteDBInstance", "kms:ScheduleKeyDeletion", "kms:TagResource",
        "secretsmanager:UpdateSecret", "secretsmanager:TagResource", "iam:PutRolePolicy", "iam:TagRole",
        "lambda:UpdateFunctionCode", "lambda:AddPermission", "ec2:CreateVpc", "s3:PutBucketPolicy",
    ):  # fmt: skip
        assert not drifting.may(action, f"arn:aws:iam::{ACCOUNT}:role/a-role-prod-1"), action
    other = NAMED["lambda"].replace("-prod", "-dev")
    assert not drifting.may("lambda:UpdateFunctionConfiguration", other)


def test_drift_notifies_the_encrypted_topic() -> None:
    topic = f"arn:aws:sns:eu-west-2:{ACCOUNT}:{program('prod').one('alerts-topic').name}-prod-1a2b3c4"
    assert role("drift").may("sns:Publish", topic)
    assert role("drift").may("kms:GenerateDataKey", OTHER_KEY, kms__ViaService="sns.eu-west-2.amazonaws.com")
    assert not role("preview").may("sns:Publish", topic)
