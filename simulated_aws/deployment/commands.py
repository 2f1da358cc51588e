"""The actions of IAM that calls of AWS's API ask for."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

from botocore import session

from simulated_aws.deployment.authorization import exists

# The operations whose action has another name.
OTHERWISE = {
    # Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html: whoever may
    # see a budget may see whom it notifies.
    "budgets:DescribeBudget": "budgets:ViewBudget",
    "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
    "budgets:DescribeSubscribersForNotification": "budgets:ViewBudget",
    # Source: botocore: lambda.GetLayerVersionByArn, which is GetLayerVersion with another parameter.
    "lambda:GetLayerVersionByArn": "lambda:GetLayerVersion",
    # Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html; to delete objects
    # by their versions is to delete versions.
    "s3:DeleteObjects": "s3:DeleteObjectVersion",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
}
# The services whose requests are signed for another name than IAM's.
SIGNED_OTHERWISE = {"monitoring": "cloudwatch", "tagging": "tag"}
# What AWS answers to whoever asks, whatever a policy says. Source: botocore: sts.GetCallerIdentity.
FREE = "sts:GetCallerIdentity"


def actions_of(calls: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The actions that operations ask for, by the services' names in botocore; raises LookupError for one without."""
    found = {action_of(service, operation) for service, operations in calls.items() for operation in operations}
    return frozenset(found - {FREE})


@cache
def action_of(service: str, operation: str) -> str:
    """The action that an operation asks for, such as `s3:ListAllMyBuckets`; raises LookupError where IAM has none."""
    # IAM has most services under the name that their requests are signed for.
    signed = str(_model(service).signing_name)
    prefix = SIGNED_OTHERWISE.get(signed, signed)
    action = OTHERWISE.get(f"{prefix}:{operation}", f"{prefix}:{operation}")
    if not exists(action):
        raise LookupError(f"IAM has no action {action} for {service}.{operation}")
    return action


@cache
def _model(service: str) -> Any:
    return cast(Any, session.Session()).get_service_model(service)
