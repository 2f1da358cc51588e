"""The policy of each service's endpoint names actions that exist."""

import pytest

from catalog.private_link import WITHOUT_ACTIONS, iam_prefix
from simulated_aws.endpoints import services
from simulated_aws.kinds.languages.policies import prefixes


def test_each_service_that_has_an_endpoint_has_actions_or_is_refused_with_a_reason() -> None:
    assert len(services()) > 200
    unknown = {service for service in services() if iam_prefix(service) not in prefixes()}
    # A service on the list whose actions are known by now can be taken.
    assert unknown == WITHOUT_ACTIONS.keys()


@pytest.mark.parametrize(
    ("service", "prefix"),
    [
        ("sqs", "sqs"),
        ("ecr.dkr", "ecr"),
        ("kinesis-streams", "kinesis"),
        ("kinesis-firehose", "firehose"),
        ("git-codecommit-fips", "codecommit"),
        ("kms-fips", "kms"),
        ("deviceadvisor.iot", "iotdeviceadvisor"),
        ("email-smtp", "ses"),
    ],
)
def test_a_service_is_known_by_the_prefix_of_its_actions(service: str, prefix: str) -> None:
    assert iam_prefix(service) == prefix
