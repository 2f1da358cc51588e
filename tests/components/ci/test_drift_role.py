"""What the drift role may remediate, and whom it may notify."""

from fnmatch import fnmatchcase

import pytest
import yaml
from policy_sentry.querying.actions import get_actions_with_access_level

from catalog import cloudwatch, ec2, lambda_
from config.project import PROJECT
from ops.drift.rules import Rules
from simulated_aws.deployment.actions import READING
from tests.components.ci.permissions import OTHER_KEY, program, role
from tests.support.samples import ACCOUNT
from tests.tools.escalation.places import places
from tools.escalation.search import steps
from tools.reference import actions

# What remediates each entry of the list.
REMEDIATIONS = {
    lambda_.FUNCTION.token: ["lambda:PutFunctionConcurrency"],
    "aws:vpc/securityGroup*Rule:*": [
        "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:ModifySecurityGroupRules",
        "ec2:RevokeSecurityGroupIngress",
    ],
    cloudwatch.METRIC_ALARM.token: ["cloudwatch:PutMetricAlarm"],
    cloudwatch.LOG_GROUP.token: ["logs:PutRetentionPolicy"],
    ec2.FLOW_LOG.token: ["ec2:CreateFlowLogs"],
    "*": ["ec2:CreateTags", "rds:AddTagsToResource", "sns:TagResource", "sqs:TagQueue", "s3:PutBucketTagging"],
}  # fmt: skip
NAMED = {
    "cloudwatch": f"arn:aws:cloudwatch:eu-west-2:{ACCOUNT}:alarm:queue-age-prod",
    "lambda": f"arn:aws:lambda:eu-west-2:{ACCOUNT}:function:payment-processor-prod",
    "logs": f"arn:aws:logs:eu-west-2:{ACCOUNT}:log-group:/payments/payment-processor-prod:*",
    "rds": f"arn:aws:rds:eu-west-2:{ACCOUNT}:db:database-prod",
    "s3": "arn:aws:s3:::transfer-landing-files-bucket-prod-1a2b3c4",
    "sns": f"arn:aws:sns:eu-west-2:{ACCOUNT}:alerts-topic-prod-1a2b3c4",
    "sqs": f"arn:aws:sqs:eu-west-2:{ACCOUNT}:queue-queue-prod-1a2b3c4",
}
# What runs code, lets somebody in, or loses something, by its own action.
DANGEROUS = (
    "*:Delete*", "*:PassRole", "*Policy", "*Permission", "iam:*", "kms:*", "lambda:*Code", "lambda:*Configuration",
    "lambda:Invoke*", "lambda:Publish*", "secretsmanager:*", "*:Set*", "*:Subscribe", "*:Modify*", "*:Create*",
)  # fmt: skip
# What the list asks for all the same: by action, why.
ASKED_FOR = {
    "ec2:CreateFlowLogs": "a flow log that is gone is made again",
    "ec2:CreateTags": "tags are set back",
    "ec2:DeleteTags": "tags are set back",
    "ec2:ModifySecurityGroupRules": "a rule is set back",
    "iam:PassRole": "a flow log has a role, which that service alone is given",
    "lambda:DeleteFunctionConcurrency": "the reserved concurrency is set back to none",
    "logs:DeleteRetentionPolicy": "the retention is set back to none",
    "logs:PutRetentionPolicy": "the retention is set back",
}


def test_drift_may_remediate_what_is_on_the_list_and_nothing_that_is_for_people() -> None:
    rules = yaml.safe_load((PROJECT / "ops" / "drift" / "remediation.yaml").read_text())
    drifting = role("drift")
    for entry in rules["remediate"]:
        for action in REMEDIATIONS[entry["type"]]:
            assert drifting.may(action, NAMED.get(action.split(":")[0], "*")), action
    for action in (
        "rds:ModifyDBInstance", "rds:DeleteDBInstance", "kms:ScheduleKeyDeletion", "kms:TagResource",
        "secretsmanager:UpdateSecret", "secretsmanager:TagResource", "iam:PutRolePolicy", "iam:TagRole",
        "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "lambda:InvokeFunction",
        "lambda:AddPermission", "ec2:CreateVpc", "s3:PutBucketPolicy", "sqs:SetQueueAttributes",
    ):  # fmt: skip
        resource = NAMED.get(action.split(":")[0], f"arn:aws:iam::{ACCOUNT}:role/a-role-prod-1")
        assert not drifting.may(action, resource), action
    other = NAMED["lambda"].replace("-prod", "-dev")
    assert drifting.may("lambda:PutFunctionConcurrency", NAMED["lambda"])
    assert not drifting.may("lambda:PutFunctionConcurrency", other)


def test_drift_does_nothing_dangerous_that_the_list_does_not_ask_for() -> None:
    remediating = (
        statement
        for document in role("drift").documents
        if document.name.endswith("drift-policy")
        for statement in document.statements
    )
    allowed = {action for statement in remediating for action in statement.actions or ()}
    assert len(allowed) > 50
    assert {action for action in allowed if any(fnmatchcase(action, one) for one in DANGEROUS)} == ASKED_FOR.keys()


def test_drift_notifies_the_encrypted_topic() -> None:
    topic = f"arn:aws:sns:eu-west-2:{ACCOUNT}:{program('prod').one('alerts-topic').name}-prod-1a2b3c4"
    assert role("drift").may("sns:Publish", topic)
    assert role("drift").may("kms:GenerateDataKey", OTHER_KEY, kms__ViaService="sns.eu-west-2.amazonaws.com")
    assert not role("preview").may("sns:Publish", topic)


def remediating() -> set[str]:
    """What the policy allows that is for the remediation, but for the topic that is notified."""
    (document,) = (one for one in role("drift").documents if one.name.endswith("drift-policy"))
    return {action for one in document.statements for action in one.actions or ()} - {"sns:Publish"}


def test_drift_may_do_what_the_list_needs_and_no_more() -> None:
    needed = {action for action in actions.remediating(Rules.read()) if not READING.fullmatch(action)}
    assert remediating() == needed - {action for action in needed if action.startswith("kms:")}


@pytest.mark.parametrize("left_out", range(len(Rules.read().remediate)))
def test_each_entry_of_the_list_is_why_drift_may_do_something(left_out: int) -> None:
    rules = Rules.read()
    kept = [entry for number, entry in enumerate(rules.remediate) if number != left_out]
    less = actions.remediating(rules.model_copy(update={"remediate": tuple(kept)}))
    assert less < actions.remediating(rules)


def test_drift_changes_no_permissions_but_by_the_role_of_flow_logs() -> None:
    services = {action.partition(":")[0] for action in remediating()}
    managing = {
        action for service in services for action in get_actions_with_access_level(service, "Permissions management")
    }
    assert len(managing) > 100
    assert remediating() & managing == {"iam:PassRole"}


def test_drift_comes_to_no_other_role() -> None:
    for place in places():
        drifting = [one for one in place.identities if one.name == "drift"]
        assert drifting
        assert [step.method for one in drifting for step in steps(place, one)] == []
