"""What somebody changes by hand is found by the real engine, sorted, and remediated or reported."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import ConfigValue

from ops.drift import __main__ as drift
from ops.drift.differences import Kind
from ops.drift.rules import Rules
from simulated_aws.account import ACCOUNT
from tests.ops.canned import Answers, CannedClients
from tests.ops.drift.samples import difference
from tests.ops.drift.second_region import NOTE, SECOND_REGION, STANDBY
from tests.support.aws import refused
from tests.support.graph import STACKS, build_stack
from tools.rehearsal.engine import Rehearsal

Run = Callable[..., tuple[int, dict[str, Any]]]
TOPIC = "sns.Publish"


@pytest.fixture(scope="module")
def dev() -> Iterator[Rehearsal]:
    """A stack that is up; each test leaves it as it was."""
    with Rehearsal("dev") as rehearsal:
        rehearsal.stack.up()
        yield rehearsal


@pytest.fixture
def run(dev: Rehearsal, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs drift on the stack; returns its exit code and its JSON, with the outcomes by name."""

    def call(*arguments: str, answers: Answers | None = None) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        caller = {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"}
        clients = CannedClients({"sts.GetCallerIdentity": caller, **(answers or {})}).clients()
        # The program of a rehearsal is the one that it was deployed with.
        status = drift.main(["--stack", "dev", "--json", *arguments], clients, dev.stack, lambda stack: "")
        result = json.loads(capsys.readouterr().out)
        return status, result | {"outcomes": {one["name"]: one["outcome"] for one in result["findings"]}}

    return call


def key(dev: Rehearsal, name: str) -> str:
    [found] = [key for key, live in dev.account.live().items() if live.name == name]
    return found


def inputs(dev: Rehearsal, name: str) -> Mapping[str, Any]:
    return dev.account.live()[key(dev, name)].inputs


def alter(dev: Rehearsal, name: str, **properties: Any) -> None:
    dev.account.alter(key(dev, name), properties)


QUEUE, FUNCTION, ALIAS = "queue-queue", "payments-payment-processor-function", "payments-payment-processor-live"
SERVER, SECRET = "database-server-instance", "database-credentials-application-secret"
ALARM = "database-server-alarms-processor"


def an_ingress(dev: Rehearsal) -> str:
    return next(
        live.name
        for live in dev.account.live().values()
        if live.token.endswith(":SecurityGroupIngressRule") and live.inputs.get("toPort") == 443
    )


@pytest.mark.engine
def test_what_was_changed_by_hand_is_sorted_remediated_and_reported_and_the_next_run_is_clean(
    dev: Rehearsal, run: Run, tmp_path: Path
) -> None:
    # The default list had each subnet until the subnet's own list took it.
    noise = {"network-default-network-acl": "noise"}
    status, result = run("--remediate")
    assert (status, result["frozen"], result["open"], result["outcomes"]) == (0, "", 0, noise)
    published: list[Mapping[str, Any]] = []

    def publish(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        published.append(asked)
        return {"MessageId": "1"}

    ingress = an_ingress(dev)
    before = {name: inputs(dev, name) for name in (QUEUE, FUNCTION, SERVER, ingress)}
    tags = {name: value for name, value in before[QUEUE]["tags"].items() if name != "Owner"}
    alter(dev, QUEUE, tags=tags, tagsAll=tags)
    alter(dev, ingress, fromPort=0, toPort=65535)
    alter(dev, FUNCTION, reservedConcurrentExecutions=5)
    dev.account.remove(key(dev, ALARM))
    alter(dev, SERVER, backupRetentionPeriod=1)
    alter(dev, ALIAS, functionVersion="2")
    alter(dev, SECRET, lastRotatedDate="2026-11-25")

    expected = {
        QUEUE: "remediate",
        ingress: "remediate",
        FUNCTION: "remediate",
        ALARM: "remediate",
        SERVER: "people",
        # The engine leaves alone what the program ignores.
        ALIAS: "noise",
        SECRET: "noise",
        **noise,
    }
    status, result = run()
    assert (status, result["outcomes"], result["open"]) == (1, expected, 5)
    # So far nothing is changed.
    assert inputs(dev, FUNCTION)["reservedConcurrentExecutions"] == 5

    page = tmp_path / "drift.md"
    status, result = run("--remediate", "--alert", "--markdown", str(page), answers={TOPIC: publish})
    remediated = {name: "remediated" if outcome == "remediate" else outcome for name, outcome in expected.items()}
    assert (status, result["outcomes"], result["open"]) == (1, remediated, 1)
    for name in (QUEUE, FUNCTION, ingress):
        assert inputs(dev, name) == before[name]
    assert key(dev, ALARM)
    # The server is for people alone.
    assert inputs(dev, SERVER)["backupRetentionPeriod"] == 1
    [message] = published
    assert message["TopicArn"] == dev.stack.outputs()["snsTopicArn"].value
    assert "backupRetentionPeriod: 7 → 1 (people: a change of the server interrupts payments)" in message["Message"]
    assert "docs/runbooks/drift.md" in message["Message"]
    assert f"| {FUNCTION} | reservedConcurrentExecutions: 50 → 5 | remediated |" in page.read_text()

    alter(dev, SERVER, backupRetentionPeriod=7)
    status, result = run("--remediate", "--alert", answers={TOPIC: publish})
    # The alias depends on the function, and was refreshed with it.
    assert (status, result["outcomes"], len(published)) == (0, {SECRET: "noise", **noise}, 1)


def outputs_with_a_second_region(dev: Rehearsal, tmp_path: Path) -> str:
    file = tmp_path / "outputs.json"
    values = {name: output.value for name, output in dev.stack.outputs().items() if output.value is not None}
    file.write_text(json.dumps(values | SECOND_REGION))
    return str(file)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            {"Parameter": {"Value": json.dumps({"active": "eu-west-1", "began": 1})}},
            "payments were moved to eu-west-1",
        ),
        (refused("GetParameter", "AccessDeniedException"), "/payments/dev/failover in eu-west-1 can't be read"),
    ],
)
def test_nothing_is_remediated_while_payments_are_moved_or_that_is_unknown(
    dev: Rehearsal, run: Run, tmp_path: Path, answer: Any, why: str
) -> None:
    file = outputs_with_a_second_region(dev, tmp_path)
    alter(dev, FUNCTION, reservedConcurrentExecutions=3)
    arguments = ["--remediate", "--outputs", file]
    status, result = run(*arguments, answers=STANDBY | {NOTE: answer})
    assert (status, result["outcomes"][FUNCTION]) == (1, "remediate")
    assert result["frozen"].startswith(why)
    assert inputs(dev, FUNCTION)["reservedConcurrentExecutions"] == 3
    status, result = run(*arguments, answers=STANDBY)
    assert (status, result["outcomes"][FUNCTION], result["frozen"]) == (0, "remediated", "")


