"""Changes of a deployed stack: what is created, what stays, and what is deleted.

One stack lives for all of these tests, which take it as the one before has left it.
"""

import json
from collections.abc import Iterator

import pytest
from pulumi.automation import ConfigValue

from tests.support.engine import changes, ids
from tools.rehearsal.engine import Rehearsal

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("a running stack")]


@pytest.fixture(scope="module")
def dev() -> Iterator[Rehearsal]:
    with Rehearsal("dev") as rehearsal:
        rehearsal.stack.up()
        yield rehearsal


def test_no_output_is_a_secret_or_holds_one(dev: Rehearsal) -> None:
    outputs = dev.stack.outputs()
    assert [name for name, output in outputs.items() if output.secret] == []
    (first,) = [item for item in dev.account.live().values() if item.token.endswith(":RandomPassword")]
    assert len(first.outputs["result"]) >= 32
    assert first.outputs["result"] not in json.dumps({name: output.value for name, output in outputs.items()})


def test_a_change_replaces_only_what_it_must(dev: Rehearsal) -> None:
    before = ids(dev)
    dev.stack.set_config(
        "payments:network",
        ConfigValue('{"endpointZones": "one", "firewall": {"allowedDomains": [".example.com"]}}'),
    )
    made = changes(dev.stack.up())
    del made["same"]
    # An address, a gateway, an alarm on it, one on the firewall and three routes for zone b, whose return route leaves
    # zone a's table; the firewall is in zone b too, its way out of there leads to the new gateway, and the dashboard
    # shows the new alarms.
    assert made == {"create": 7, "update": 3, "delete": 1}
    after = ids(dev)
    assert before["network-vpc aws:ec2/vpc:Vpc"] == after["network-vpc aws:ec2/vpc:Vpc"]


def test_the_order_in_which_aws_lists_the_endpoints_changes_nothing(dev: Rehearsal) -> None:
    (key, firewall), *_ = [item for item in dev.account.live().items() if item[1].token.endswith(":Firewall")]
    (status,) = firewall.outputs["firewallStatuses"]
    for states in (status["syncStates"], status["syncStates"][::-1]):
        dev.account.alter(key, {"firewallStatuses": [{"syncStates": states}]})
        dev.stack.refresh()
        assert set(changes(dev.stack.up())) == {"same"}
    live = dev.account.live()
    endpoints = {
        state["availabilityZone"]: state["attachments"][0]["endpointId"]
        for state in live[key].outputs["firewallStatuses"][0]["syncStates"]
    }
    routes = {item.name: item.inputs for item in live.values() if item.token.endswith(":Route")}
    for zone in "ab":
        endpoint = endpoints[f"eu-west-2{zone}"]
        assert routes[f"network-egress-private-{zone}-to-internet"]["vpcEndpointId"] == endpoint
        assert routes[f"network-egress-public-{zone}-to-private-{zone}"]["vpcEndpointId"] == endpoint


def test_a_changed_function_is_a_new_version_that_is_rolled_out(dev: Rehearsal) -> None:
    payments = json.loads(dev.stack.get_config("payments:payments").value)
    payments["functions"][0]["memoryMb"] = 1024
    dev.stack.set_config("payments:payments", ConfigValue(json.dumps(payments)))
    made = changes(dev.stack.up())
    # The provider makes a call again by making its resource anew.
    assert (made["update"], made["replace"]) == (1, 1)
    live = {item.name: item for item in dev.account.live().values()}
    assert live["payments-payment-processor-function"].outputs["version"] == "2"
    assert json.loads(live["payments-rollout-payment-processor-run"].inputs["input"])["version"] == "2"
    # Its version is CodeDeploy's to set.
    assert live["payments-payment-processor-live"].inputs["functionVersion"] == "1"
    assert set(changes(dev.stack.up())) == {"same"}


@pytest.mark.parametrize("platform", ["ecs-express", "app-runner"])
def test_a_container_is_created_and_deleted_on_either_platform(dev: Rehearsal, platform: str) -> None:
    image = f"123456789012.dkr.ecr.eu-west-2.amazonaws.com/payments/intake@sha256:{'0' * 64}"
    size = {"cpu": 1024, "memoryMb": 2048}
    container = {"enabled": True, "platform": platform, "image": image, **size}
    dev.stack.set_config("payments:container", ConfigValue(json.dumps(container)))
    outputs = dev.stack.up().outputs
    assert outputs["containerUrl"].value.startswith("https://")
    assert set(changes(dev.stack.up())) == {"same"}
    dev.stack.set_config("payments:container", ConfigValue(json.dumps({"enabled": False})))
    assert changes(dev.stack.up())["delete"] > 5


def test_a_destroy_leaves_nothing(dev: Rehearsal) -> None:
    dev.settle()
    dev.stack.destroy()
    assert dev.account.live() == {}
    assert dev.resources() == []
