"""Which settings of a template the provider refuses before AWS sees them."""

from typing import Any

import pytest
from pulumi.output import Unknown

from components.migration.mgn.model import faults
from tests.components.migration.samples import template
from tests.support.graph import Graph


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ({"dataPlaneRouting": "PUBLIC"}, "dataPlaneRouting", "'PUBLIC' is refused; allowed: PRIVATE_IP, PUBLIC_IP"),
        ({"bandwidthThrottling": 10001}, "bandwidthThrottling", "10001 are refused; allowed: 0 to 10000"),
        ({"bandwidthThrottling": True}, "bandwidthThrottling", "a long is expected, not True"),
        ({"createPublicIP": "no"}, "createPublicIP", "a boolean is expected, not 'no'"),
        ({"stagingAreaSubnetId": "172.16.0.0/24"}, "stagingAreaSubnetId", "is refused; allowed: subnet-"),
        ({"replicationServersSecurityGroupsIDs": ["vpc-1"]}, "replicationServersSecurityGroupsIDs[0]", "allowed: sg-"),
        ({"ebsEncryptionKeyArn": "key"}, "ebsEncryptionKeyArn", "3 characters are refused; allowed: 20 to 2048"),
        ({"createPublicIp": False}, "createPublicIp", "the service has no such setting"),
        ({"storageConfiguration": {"type": "EBS"}}, "storageConfiguration.storageType", "the service requires it"),
    ],
)
def test_a_setting_that_the_service_would_refuse_is_named(
    graph: Graph, change: dict[str, Any], path: str, reason: str
) -> None:
    good: dict[str, Any] = dict(template(graph, "replication")["settings"])
    assert list(faults("replication", good)) == []
    found = dict(faults("replication", good | change))
    assert reason in found[f"settings.{path}"]


def test_settings_that_are_missing_are_named_and_unknown_ones_pass() -> None:
    unknown = Unknown()
    found = dict(faults("replication", {"stagingAreaSubnetId": unknown, "ebsEncryptionKeyArn": unknown}))
    assert "settings.stagingAreaSubnetId" not in found
    assert found["settings.createPublicIP"] == "nothing is given; the service requires it"
    assert dict(faults("launch", {})) == {}
