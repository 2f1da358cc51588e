"""The SFTP server: inside the network, with current cryptography and a log of its own."""

import pulumi
import pytest

from tests.components.migration.samples import arn, build_transfer, make_transfer
from tests.support.graph import Graph
from tests.support.samples import in_region


def test_the_server_takes_sftp_inside_the_network_with_current_cryptography(graph: Graph) -> None:
    server = graph.one("transfer-sftp-server").inputs
    assert server["protocols"] == ["SFTP"]
    assert server["endpointType"] == "VPC"
    assert server["securityPolicyName"] == "TransferSecurityPolicy-2025-03"
    assert server["s3StorageOptions"] == {"directoryListingOptimization": "ENABLED"}
    assert server["protocolDetails"] == {"setStatOption": "ENABLE_NO_OP"}
    details = server["endpointDetails"]
    assert details["securityGroupIds"] == [graph.one("network-group-transfer").id]
    assert {graph.by_id(subnet).name for subnet in details["subnetIds"]} == {
        "network-private-subnet-a",
        "network-private-subnet-b",
    }
    assert "addressAllocationIds" not in details


def test_the_server_logs_in_a_group_of_its_own(graph: Graph) -> None:
    log = graph.one("transfer-sftp-log")
    assert graph.one("transfer-sftp-server").inputs["structuredLogDestinations"] == [f"{log.properties['arn']}:*"]
    assert log.inputs["kmsKeyId"] == arn(graph, "transfer-landing-key")
    assert log.inputs["name"] == "/payments/transfer-test"


def test_partners_connect_to_the_endpoint_in_the_network_by_its_name_for_the_region() -> None:
    graph = in_region(lambda region: pulumi.export("endpoint", make_transfer(region).endpoint))
    endpoint_id = graph.one("transfer-sftp-server").properties["endpointDetails"]["vpcEndpointId"]
    assert graph.outputs["endpoint"] == f"{endpoint_id}-1a2b3c4d.server.transfer.eu-west-2.vpce.amazonaws.com"


def test_without_a_second_region_nothing_is_replicated(graph: Graph) -> None:
    assert graph.of("BucketReplicationConfig") == []
    assert graph.one("transfer-host-keys-secret").inputs["replicas"] == []


@pytest.mark.parametrize("second_region", [None, "eu-west-1"])
def test_a_preview_plans_the_same(second_region: str | None) -> None:
    planned = build_transfer(preview=True, second_region=second_region)
    assert {item.urn for item in planned} == {item.urn for item in build_transfer(second_region=second_region)}


def test_a_network_that_lacks_a_group_is_refused() -> None:
    with pytest.raises(ValueError, match="the network has no security group transfer"):
        build_transfer(clients=())
