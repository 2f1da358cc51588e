"""The way in of both regions on the engine: it comes, turns with a failover, and goes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pulumi.automation import ConfigValue

from simulated_aws.failover import promote_secret, promote_server
from simulated_aws.live import Live
from tests.components.recovery.journey import AWAY, HOME, ZONE
from tests.support.engine import changes
from tests.support.graph import stack_values
from tools.rehearsal.engine import Rehearsal

pytestmark = pytest.mark.engine

TRANSFER = stack_values("prod")["payments:migration"]["transfer"]
SECRETS = ("database-credentials-application-secret", "database-credentials-master-secret")
MAPPINGS = {"payments-payment-processor-source": False, "recovery-payments-payment-processor-source": True}


@pytest.fixture
def public() -> Iterator[Rehearsal]:
    """The development stack with a container, an SFTP server, a second region, and a public name in a zone."""
    with Rehearsal("dev") as rehearsal:
        configure(rehearsal, "network", firewall={"allowedDomains": []}, natGateways="one")
        image = f"public.ecr.aws/payments/intake@sha256:{'0' * 64}"
        configure(rehearsal, "container", enabled=True, image=image)
        configure(rehearsal, "migration", transfer=TRANSFER)
        configure(rehearsal, "recovery", enabled=True, **ZONE)
        yield rehearsal


def configure(rehearsal: Rehearsal, section: str, **settings: Any) -> None:
    rehearsal.stack.set_config(f"payments:{section}", ConfigValue(json.dumps(settings)))


def live(rehearsal: Rehearsal) -> dict[str, tuple[str, Live]]:
    return {item.name: (key, item) for key, item in rehearsal.account.live().items()}


def queue_url(rehearsal: Rehearsal, container: str) -> str:
    service = live(rehearsal)[f"{container}-platform-service"][1].inputs
    variables = {item["name"]: item["value"] for item in service["primaryContainer"]["environments"]}
    return variables["QUEUE_URL"]


def fail_over(rehearsal: Rehearsal) -> None:
    """What the plan does, but for its health checks, which are not the program's."""
    found = live(rehearsal)
    rehearsal.account.act(promote_server, found["recovery-database-server-instance"][0])
    for name, reads in MAPPINGS.items():
        rehearsal.account.alter(found[name][0], {"enabled": reads})
    for name in SECRETS:
        rehearsal.account.act(promote_secret, found[name][0], AWAY)


def test_names_lead_to_both_regions_and_nothing_is_left_of_them(public: Rehearsal) -> None:
    outputs = {name: output.value for name, output in public.stack.up().outputs.items()}
    assert outputs["publicName"] == "payments.example.com"
    assert outputs["publicTransferName"] == "sftp.payments.example.com"
    assert outputs["publicQueueName"] == "queue.payments.example.com"
    assert outputs["healthCheckIds"].keys() == outputs["publicCertificateArns"].keys() == {HOME, AWAY}
    assert outputs["recoveryContainerUrl"] != outputs["containerUrl"]
    assert outputs["recoveryTransferEndpoint"] != outputs["transferEndpoint"]
    checks = {
        (item.inputs["setIdentifier"], item.inputs["healthCheckId"])
        for item in public.account.live().values()
        if "healthCheckId" in item.inputs
    }
    assert checks == set(outputs["healthCheckIds"].items())
    assert changes(public.stack.up()).keys() == {"same"}
    public.stack.refresh()
    assert changes(public.stack.up()).keys() == {"same"}
    public.settle()
    public.stack.destroy()
    assert public.account.live() == {}


def test_the_container_that_is_left_sends_to_the_region_that_serves(public: Rehearsal) -> None:
    outputs = {name: output.value for name, output in public.stack.up().outputs.items()}
    own = {"container": outputs["queueUrl"], "recovery-container": outputs["recoveryQueueUrl"]}
    assert {name: queue_url(public, name) for name in own} == own
    fail_over(public)
    configure(public, "recovery", enabled=True, active="recovery", **ZONE)
    public.stack.up()
    assert {queue_url(public, name) for name in own} == {outputs["recoveryQueueUrl"]}
    assert changes(public.stack.up()).keys() == {"same"}
