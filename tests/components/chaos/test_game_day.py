"""The guide to a game day, and experiments that come and go."""

import json

import pytest
from pulumi.automation import ConfigValue, OpType

from components.flags import agent_layer
from config.load import StackConfig
from config.project import PROJECT
from tests.components.chaos.samples import KINDS, LAYER
from tests.support.graph import stack_values
from tools.rehearsal.engine import Rehearsal

GUIDE = (PROJECT / "docs" / "game-day.md").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_the_guide_says_of_each_experiment_what_to_expect_and_when_it_is_over(kind: str) -> None:
    section = GUIDE.partition(f"## {kind}\n")[2].partition("\n## ")[0]
    for heading in ("**Hypothesis**", "**Expected**", "**Watch**", "**Over**"):
        assert section.count(heading) == 1, heading


@pytest.mark.engine
def test_experiments_come_and_go_and_leave_nothing() -> None:
    with Rehearsal("dev") as dev:
        # Its failover needs a second server.
        database = stack_values("dev")["payments:database"] | {"multiAz": True}
        dev.stack.set_config("payments:database", ConfigValue(json.dumps(database)))
        dev.stack.up()
        dev.stack.set_config("payments:chaos", ConfigValue(json.dumps({"enabled": True})))
        outputs = dev.stack.up().outputs
        assert outputs["chaosTemplateIds"].value.keys() == set(KINDS)
        assert set(dev.stack.up().summary.resource_changes or {}) == {"same"}
        (function,) = [
            item for item in dev.account.live().values() if item.name == "payments-payment-processor-function"
        ]
        assert function.inputs["layers"] == [agent_layer("eu-west-2"), LAYER]
        dev.stack.set_config("payments:chaos", ConfigValue("{}"))
        assert (dev.stack.up().summary.resource_changes or {})[OpType.DELETE] > len(KINDS)
        dev.settle()
        dev.stack.destroy()
        assert dev.account.live() == {}


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_experiments_are_off_until_a_stack_switches_them_on(stack: str) -> None:
    assert not StackConfig.from_file(PROJECT / f"Pulumi.{stack}.yaml").chaos.enabled
