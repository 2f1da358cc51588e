"""A domain of one's own for the container: who may give it, and when."""

import json
from typing import Any

import pytest

from components.container import Container, ContainerArgs, OwnDomain
from components.network import Network
from foundation.packaging import Package
from foundation.region import Region
from tests.components.container.test_container import TRAFFIC, settings
from tests.components.payments.samples import make_queue
from tests.support.graph import Graph
from tests.support.order import comes_before
from tests.support.samples import ACCOUNT, REGION, in_region, network_args

DOMAIN = "payments.example.com"
CERTIFICATE = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/b5ed4c14-45fb-5bae-8de6-4ea134b47302"
PACKAGE = Package(path=".build/lambdas-container.zip", sha256="c29tZSBoYXNo")


def build(platform: str = "ecs-express") -> Graph:
    def make(region: Region) -> None:
        network, queue = Network("network", network_args(region, traffic=TRAFFIC)), make_queue(region)
        domain = OwnDomain(name=DOMAIN, certificate_arn=CERTIFICATE, issued=queue, package=PACKAGE)
        args = ContainerArgs(
            region=region, network=network, settings=settings(platform), queue=queue, own_domain=domain
        )
        Container("container", args)

    return in_region(make)


def test_the_domain_is_given_to_each_version_of_the_service() -> None:
    graph = build()
    run, service = graph.one("container-platform-domain-run"), graph.one("container-platform-service")
    assert json.loads(run.inputs["input"]) == {
        "serviceArn": service.properties["serviceArn"],
        "domain": DOMAIN,
        "certificateArn": CERTIFICATE,
    }
    assert run.inputs["triggers"]["version"] == service.properties["serviceRevisionArn"]
    assert comes_before(graph, service, run)
    assert comes_before(graph, graph.one("container-platform-domain-role-policy"), run)


def test_the_function_changes_what_ecs_made_and_nothing_else() -> None:
    graph = build()
    allowed: dict[str, Any] = {
        action: (statement["Resource"], statement.get("Condition"))
        for statement in graph.one("container-platform-domain-role-policy").policy()
        for action in statement["Action"]
        if action.startswith(("ecs", "elastic"))
    }
    made_by_ecs = {"StringEquals": {"aws:ResourceTag/AmazonECSManaged": "true"}}
    balancing = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}"
    assert allowed == {
        "ecs:DescribeExpressGatewayService": (graph.one("container-platform-service").properties["serviceArn"], None),
        "ecs:DescribeServiceRevisions": (f"arn:aws:ecs:{REGION}:{ACCOUNT}:service-revision/*", None),
        "elasticloadbalancing:DescribeRules": ("*", None),
        "elasticloadbalancing:AddListenerCertificates": (f"{balancing}:listener/app/*", made_by_ecs),
        "elasticloadbalancing:ModifyRule": (f"{balancing}:listener-rule/app/*", made_by_ecs),
    }


def test_app_runner_has_no_domain_of_ones_own_here() -> None:
    with pytest.raises(ValueError, match="own_domain is given for app-runner"):
        build("app-runner")
