"""What a rehearsal prints in few lines, by the facts."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import OutputValue

from simulated_aws.values import OF_A_SECRET, SIGNATURE
from tests.support.graph import build_stack, stack_values
from tests.tools.report.states import state
from tools.rehearsal import brief, last
from tools.rehearsal.run import Phase
from tools.report.facts.rehearsed import Rehearsed

REGIONS = ("", "recovery-region-")
NOW = datetime(2026, 11, 25, 10, 30)


@pytest.fixture(scope="module")
def dev() -> Rehearsed:
    # The engine's state has archives as their hashes, the graph of the mocks as objects.
    listed = state(build_stack("dev"))
    resources = [{**it, "inputs": {key: it["inputs"][key] for key in it["inputs"].keys() - {"code"}}} for it in listed]
    return Rehearsed(stack="dev", resources=resources)


@pytest.fixture(scope="module")
def prod() -> Rehearsed:
    return Rehearsed(stack="prod", resources=state(build_stack("prod")))


def changed(rehearsed: Rehearsed, name: str, **inputs: Any) -> Rehearsed:
    """The stack with other inputs of a resource."""
    resources = [
        {**item, "inputs": {**item["inputs"], **inputs}} if item["urn"].endswith(f"::{name}") else item
        for item in rehearsed.resources
    ]
    return Rehearsed(stack=rehearsed.stack, resources=resources)


def kept(folder: Path, resources: Sequence[Mapping[str, Any]]) -> last.Last:
    last.keep("dev", NOW, {"up": 3.0}, resources, folder)
    found = last.load("dev", folder)
    assert found is not None
    return found


def test_each_component_is_a_line_with_its_sum_below(prod: Rehearsed) -> None:
    spans = {item["urn"]: (1.0, 2.0) for item in prod.resources}
    spans[next(item["urn"] for item in prod.resources if item["urn"].endswith("::queue-queue"))] = (0.5, 4.0)
    heading, *rows = brief.table(prod, spans)
    by_name = {row.split()[0]: row.split()[1:] for row in rows}
    assert heading.split() == ["component", "made", "seconds", "alarms", "$", "a", "month"]
    assert {"network", "database", "recovery", "transfer"} < by_name.keys()
    assert by_name["queue"][:3] == ["9", "3.5", "2"]
    assert by_name["all"][1] == "3.5"
    for column in (0, 2):
        assert sum(int(row[column]) for name, row in by_name.items() if name != "all") == int(by_name["all"][column])
    assert len(rows) < 25


def test_a_phase_says_what_it_took_last_time(tmp_path: Path, dev: Rehearsed) -> None:
    done = Phase(name="up", seconds=2.44, resources=10)
    assert brief.phase(done, None).split() == ["up", "2.4", "s", "10", "resources"]
    assert brief.phase(done, kept(tmp_path, dev.resources)).endswith("10 resources, last time 3.0 s")


def test_the_first_rehearsal_has_nothing_to_be_compared_with(dev: Rehearsed) -> None:
    assert list(brief.changes(dev, None)) == [
        "This is the first rehearsal of this stack here: the next one will say what differs from it."
    ]


def test_the_same_again_differs_in_nothing(tmp_path: Path, dev: Rehearsed) -> None:
    assert list(brief.changes(dev, kept(tmp_path, dev.resources))) == [
        "Nothing differs from the last rehearsal of dev, 2026-11-25 10:30."
    ]


def test_what_is_new_gone_and_changed_is_named(tmp_path: Path, dev: Rehearsed) -> None:
    before = kept(tmp_path, [item for item in dev.resources if not item["urn"].endswith("::queue-age")])
    now = changed(dev, "queue-queue", messageRetentionSeconds=60)
    now = Rehearsed(stack="dev", resources=[it for it in now.resources if not it["urn"].endswith("::costs-budget")])
    first, *lines = brief.changes(now, before)
    assert first.startswith("3 things differ from the last rehearsal of dev")
    assert sorted(line.strip() for line in lines) == [
        "+ queue-age (cloudwatch.MetricAlarm)",
        "- costs-budget (budgets.Budget)",
        "~ queue-queue (sqs.Queue): messageRetentionSeconds: 864000 -> 60",
    ]


def test_what_an_up_from_the_last_rehearsal_would_interrupt_or_refuse_is_said(tmp_path: Path) -> None:
    def prod(*zones: str, partner: str) -> Rehearsed:
        values = stack_values("prod")
        network = values["payments:network"] | {"zones": list(zones)}
        migration = deepcopy(values["payments:migration"])
        migration["transfer"]["clientCidrs"] = [partner]
        changes = {"payments:network": network, "payments:migration": migration}
        listed = state(build_stack("prod", changes=changes))
        resources = [item for item in listed if item["type"].startswith(("aws:ec2/", "aws:networkfirewall/"))]
        return Rehearsed(stack="prod", resources=resources)

    before = prod("a", "b", partner="192.0.2.0/25")
    assert list(brief.ahead(before, None)) == []
    assert list(brief.ahead(before, kept(tmp_path, before.resources))) == []
    said = list(brief.ahead(prod("a", "b", "c", partner="192.0.2.0/24"), kept(tmp_path, before.resources)))
    by_path = dict(text.removeprefix("An up from what was last rehearsed: ").split(": ", 1) for text in said)
    assert by_path.keys() == {
        "network-firewall.subnetMappings",
        *(f"{name}network-access-list-private.{way}" for name in REGIONS for way in ("ingress", "egress")),
    }
    assert by_path["network-firewall.subnetMappings"].startswith("InvalidOperationException: subnetChangeProtection is")
    assert by_path["network-access-list-private.ingress"].startswith("tcp from 192.0.2.0 at port 22 is interrupted")


def test_many_changes_are_counted_and_not_all_shown(tmp_path: Path, dev: Rehearsed) -> None:
    lines = list(brief.changes(dev, kept(tmp_path, dev.resources[:100])))
    assert len(lines) == brief.MOST_DIFFERENCES + 2
    assert "more, which --tree prints" in lines[-1]


@pytest.mark.parametrize("width", [64, 80, 100_000])
@pytest.mark.parametrize("warnings", [0, 1, 5, 50])
def test_warnings_and_changes_take_the_room_that_is_left(
    tmp_path: Path, prod: Rehearsed, width: int, warnings: int
) -> None:
    said = [f"{number} " + "a word of a warning " * 12 for number in range(warnings)]
    before = kept(tmp_path, prod.resources[:100])
    # What else is written of the largest stack, with each phase and output.
    others = brief.height([*brief.table(prod, {}), *["x" * 80] * 12, *["word " * 20] * 3], width) + 3
    found = brief.between(said, prod, before, room=brief.MOST_LINES - others, width=width)
    assert others + brief.height(found, width) <= brief.MOST_LINES
    assert [line for line in found if "differ from" in line]
    assert not said or [line for line in found if "Warning: 0" in line or "more warnings" in line]


def test_a_long_value_is_named_and_not_cut(tmp_path: Path, dev: Rehearsed) -> None:
    before = kept(tmp_path, dev.resources)
    now = changed(dev, "queue-queue", redrivePolicy="word " * 30)
    assert list(brief.changes(now, before))[1:] == ["  ~ queue-queue (sqs.Queue): redrivePolicy"]


def test_no_secret_is_kept(tmp_path: Path, dev: Rehearsed) -> None:
    secret = {SIGNATURE: OF_A_SECRET, "ciphertext": "hunter2"}
    nested = changed(dev, "queue-queue", tags=[{"value": secret}])
    kept(tmp_path, nested.resources)
    text = "".join(path.read_text() for path in tmp_path.iterdir())
    assert OF_A_SECRET in text
    assert "hunter2" not in text


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"when": 1}', "\x00"])
def test_a_file_that_is_none_is_as_no_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "rehearsed-dev.json").write_text(content)
    assert last.load("dev", tmp_path) is None
    assert last.load("other", tmp_path) is None


def test_warnings_beyond_some_are_counted() -> None:
    assert list(brief.warnings(["one", "two"])) == ["Warning: one", "Warning: two"]
    many = list(brief.warnings([str(number) for number in range(20)]))
    assert many[-1] == "And 15 more warnings, which --tree prints."
    assert len(many) == brief.MOST_WARNINGS + 1


def test_the_outputs_are_those_that_are_needed_next_and_no_secret() -> None:
    given = {
        "queueUrl": OutputValue(value="https://queue", secret=False),
        "rdsEndpoint": OutputValue(value="hidden", secret=True),
        "containerUrl": OutputValue(value="", secret=False),
        "vpcId": OutputValue(value="vpc-1", secret=False),
    }
    assert list(brief.outputs(given)) == ["queueUrl: https://queue"]


def test_a_line_is_wrapped_between_words_and_a_longer_word_stays_whole() -> None:
    arn = "arn:aws:sqs:eu-west-2:123456789012:a-name-that-is-long"
    lines = brief.fitted(f"  the queue is {arn} and some more", 30)
    assert " ".join(line.strip() for line in lines) == f"the queue is {arn} and some more"
    assert lines[0].startswith("  the")
    assert all(len(line) <= 30 or arn in line for line in lines)
