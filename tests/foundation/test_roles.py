"""Roles: within the boundary of their stack, whoever makes them."""

import ast
from pathlib import Path

from config.project import PROJECT
from foundation.component import Component
from foundation.policies import allow, assumable_by
from foundation.region import Region
from foundation.roles import managed_role, role
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, in_region

# Who makes roles itself: the one place of the program, and the account's own project, which has other boundaries.
MAKERS = {"foundation/roles.py", "components/ci/roles.py"}
POLICY = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"


class Owner(Component):
    """Something that has a role of each kind."""

    def __init__(self, region: Region):
        super().__init__("owner", region)
        trust = assumable_by("lambda.amazonaws.com")
        role(self, "own", kind="own", description="d", trust=trust, statements=[allow(["xray:PutTraceSegments"], "*")])
        managed_role(self, "managed", kind="managed", description="d", trust=trust, policies={"its-policy": POLICY})


def built() -> Graph:
    return in_region(Owner)


def test_each_role_has_the_boundary_of_its_stack() -> None:
    graph, made = built(), built().of("Role")
    suffix = {item.tags["Name"].rpartition("-")[2] for item in made}
    assert len(made) == 2
    assert {item.inputs["permissionsBoundary"] for item in made} == {
        f"arn:aws:iam::{ACCOUNT}:policy/ci/program-boundary-{one}" for one in suffix
    }
    assert graph.one("its-policy").inputs["policyArn"] == POLICY


def test_nobody_else_makes_roles() -> None:
    folders = ("bootstrap", "components", "foundation")
    files = [path for folder in folders for path in (PROJECT / folder).rglob("*.py")]
    assert len(files) > 50
    assert {str(path.relative_to(PROJECT)) for path in files if makes_roles(path)} == MAKERS


def makes_roles(path: Path) -> bool:
    calls = (node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return any(isinstance(one, ast.Attribute) and ast.unparse(one).endswith("iam.Role") for one in calls)
