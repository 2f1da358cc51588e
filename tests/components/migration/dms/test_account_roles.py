"""The roles that DMS looks for by name, of which an account has one each."""

import pytest

from tests.components.migration.samples import build_dms, dms_settings
from tests.support.graph import Graph
from tests.support.order import comes_before
from tests.support.samples import ACCOUNT


@pytest.mark.parametrize(
    ("role", "policy", "condition"),
    [
        ("dms-vpc-role", "AmazonDMSVPCManagementRole", {"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
        ("dms-cloudwatch-logs-role", "AmazonDMSCloudWatchLogsRole", None),
    ],
)
def test_the_roles_have_the_names_that_dms_looks_for(graph: Graph, role: str, policy: str, condition: object) -> None:
    made = graph.one(f"dms-account-{role}")
    assert made.inputs["name"] == role
    (trust,) = made.policy("assumeRolePolicy")
    assert trust["Principal"] == {"Service": "dms.amazonaws.com"}
    assert trust.get("Condition") == condition
    attached = graph.one(f"dms-account-{role}-policy")
    assert attached.inputs["policyArn"] == f"arn:aws:iam::aws:policy/service-role/{policy}"
    for name in ("dms-replication-subnet-group", "dms-replication-instance"):
        assert comes_before(graph, attached, graph.one(name))


def test_where_the_roles_exist_already_none_is_made() -> None:
    graph = build_dms(settings=dms_settings(accountRoles="existing"))
    assert {item.name for item in graph.of("Role") if item.name.startswith("dms")} == {
        "dms-comparison-role",
        "dms-reports-assessment-role",
        "dms-source-role",
        "dms-target-role",
    }
    assert graph.one("dms-replication-task")
