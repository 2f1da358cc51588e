"""The endpoints of AWS's services: where they are, and what they let pass."""

from ipaddress import IPv4Network
from typing import Any

import pytest
from pulumi_random import RandomId

from components.network import Network
from config.traffic import TrafficArgs
from foundation.region import Region
from tests.support.samples import build_network, in_region, network_args, plan

WITHIN = {"aws:PrincipalAccount": "123456789012", "aws:ResourceAccount": "123456789012"}


@pytest.mark.parametrize(("zones", "of"), [("all", "abc"), ("two", "ab"), ("one", "a")])
def test_interface_endpoints_are_in_as_many_zones_as_are_paid_for(zones: str, of: str) -> None:
    graph = build_network(addresses=plan("abc"), endpoint_zones=zones, extra_interface_endpoints=("sqs",))
    subnets = [graph.one(f"network-private-subnet-{zone}").id for zone in of]
    assert graph.one("network-endpoint-sqs").inputs["subnetIds"] == subnets


def test_interface_endpoints_answer_under_the_usual_name_within_this_account_only() -> None:
    network = build_network(extra_interface_endpoints=("kms", "secretsmanager"))
    private = {network.one(f"network-private-subnet-{zone}").id for zone in "ab"}
    for service in ("kms", "secretsmanager"):
        endpoint = network.one(f"network-endpoint-{service}")
        assert endpoint.inputs["serviceName"] == f"com.amazonaws.eu-west-2.{service}"
        assert endpoint.inputs["vpcEndpointType"] == "Interface"
        assert endpoint.inputs["privateDnsEnabled"] is True
        assert set(endpoint.inputs["subnetIds"]) == private
        assert endpoint.inputs["securityGroupIds"] == [network.one("network-group-endpoints").id]
        (statement,) = endpoint.policy()
        assert statement["Action"] == f"{service}:*"
        assert statement["Condition"] == {"StringEquals": WITHIN}


def test_what_is_lent_is_read_and_nothing_else_of_its_account_is_reached() -> None:
    repository = "arn:aws:ecr:eu-west-2:210987654321:repository/payments/intake"
    graph = build_network(extra_interface_endpoints=("ecr.api", "ecr.dkr", "sqs"), lent={"ecr": (repository,)})
    for service in ("ecr.api", "ecr.dkr"):
        own, lent = graph.one(f"network-endpoint-{service}").policy()
        assert (own["Action"], own["Condition"]) == ("ecr:*", {"StringEquals": WITHIN})
        assert lent["Resource"] == [repository]
        assert lent["Action"] == ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        assert lent["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
    (own,) = graph.one("network-endpoint-sqs").policy()
    assert own["Condition"] == {"StringEquals": WITHIN}


def test_whoever_is_placed_waits_for_the_ways_to_what_it_calls() -> None:
    def make(region: Region) -> None:
        network = Network("network", network_args(region, extra_interface_endpoints=("sqs",)))
        placed = [network.placement("application", calls=["secretsmanager", "sqs"]) for _ in range(2)]
        for number, placement in enumerate(placed):
            RandomId(f"it-{number}", byte_length=1, keepers={"subnet": placement.subnet_ids[0]})
        assert set(network.endpoint_ids) == {"secretsmanager", "sqs"}

    graph = in_region(make)
    endpoints = [item for item in graph.of("VpcEndpoint") if item.inputs["vpcEndpointType"] == "Interface"]
    assert len(endpoints) == 2
    for number in range(2):
        assert {item.urn for item in endpoints} <= set(graph.one(f"it-{number}").depends_on)


def test_buckets_of_aws_are_read_by_the_services_that_need_them_alone() -> None:
    def read(**services: Any) -> list[str]:
        table = TrafficArgs(database_port=3306, gateway_endpoints=("s3",), internet=False, **services)
        own, *public = build_network(traffic=table, gateway_endpoints=("s3",)).one("network-gateway-s3").policy()
        assert own["Condition"] == {"StringEquals": WITHIN}
        assert all(statement["Action"] == "s3:GetObject" for statement in public)
        return [file for statement in public for file in statement["Resource"]]

    assert read() == []
    assert read(container_port=8080) == ["arn:aws:s3:::prod-eu-west-2-starport-layer-bucket/*"]
    replication = read(replication_sources=(IPv4Network("10.0.8.0/24"),))
    assert len(replication) == 6
    assert "arn:aws:s3:::aws-mgn-internal-eu-west-2/*" in replication


def test_replication_agents_may_open_their_session() -> None:
    own, session = build_network(extra_interface_endpoints=("mgn",)).one("network-endpoint-mgn").policy()
    assert (own["Action"], session["Action"]) == ("mgn:*", "execute-api:Invoke")
    assert session["Resource"] == "arn:aws:execute-api:eu-west-2:*:*/POST/CreateSessionForMgn"
    assert own["Condition"] == {"StringEquals": WITHIN}
    # The API is AWS's own.
    assert session["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}


def test_endpoint_policies_use_the_services_own_prefix() -> None:
    services = ("appconfigdata", "ecr.api", "monitoring", "transfer.server")
    graph = build_network(extra_interface_endpoints=services)
    assert graph.one("network-endpoint-appconfigdata").policy()[0]["Action"] == "appconfig:*"
    assert graph.one("network-endpoint-ecr.api").policy()[0]["Action"] == "ecr:*"
    assert graph.one("network-endpoint-monitoring").policy()[0]["Action"] == "cloudwatch:*"
    assert graph.one("network-endpoint-transfer.server").inputs.get("policy") is None
