"""The endpoints of each stack's networks: those of the services that are called there, and no other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.private_link import iam_prefix
from config.project import PROJECT
from config.rules.limits import OWN_ENDPOINTS
from policy.checks.private_link import BY_AWS, FUNCTION
from tests.support.graph import Graph, build_stack

ALWAYS = {"appconfigdata", "codedeploy", "lambda", "monitoring", "secretsmanager", "sqs"}
CONTAINER = {"ecr.api", "ecr.dkr", "logs"}
# botocore's names of services whose endpoints, or whose prefixes in IAM, have others.
NAMES = {"elbv2": "elasticloadbalancing"}

BY_GATEWAY = {"dynamodb", "s3"}


def services(graph: Graph, region: str) -> set[str]:
    """The services of a region's interface endpoints."""
    names = {
        str(item.inputs["serviceName"])
        for item in graph.of("VpcEndpoint")
        if item.inputs["vpcEndpointType"] == "Interface"
    }
    prefix = f"com.amazonaws.{region}."
    return {name.removeprefix(prefix) for name in names if name.startswith(prefix)}


@pytest.mark.parametrize(
    ("stack", "region", "expected"),
    [
        ("dev", "eu-west-2", ALWAYS),
        ("staging", "eu-west-2", ALWAYS | CONTAINER | {"transfer"}),
        ("prod", "eu-west-2", ALWAYS | CONTAINER | {"transfer", "ec2", "mgn"}),
        # Servers are migrated to the first region alone, and backups are copied to the second.
        ("prod", "eu-west-1", ALWAYS | CONTAINER | {"transfer", "rds"}),
    ],
)
def test_each_region_has_the_endpoints_that_its_functions_call_and_no_other(
    stack: str, region: str, expected: set[str]
) -> None:
    assert services(build_stack(stack), region) == expected


def clients(archive: Path) -> Iterator[str]:
    """The services for which the code of a folder creates clients."""
    for path in archive.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "client":
                named = node.args[0] if node.args else None
                if isinstance(named, ast.Constant) and isinstance(named.value, str):
                    yield NAMES.get(named.value, named.value)


def test_the_code_calls_nothing_that_no_role_may_call() -> None:
    called = {name for folder in ("lambdas", "lambda_src", "rotation_lambda") for name in clients(PROJECT / folder)}
    assert {"cloudwatch", "codedeploy", "ecs", "secretsmanager", "sqs", "transfer"} <= called
    container = {
        "payments:recovery": {"enabled": True, "hostedZoneId": "Z0123456789ABCDEFGHIJ", "recordName": "a.b.com"}
    }
    graph = build_stack("prod", changes=container)
    allowed = {
        action.partition(":")[0]
        for item in graph.of("RolePolicy")
        if any(item.urn in function.depends_on for function in graph.of("Function") if function.token == FUNCTION)
        for statement in item.policy()
        for action in statement["Action"]
    }
    reached = {iam_prefix(service) for service in services(graph, "eu-west-2")} | BY_GATEWAY
    assert called - BY_AWS <= allowed
    assert called - BY_AWS - {"rds"} <= reached


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_no_endpoint_of_the_platform_is_left_out_where_they_are_counted(stack: str) -> None:
    graph = build_stack(stack)
    made = [item for item in graph.of("VpcEndpoint") if item.inputs["vpcEndpointType"] == "Interface"]
    assert made
    assert {item.inputs["serviceName"].split(".", 3)[3] for item in made} <= OWN_ENDPOINTS


IMAGE = "210987654321.dkr.ecr.eu-west-2.amazonaws.com/payments/intake@sha256:" + "0" * 64
KEY = "arn:aws:secretsmanager:eu-west-2:210987654321:secret:partner-key-AbCdEf"
SOURCE = "arn:aws:secretsmanager:eu-west-2:210987654321:secret:development-database-AbCdEf"


def test_each_region_reads_what_is_lent_to_it_by_its_own_names() -> None:
    container = {"enabled": True, "image": IMAGE, "secrets": {"KEY": f"{KEY}:password::"}}
    graph = build_stack("prod", changes={"payments:container": container})
    lent = {
        endpoint: [statement["Resource"] for statement in graph.one(endpoint).policy()[1:]]
        for network in ("network", "recovery-region-network")
        for endpoint in (f"{network}-endpoint-ecr.dkr", f"{network}-endpoint-secretsmanager")
    }
    away = "eu-west-1"
    assert lent == {
        "network-endpoint-ecr.dkr": [["arn:aws:ecr:eu-west-2:210987654321:repository/payments/intake"]],
        "network-endpoint-secretsmanager": [[SOURCE, KEY]],
        "recovery-region-network-endpoint-ecr.dkr": [[f"arn:aws:ecr:{away}:210987654321:repository/payments/intake"]],
        "recovery-region-network-endpoint-secretsmanager": [[KEY.replace("eu-west-2", away)]],
    }