@pytest.mark.engine
def test_the_active_region_is_read_from_the_stacks_own_configuration(dev: Rehearsal) -> None:
    assert drift.recovery_settings(dev.stack).active == "primary"
    dev.stack.set_config("payments:recovery", ConfigValue(json.dumps({"enabled": True, "active": "recovery"})))
    assert drift.recovery_settings(dev.stack).active == "recovery"
    dev.stack.remove_config("payments:recovery")


@pytest.mark.engine
def test_a_remediation_that_would_change_what_is_for_people_is_left_to_them_and_the_others_are_not(
    dev: Rehearsal, run: Run, tmp_path: Path
) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "remediate: [{type: 'aws:lambda/function:Function', properties: [timeout]},"
        " {type: 'aws:cloudwatch/metricAlarm:MetricAlarm', missing: true}]\n"
        # What a function's new version is rolled out by.
        "never: [{type: 'aws:lambda/invocation:Invocation'}]\n"
    )
    before = inputs(dev, FUNCTION)["timeout"]
    alter(dev, FUNCTION, timeout=3)
    dev.account.remove(key(dev, ALARM))
    status, result = run("--remediate", "--rules", str(rules))
    assert (status, result["outcomes"][FUNCTION], result["outcomes"][ALARM]) == (1, "remediate", "remediated")
    [left] = [one for one in result["findings"] if one["name"] == FUNCTION]
    assert "a person has to look at it" in left["reason"]
    # The committed rules leave it to people: a new version of the code would be rolled out.
    alter(dev, FUNCTION, timeout=before)
    assert run("--remediate")[0] == 0


@pytest.mark.engine
def test_a_remediation_that_aws_refuses_is_reported_with_its_reason(dev: Rehearsal, run: Run) -> None:
    dev.account.remove(key(dev, ALARM))
    dev.account.trouble(f"{ALARM}$", "throttle")
    status, result = run("--remediate")
    assert (status, result["outcomes"][ALARM]) == (1, "remediate")
    [left] = [one for one in result["findings"] if one["name"] == ALARM]
    assert "ThrottlingException" in left["reason"]
    # The engine has noted meanwhile that it is gone; the program still asks for it.
    assert run()[1]["outcomes"][ALARM] == "remediate"
    status, result = run("--remediate")
    assert (status, result["outcomes"][ALARM]) == (0, "remediated")


def test_every_committed_rule_names_a_type_that_the_program_uses() -> None:
    types = {item.token for stack in STACKS for item in build_stack(stack).resources}
    rules = Rules.read()
    for rule in (*rules.expected, *rules.remediate, *rules.never):
        assert any(rule.fits(difference(Kind.CHANGED, token)) for token in types), rule.type
