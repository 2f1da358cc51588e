"""The region that a call is signed for is what the service's endpoint rules say."""

import pytest

from catalog import SERVICES
from simulated_aws.deployment.signing import region_of, regions_of


@pytest.mark.parametrize(
    ("action", "region"),
    [
        ("sqs:CreateQueue", "eu-west-2"),
        ("s3:PutEncryptionConfiguration", "eu-west-2"),
        ("iam:CreateRole", "us-east-1"),
        # No operation of their services.
        ("iam:PassRole", "us-east-1"),
        ("budgets:ModifyBudget", "us-east-1"),
        ("ce:CreateAnomalyMonitor", "us-east-1"),
        ("route53:CreateHealthCheck", "us-east-1"),
        ("route53-recovery-control-config:CreateCluster", "us-west-2"),
        # Its operations choose: the control plane answers from one region, and executions from each.
        ("arc-region-switch:CreatePlan", "us-east-1"),
        ("arc-region-switch:StartPlanExecution", "eu-west-2"),
        ("tag:GetResources", "eu-west-2"),
    ],
)
def test_a_call_is_signed_for_the_region_of_its_endpoint(action: str, region: str) -> None:
    assert region_of(action, "eu-west-2") == region


def test_every_service_of_the_catalog_has_endpoints() -> None:
    assert all(regions_of(service, "eu-west-1") for service in SERVICES)
    assert regions_of("arc-region-switch", "eu-west-1") == {"eu-west-1", "us-east-1"}
