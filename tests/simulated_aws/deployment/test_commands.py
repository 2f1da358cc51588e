"""The action that a call asks for has the operation's name, or is in the table of the others."""

import pytest

from simulated_aws.deployment.commands import OTHERWISE, action_of, actions_of


@pytest.mark.parametrize(
    ("service", "operation", "action"),
    [
        ("accessanalyzer", "ValidatePolicy", "access-analyzer:ValidatePolicy"),
        ("lambda", "GetLayerVersionByArn", "lambda:GetLayerVersion"),
        ("service-quotas", "GetServiceQuota", "servicequotas:GetServiceQuota"),
        ("s3", "DeleteObjects", "s3:DeleteObjectVersion"),
        ("sqs", "GetQueueUrl", "sqs:GetQueueUrl"),
    ],
)
def test_a_call_asks_for_an_action(service: str, operation: str, action: str) -> None:
    assert action_of(service, operation) == action


def test_a_call_without_an_action_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"IAM has no action s3:HeadObject for s3\.HeadObject"):
        action_of("s3", "HeadObject")


def test_the_own_identity_is_for_everybody() -> None:
    assert actions_of({"sts": ["GetCallerIdentity"], "kms": ["DescribeKey"]}) == {"kms:DescribeKey"}


@pytest.mark.parametrize("name", OTHERWISE)
def test_only_what_has_another_name_is_in_the_table(name: str) -> None:
    service, _, operation = name.partition(":")
    assert action_of(service, operation) == OTHERWISE[name] != name
