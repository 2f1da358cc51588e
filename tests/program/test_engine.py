"""The engine and AWS between them: failures half-way, answers that never arrive, and what a destroy may not delete."""

import time
from collections.abc import Iterator

import pulumi_aws as aws
import pytest
from pulumi.automation import CommandError

from components.alerts import Alerts, AlertsArgs
from components.network import Network
from tests.support.engine import changes, ids, kill_engine
from tests.support.samples import make_region, network_args
from tools.rehearsal.engine import EACH_STEP_SAVED, Rehearsal

pytestmark = pytest.mark.engine


def program() -> None:
    """The program's largest component, and a small one beside it."""
    region = make_region(known_topics=None)
    alerts = Alerts("alerts", AlertsArgs(region=region, emails=[], paging_endpoint=None))
    Network("network", network_args(alerts.notifying, nat_gateways="one"))


@pytest.fixture
def small() -> Iterator[Rehearsal]:
    with Rehearsal("dev", program=program) as rehearsal:
        yield rehearsal


@pytest.mark.parametrize(
    "name", ["network-vpc$", "network-firewall$", "network-egress-nat-gateway-a$", "alerts-topic$"]
)
def test_after_a_creation_that_failed_a_second_up_completes(small: Rehearsal, name: str) -> None:
    small.account.trouble(name, "throttle")
    with pytest.raises(CommandError, match="ThrottlingException: Rate exceeded"):
        small.stack.up()
    begun = ids(small)
    small.stack.up()
    assert begun.items() <= ids(small).items()
    assert set(changes(small.stack.up())) == {"same"}
    small.stack.destroy()
    assert small.account.live() == {}


def test_an_answer_that_never_arrived_leaves_a_name_in_use(small: Rehearsal) -> None:
    small.account.trouble("network-key-alias$", "connection")
    with pytest.raises(CommandError, match="the connection broke before AWS answered"):
        small.stack.up()
    with pytest.raises(CommandError, match=r"network-key-alias[\s\S]*alias/network-key-test exists already"):
        small.stack.up()
    small.account.remove("alias/network-key-test")
    small.stack.up()
    assert set(changes(small.stack.up())) == {"same"}


def test_an_answer_that_never_arrived_is_seen_after_the_destroy(small: Rehearsal) -> None:
    small.account.trouble("network-private-route-table-a$", "connection")
    with pytest.raises(CommandError):
        small.stack.up()
    small.stack.up()
    names = [item.name for item in small.account.live().values()]
    assert names.count("network-private-route-table-a") == 2
    with pytest.raises(CommandError, match="DependencyViolation: network-private-route-table-a"):
        small.stack.destroy()


def test_an_answer_that_never_arrived_leaves_an_address_in_use(small: Rehearsal) -> None:
    small.account.trouble("network-egress-nat-gateway-a$", "connection")
    with pytest.raises(CommandError):
        small.stack.up()
    with pytest.raises(CommandError, match=r"Resource\.AlreadyAssociated"):
        small.stack.up()


def test_after_a_killed_engine_a_second_up_completes() -> None:
    with Rehearsal("dev", program=program, seconds_per_minute=0.1, engine=EACH_STEP_SAVED) as small:
        with pytest.raises(CommandError, match="code: -9"):
            small.stack.up(on_event=kill_engine(after=50))
        # AWS continues what it was asked for; the longest is the firewall, with 0.8 seconds.
        done = -1
        while done != (done := len(small.account.history())):
            time.sleep(2)
        begun = ids(small)
        orphans = small.account.live().keys() - set(begun.values())
        assert begun
        # What the runbook says: remove the lock, and what was "interrupted while creating" and exists all the same.
        small.stack.cancel()
        for orphan in orphans:
            small.account.remove(orphan)
        small.stack.up()
        assert begun.items() < ids(small).items()
        assert set(changes(small.stack.up())) == {"same"}
        small.stack.destroy()
        assert small.account.live() == {}


def test_a_destroy_that_aws_refuses_keeps_what_is_in_use(small: Rehearsal) -> None:
    small.stack.up()
    live = small.account.live()
    subnet = next(key for key, item in live.items() if item.name == "network-private-subnet-a")
    vpc = next(key for key, item in live.items() if item.name == "network-vpc")
    foreign = small.account.plant(
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
        small.stack.destroy()
    assert {subnet, vpc, foreign} <= small.account.live().keys()
    small.account.remove(foreign)
    small.stack.destroy()
    assert small.account.live() == {}
    assert small.resources() == []


def test_a_resource_without_a_provider_is_refused() -> None:
    with (
        Rehearsal("dev", program=lambda: aws.ec2.Vpc("stray", cidr_block="172.16.0.0/16")) as rehearsal,
        pytest.raises(CommandError, match="Default provider for 'aws' disabled"),
    ):
        rehearsal.stack.preview()
