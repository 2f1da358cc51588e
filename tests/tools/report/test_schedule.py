from typing import Any

import pytest

from catalog import TYPES, iam, kms, sns
from tests.support.graph import STACKS, build_stack
from tests.tools.report.states import state
from tools.rehearsal import schedule, waits
from tools.rehearsal.engine import PARALLEL
from tools.rehearsal.schedule import Resource


@pytest.fixture(scope="module", params=STACKS)
def resources(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return state(build_stack(request.param))


def urn(resources: list[dict[str, Any]], name: str) -> str:
    return next(item["urn"] for item in resources if item["urn"].endswith(f"::{name}") and item["custom"])


def forced(resources: list[dict[str, Any]]) -> float:
    return schedule.length(schedule.spans(resources, schedule.as_forced(resources)))


def test_a_deployment_takes_hardly_longer_than_aws_forces(resources: list[dict[str, Any]]) -> None:
    assert schedule.length_with(resources, PARALLEL) <= 1.1 * forced(resources)


def test_few_resources_at_a_time_would_take_longer(resources: list[dict[str, Any]]) -> None:
    assert schedule.length_with(resources, 8) > schedule.length_with(resources, PARALLEL)
    everything = schedule.length(schedule.spans(resources, schedule.as_programmed(resources)))
    assert schedule.length_with(resources, len(resources)) == pytest.approx(everything)
    assert schedule.length_with(resources, 1) == pytest.approx(
        sum(TYPES[item["type"]].minutes for item in resources if item["type"] in TYPES)
    )


def test_each_wait_of_our_own_on_the_longest_chain_has_its_reason(resources: list[dict[str, Any]]) -> None:
    pairs = [(schedule.kind(first), schedule.kind(then)) for first, then in schedule.own_waits(resources)]
    assert [pair for pair in pairs if waits.reason(*pair) == waits.UNEXPLAINED] == []


def test_a_wait_for_nothing_makes_the_program_slower_and_not_aws(resources: list[dict[str, Any]]) -> None:
    before = schedule.length_with(resources, PARALLEL), forced(resources)
    server = next(item for item in resources if item["urn"].endswith("::database-server-instance"))
    server["dependencies"].append(urn(resources, "network-firewall"))
    after = schedule.length_with(resources, PARALLEL), forced(resources)
    server["dependencies"].pop()
    assert after[0] > before[0] + 7
    assert after[1] == before[1]


def test_aws_forces_what_an_input_takes_from_it_and_the_orders_of_the_table(resources: list[dict[str, Any]]) -> None:
    found = schedule.as_forced(resources)

    def before(name: str) -> frozenset[str]:
        return frozenset(other.rpartition("::")[2] for other in found[urn(resources, name)])

    assert "network-egress-internet-gateway" in before("network-egress-nat-gateway-a")
    assert "database-bootstrap-role-policy" in before("database-bootstrap-function")
    assert {"database-server-subnet-group", "database-key"} <= before("database-server-instance")
    # The program's own: the log groups have their key first, and the rules of the traffic exist.
    assert not {name for name in before("database-server-instance") if "log" in name or "ingress" in name}
    assert "payments-payment-processor-function" not in before("payments-rollout-release-role-policy")
    assert "alerts-topic" not in before("database-bootstrap-errors")


def test_what_lies_in_a_policy_by_a_name_can_be_put_together_and_what_aws_made_up_can_not() -> None:
    def resource(kind: str, name: str, **fields: Any) -> Resource:
        return {"urn": f"urn:s::p::{kind}::{name}", "type": kind, "custom": True, "inputs": {}, "outputs": {}, **fields}

    role = resource(iam.ROLE.token, "role", id="a-role")
    named = resource(sns.TOPIC.token, "topic", id="arn:aws:sns:eu-west-2:1:topic")
    made_up = resource(kms.KEY.token, "key", id="0a1b-2c3d")
    policy = resource(
        iam.ROLE_POLICY.token,
        "policy",
        id="a-policy",
        inputs={"role": "a-role", "policy": f"{named['id']} and {made_up['id']}"},
        propertyDependencies={"role": [role["urn"]], "policy": [named["urn"], made_up["urn"]]},
    )
    found = schedule.as_forced([role, named, made_up, policy])
    assert found[policy["urn"]] == {role["urn"], made_up["urn"]}
