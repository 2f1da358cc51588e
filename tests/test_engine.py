"""The program on the real engine: its whole life, its failures half-way, and what AWS would refuse."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.automation import CommandError, ConfigValue, EngineEvent, UpResult

from components.config import StackConfig
from components.config_rules import REQUIRED_ENDPOINTS
from rehearsal.engine import Rehearsal
from tests.graph import PROJECT, STACKS


def rehearse(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (the project's own command)
        [sys.executable, "-m", "rehearsal", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def dev() -> Iterator[Rehearsal]:
    with Rehearsal("dev") as rehearsal:
        yield rehearsal


def ids(rehearsal: Rehearsal) -> dict[str, str]:
    """The physical id of each custom resource in the state, by logical name and type."""
    return {
        f"{item['urn'].rpartition('::')[2]} {item['type']}": item["id"]
        for item in rehearsal.resources()
        if "id" in item
    }


def changes(result: UpResult) -> dict[str, int]:
    return {str(kind): count for kind, count in (result.summary.resource_changes or {}).items()}


@pytest.mark.parametrize("stack", STACKS)
def test_a_stacks_whole_life(stack: str) -> None:
    run = rehearse("--stack", stack)
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"Stack {stack}: every phase did what it must" in run.stdout
    assert "AWS is simulated" in run.stdout
    assert "vpcId: vpc-" in run.stdout
    assert "Critical path" in run.stdout


def test_time_that_aws_takes_gives_a_timeline() -> None:
    run = rehearse("--minute", "0.2")
    assert run.returncode == 0, run.stdout + run.stderr
    lines = [line for line in run.stdout.splitlines() if line.startswith("│ network-firewall ")]
    assert len(lines) == 1
    start, end, minutes = (float(part) for part in lines[0].replace("│", " ").split()[1:])
    assert minutes >= 8
    assert end > start > 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("payments:netwrok: {}", "payments:netwrok: {} is refused; the key is unknown. did you mean network?"),
        ("payments:network: {cidr: 10.0.0.0/16}", "allowed: a network apart from development's 10.0.0.0/16"),
        ("payments:region: us-east-1", "allowed: 'eu-west-1', 'eu-west-2' or 'eu-central-1'"),
    ],
)
def test_a_wrong_configuration_ends_before_the_engine_starts(tmp_path: Path, change: str, message: str) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(f"config:\n  payments:environment: development\n  {change}\n")
    run = rehearse("--config", str(path))
    assert run.returncode == 2
    assert message in run.stdout
    assert "preview" not in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_a_rehearsal_that_fails_says_why_and_ends_with_an_error(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    endpoints = f"[{', '.join(REQUIRED_ENDPOINTS)}, evidently2]"
    path.write_text(
        f"config:\n  payments:environment: development\n  payments:network: {{interfaceEndpoints: {endpoints}}}\n"
    )
    run = rehearse("--config", str(path))
    assert run.returncode == 1
    assert "network-endpoint-evidently2" in run.stdout
    assert "the service 'com.amazonaws.eu-west-2.evidently2' does not exist in eu-west-2" in run.stdout
    assert "The rehearsal failed." in run.stdout


def test_an_unknown_stack_is_named() -> None:
    run = rehearse("--stack", "production")
    assert run.returncode == 2
    assert "Pulumi.production.yaml" in run.stdout


def test_the_order_in_which_aws_lists_the_endpoints_changes_nothing(dev: Rehearsal) -> None:
    dev.stack.up()
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
        assert routes[f"network-egress-public-a-to-private-{zone}"]["vpcEndpointId"] == endpoint


@pytest.mark.parametrize(
    "name", ["network-vpc$", "network-firewall$", "network-egress-nat-gateway-a$", "alerts-topic$"]
)
def test_after_a_creation_that_failed_a_second_up_completes(dev: Rehearsal, name: str) -> None:
    dev.account.trouble(name, "throttle")
    with pytest.raises(CommandError, match="ThrottlingException: Rate exceeded"):
        dev.stack.up()
    begun = ids(dev)
    dev.stack.up()
    assert begun.items() <= ids(dev).items()
    assert set(changes(dev.stack.up())) == {"same"}
    dev.stack.destroy()
    assert dev.account.live() == {}


def test_an_answer_that_never_arrived_leaves_a_name_taken(dev: Rehearsal) -> None:
    dev.account.trouble("network-key-alias$", "connection")
    with pytest.raises(CommandError, match="the connection broke before AWS answered"):
        dev.stack.up()
    with pytest.raises(CommandError, match=r"network-key-alias[\s\S]*alias/network-key-dev exists already"):
        dev.stack.up()
    dev.account.remove("alias/network-key-dev")
    dev.stack.up()
    assert set(changes(dev.stack.up())) == {"same"}


def test_an_answer_that_never_arrived_is_seen_after_the_destroy(dev: Rehearsal) -> None:
    dev.account.trouble("network-egress-nat-gateway-a$", "connection")
    with pytest.raises(CommandError):
        dev.stack.up()
    dev.stack.up()
    assert [item.name for item in dev.account.live().values() if item.token.endswith(":NatGateway")] == [
        "network-egress-nat-gateway-a",
        "network-egress-nat-gateway-a",
    ]
    with pytest.raises(CommandError, match="DependencyViolation: network-egress-nat-gateway-a"):
        dev.stack.destroy()


def test_after_a_killed_engine_a_second_up_completes() -> None:
    with Rehearsal("dev", seconds_per_minute=0.1) as dev:
        seen = 0

        def kill_half_way(event: EngineEvent) -> None:
            nonlocal seen
            seen += bool(event.res_outputs_event)
            if seen == 50:
                subprocess.run(["pkill", "-KILL", "-P", str(os.getpid()), "pulumi"], check=True)  # noqa: S603, S607 (our own engine)

        with pytest.raises(CommandError):
            dev.stack.up(on_event=kill_half_way)
        # AWS goes on with what it was asked for; the longest is the firewall, with 0.8 seconds.
        done = -1
        while done != (done := len(dev.account.history())):
            time.sleep(2)
        begun = ids(dev)
        orphans = dev.account.live().keys() - set(begun.values())
        assert len(begun) > 20
        # What the runbook says: remove the lock, and what was "interrupted while creating" and exists all the same.
        dev.stack.cancel()
        for orphan in orphans:
            dev.account.remove(orphan)
        dev.stack.up()
        assert begun.items() <= ids(dev).items()
        assert set(changes(dev.stack.up())) == {"same"}
        dev.stack.destroy()
        assert dev.account.live() == {}


def test_a_destroy_that_aws_refuses_keeps_what_is_in_use(dev: Rehearsal) -> None:
    dev.stack.up()
    live = dev.account.live()
    subnet = next(key for key, item in live.items() if item.name == "network-private-subnet-a")
    vpc = next(key for key, item in live.items() if item.name == "network-vpc")
    foreign = dev.account.plant(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "somebody-elses",
        {
            "vpcId": vpc,
            "subnetIds": [subnet],
            "vpcEndpointType": "Interface",
            "serviceName": "com.amazonaws.eu-west-2.kms",
        },
    )
    with pytest.raises(
        CommandError, match=rf"DependencyViolation: somebody-elses \({foreign}\) still refers to {subnet}"
    ):
        dev.stack.destroy()
    assert {subnet, vpc, foreign} <= dev.account.live().keys()
    dev.account.remove(foreign)
    dev.stack.destroy()
    assert dev.account.live() == {}
    assert dev.resources() == []


def test_a_change_replaces_only_what_it_must(dev: Rehearsal, tmp_path: Path) -> None:
    dev.stack.up()
    before = ids(dev)
    dev.stack.set_config(
        "payments:network",
        pulumi.automation.ConfigValue(
            '{"natGateways": "one-per-zone", "firewall": {"allowedDomains": [".example.com"]}}'
        ),
    )
    made = changes(dev.stack.up())
    del made["same"]
    # An address, a gateway, its alarm and two routes for zone b, whose return route leaves zone a's table; the
    # firewall's way out of zone b leads to the new gateway, and the dashboard shows the new alarm.
    assert made == {"create": 5, "update": 2, "delete": 1}
    after = ids(dev)
    assert before["network-vpc aws:ec2/vpc:Vpc"] == after["network-vpc aws:ec2/vpc:Vpc"]


def test_a_resource_without_a_provider_is_refused() -> None:
    with (
        Rehearsal("dev", program=lambda: aws.ec2.Vpc("stray", cidr_block="172.16.0.0/16")) as rehearsal,
        pytest.raises(CommandError, match="Default provider for 'aws' disabled"),
    ):
        rehearsal.stack.preview()


def test_a_changed_function_is_a_new_version_that_is_rolled_out(dev: Rehearsal) -> None:
    dev.stack.up()
    payments = json.loads(dev.stack.get_config("payments:payments").value)
    payments["functions"][0]["memoryMb"] = 1024
    dev.stack.set_config("payments:payments", ConfigValue(json.dumps(payments)))
    assert changes(dev.stack.up())["update"] == 2
    live = {item.name: item for item in dev.account.live().values()}
    assert live["payments-payment-processor-function"].outputs["version"] == "2"
    assert json.loads(live["payments-rollout-payment-processor-run"].inputs["input"])["version"] == "2"
    # Where it leads is CodeDeploy's to say.
    assert live["payments-payment-processor-live"].inputs["functionVersion"] == "1"
    assert set(changes(dev.stack.up())) == {"same"}


def test_no_output_is_a_secret_or_holds_one(dev: Rehearsal) -> None:
    outputs = dev.stack.up().outputs
    assert [name for name, output in outputs.items() if output.secret] == []
    (first,) = [item for item in dev.account.live().values() if item.token.endswith(":RandomPassword")]
    assert len(first.outputs["result"]) >= 32
    assert first.outputs["result"] not in json.dumps({name: output.value for name, output in outputs.items()})


@pytest.mark.parametrize("platform", ["ecs-express", "app-runner"])
def test_a_container_comes_and_goes_on_either_platform(dev: Rehearsal, platform: str) -> None:
    network = StackConfig.from_file(PROJECT / "Pulumi.dev.yaml").network
    endpoints = (*network.interface_endpoints, "ecr.api", "ecr.dkr")
    enabled = network.model_copy(update={"interface_endpoints": endpoints})
    dev.stack.set_config("payments:network", ConfigValue(enabled.model_dump_json(by_alias=True)))
    image = f"123456789012.dkr.ecr.eu-west-2.amazonaws.com/payments/intake@sha256:{'0' * 64}"
    size = {"cpu": 1024, "memoryMb": 2048}
    container = {"enabled": True, "platform": platform, "image": image, **size}
    dev.stack.set_config("payments:container", ConfigValue(json.dumps(container)))
    outputs = dev.stack.up().outputs
    assert outputs["containerUrl"].value.startswith("https://")
    assert set(changes(dev.stack.up())) == {"same"}
    dev.stack.set_config("payments:container", ConfigValue(json.dumps({"enabled": False})))
    assert changes(dev.stack.up())["delete"] > 5
    dev.stack.destroy()
    assert dev.account.live() == {}
