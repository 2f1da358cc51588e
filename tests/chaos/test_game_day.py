"""The guide to a game day, and experiments that come and go."""

import json

import pytest
from pulumi.automation import ConfigValue, OpType

from components.config import StackConfig
from components.flags import agent_layer
from rehearsal.engine import Rehearsal
from tests.chaos.samples import KINDS, LAYER
from tests.graph import PROJECT

GUIDE = (PROJECT / "docs" / "game-day.md").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_the_guide_says_of_each_experiment_what_to_expect_and_when_it_is_over(kind: str) -> None:
    section = GUIDE.partition(f"## {kind}\n")[2].partition("\n## ")[0]
    for heading in ("**Hypothesis**", "**Expected**", "**Watch**", "**Over**"):
        assert section.count(heading) == 1, heading


def test_experiments_come_and_go_and_leave_nothing() -> None:
    with Rehearsal("staging") as staging:
        staging.stack.set_config("payments:chaos", ConfigValue("{}"))
        staging.stack.up()
        staging.stack.set_config("payments:chaos", ConfigValue(json.dumps({"enabled": True})))
        outputs = staging.stack.up().outputs
        assert outputs["chaosTemplateIds"].value.keys() == set(KINDS)
        assert set(staging.stack.up().summary.resource_changes or {}) == {"same"}
        (function,) = [
            item for item in staging.account.live().values() if item.name == "payments-payment-processor-function"
        ]
        assert function.inputs["layers"] == [agent_layer("eu-west-2"), LAYER]
        staging.stack.set_config("payments:chaos", ConfigValue("{}"))
        assert (staging.stack.up().summary.resource_changes or {})[OpType.DELETE] > len(KINDS)
        staging.stack.destroy()
        assert staging.account.live() == {}


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_experiments_are_off_until_a_stack_switches_them_on(stack: str) -> None:
    assert not StackConfig.from_file(PROJECT / f"Pulumi.{stack}.yaml").chaos.enabled
