"""An experiment's targets are named as its actions take them."""

from typing import Any

import pytest

from catalog import fis
from simulated_aws.rules import value_faults

ACTION = {
    "name": "pause",
    "actionId": "aws:s3:bucket-pause-replication",
    "parameters": [{"key": "duration", "value": "PT5M"}, {"key": "region", "value": "eu-west-1"}],
    "target": {"key": "Buckets", "value": "buckets"},
}
TARGET = {"name": "buckets", "resourceType": "aws:s3:bucket", "selectionMode": "ALL"}


def reasons(**target: Any) -> list[str]:
    template = {
        "roleArn": "arn:aws:iam::123456789012:role/fis",
        "description": "Replication stops",
        "actions": [ACTION],
        "targets": [TARGET | target],
        "stopConditions": [{"source": "none"}],
    }
    return [fault.reason for fault in value_faults(fis.EXPERIMENT_TEMPLATE.token, template)]


def test_buckets_are_targeted_by_tags() -> None:
    assert reasons(resourceTags=[{"key": "Chaos", "value": "Allowed"}]) == []
    assert reasons(resourceArns=["arn:aws:s3:::files"]) == ["aws:s3:bucket is only targeted by tags"]


@pytest.mark.parametrize(
    "target", [{}, {"resourceTags": [{"key": "a", "value": "b"}], "resourceArns": ["arn:aws:s3:::files"]}]
)
def test_a_target_has_arns_or_tags(target: dict[str, Any]) -> None:
    assert "either ARNs or tags are expected" in reasons(**target)
