"""What somebody changes behind the program's back is found on the real engine, sorted, and put right or reported."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import ConfigValue

from ops.drift import __main__ as drift
from ops.drift.found import Change, Difference, Kind
from ops.drift.rules import Rules, Verdict
from ops.failover.serving import Active
from ops.lib.command import CommandError
from ops.lib.outputs import Outputs
from tests.ops.canned import Answers, CannedClients, refusal
from tests.ops.verify import well
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
        clients = CannedClients(answers or {}).clients()
        status = drift.main(["--stack", "dev", "--json", *arguments], clients, dev.stack)
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
def test_what_was_changed_by_hand_is_sorted_put_right_and_told_and_the_next_run_is_clean(
    dev: Rehearsal, run: Run, tmp_path: Path
) -> None:
    assert run("--remediate") == (0, {"stack": "dev", "frozen": "", "open": 0, "findings": [], "outcomes": {}})
    told: list[Mapping[str, Any]] = []

    def publish(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        told.append(asked)
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
        ALIAS: "expected",
        SECRET: "noise",
    }
    status, result = run()
    assert (status, result["outcomes"], result["open"]) == (1, expected, 5)
    # Only looked at so far.
    assert inputs(dev, FUNCTION)["reservedConcurrentExecutions"] == 5

    page = tmp_path / "drift.md"
    status, result = run("--remediate", "--alert", "--markdown", str(page), answers={TOPIC: publish})
    right = {name: "remediated" if outcome == "remediate" else outcome for name, outcome in expected.items()}
    assert (status, result["outcomes"], result["open"]) == (1, right, 1)
    for name in (QUEUE, FUNCTION, ingress):
        assert inputs(dev, name) == before[name]
    assert key(dev, ALARM)
    # The server is for people alone.
    assert inputs(dev, SERVER)["backupRetentionPeriod"] == 1
    [message] = told
    assert message["TopicArn"] == dev.stack.outputs()["snsTopicArn"].value
    assert "backupRetentionPeriod: 7 → 1 (people: a change of the server interrupts payments)" in message["Message"]
    assert "docs/runbooks/drift.md" in message["Message"]
    assert f"| {FUNCTION} | reservedConcurrentExecutions: 50 → 5 | remediated |" in page.read_text()

    alter(dev, SERVER, backupRetentionPeriod=7)
    status, result = run("--remediate", "--alert", answers={TOPIC: publish})
    # The alias depends on the function, and was looked at with it.
    assert (status, result["outcomes"], len(told)) == (0, {SECRET: "noise"}, 1)


AWAY = "eu-west-1"
NAMES = ("RdsIdentifier", "RdsArn", "EventSourceId", "QueueUrl", "DbSecretArn", "DbMasterSecretArn")
SECOND_REGION = {f"recovery{name}": f"second-{name}" for name in NAMES} | {
    "recoveryRegion": AWAY,
    "secretPromotionFunctionArn": "first",
    "recoverySecretPromotionFunctionArn": "second",
}
GONE = refusal("GetParameter", "ParameterNotFound")
NOTE, DATABASE, SECRET_THERE = (
    f"{AWAY} {name}" for name in ("ssm.GetParameter", "rds.DescribeDBInstances", "secretsmanager.DescribeSecret")
)
COPY = {"DBInstances": [{"ReadReplicaSourceDBInstanceIdentifier": "the first one"}]}
FOLLOWS: Answers = {NOTE: GONE, DATABASE: COPY, SECRET_THERE: {"PrimaryRegion": "eu-west-2"}}
SERVES: Answers = {NOTE: GONE, DATABASE: {"DBInstances": [{}]}, SECRET_THERE: {"PrimaryRegion": AWAY}}


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
        (refusal("GetParameter", "AccessDeniedException"), "/payments/dev/failover in eu-west-1 can't be read"),
    ],
)
def test_nothing_is_put_right_while_payments_are_moved_or_nobody_knows(
    dev: Rehearsal, run: Run, tmp_path: Path, answer: Any, why: str
) -> None:
    file = outputs_with_a_second_region(dev, tmp_path)
    alter(dev, FUNCTION, timeout=3)
    arguments = ["--remediate", "--outputs", file]
    status, result = run(*arguments, answers=FOLLOWS | {NOTE: answer})
    assert (status, result["outcomes"][FUNCTION]) == (1, "remediate")
    assert result["frozen"].startswith(why)
    assert inputs(dev, FUNCTION)["timeout"] == 3
    status, result = run(*arguments, answers=FOLLOWS)
    assert (status, result["outcomes"][FUNCTION], result["frozen"]) == (0, "remediated", "")


@pytest.mark.parametrize(
    ("active", "account", "why"),
    [
        ("primary", FOLLOWS, ""),
        ("recovery", SERVES, ""),
        # The Region switch plan moved the payments and left no note, or only half of it came about.
        ("primary", SERVES, "second-RdsIdentifier in eu-west-1 is no copy and the secrets in eu-west-1 are no copies"),
        ("primary", FOLLOWS | {DATABASE: SERVES[DATABASE]}, "second-RdsIdentifier in eu-west-1 is no copy, although"),
        ("primary", FOLLOWS | {SECRET_THERE: SERVES[SECRET_THERE]}, "the secrets in eu-west-1 are no copies, although"),
        ("recovery", FOLLOWS, "second-RdsIdentifier in eu-west-1 is a copy and the secrets in eu-west-1 are copies"),
        ("primary", FOLLOWS | {DATABASE: refusal("DescribeDBInstances", "AccessDenied")}, "which region serves can't"),
    ],
)
def test_nothing_is_put_right_while_the_account_contradicts_the_configuration(
    active: Active, account: Answers, why: str
) -> None:
    given = Outputs(well.OUTPUTS | SECOND_REGION, "stack prod")
    found = drift.frozen(CannedClients(account).clients(), given, "prod", active)
    assert found.startswith(why)
    assert bool(found) is bool(why)


@pytest.mark.engine
def test_the_region_that_serves_is_read_from_the_stacks_own_configuration(dev: Rehearsal) -> None:
    assert drift.active(dev.stack) == "primary"
    dev.stack.set_config("payments:recovery", ConfigValue(json.dumps({"enabled": True, "active": "recovery"})))
    assert drift.active(dev.stack) == "recovery"
    dev.stack.remove_config("payments:recovery")


@pytest.mark.engine
def test_a_remedy_that_would_touch_what_is_for_people_is_left_to_them_and_the_others_are_not(
    dev: Rehearsal, run: Run, tmp_path: Path
) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "remediate: [{type: 'aws:lambda/function:Function', properties: [timeout]},"
        " {type: 'aws:cloudwatch/metricAlarm:MetricAlarm', missing: true}]\n"
        # What a function's new version is rolled out by.
        "never: [{type: 'aws:lambda/invocation:Invocation'}]\n"
    )
    alter(dev, FUNCTION, timeout=3)
    dev.account.remove(key(dev, ALARM))
    status, result = run("--remediate", "--rules", str(rules))
    assert (status, result["outcomes"][FUNCTION], result["outcomes"][ALARM]) == (1, "remediate", "remediated")
    [left] = [one for one in result["findings"] if one["name"] == FUNCTION]
    assert "a person has to look at it" in left["reason"]
    assert run("--remediate")[0] == 0


@pytest.mark.engine
def test_a_remedy_that_aws_refuses_is_reported_with_its_reason(dev: Rehearsal, run: Run) -> None:
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


def difference(kind: Kind, token: str, *properties: str) -> Difference:
    changes = tuple(Change(name, "before", "after") for name in properties)
    return Difference(f"urn:pulumi:dev::payments::{token}::thing", token, kind, changes)


LAMBDA, RULE = "aws:lambda/function:Function", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (difference(Kind.CHANGED, LAMBDA, "timeout"), Verdict.REMEDIATE),
        (difference(Kind.CHANGED, LAMBDA, "tags", "tagsAll", "timeout"), Verdict.REMEDIATE),
        # One property that is not listed leaves the whole resource to people.
        (difference(Kind.CHANGED, LAMBDA, "timeout", "environment"), Verdict.PEOPLE),
        (difference(Kind.MISSING, LAMBDA), Verdict.PEOPLE),
        (difference(Kind.MISSING, RULE), Verdict.REMEDIATE),
        (difference(Kind.CHANGED, RULE, "cidrIpv4"), Verdict.REMEDIATE),
        (difference(Kind.CHANGED, "aws:rds/instance:Instance", "tags"), Verdict.PEOPLE),
        (difference(Kind.CHANGED, "aws:rds/instance:Instance", "engineVersion"), Verdict.EXPECTED),
        (difference(Kind.CHANGED, "aws:rds/instance:Instance", "engineVersion", "multiAz"), Verdict.PEOPLE),
        (difference(Kind.MISSING, "aws:rds/instance:Instance"), Verdict.PEOPLE),
        (difference(Kind.CHANGED, "aws:secretsmanager/secret:Secret", "replicas"), Verdict.EXPECTED),
        (difference(Kind.CHANGED, "aws:secretsmanager/secretPolicy:SecretPolicy", "policy"), Verdict.PEOPLE),
        (difference(Kind.CHANGED, "aws:iam/rolePolicy:RolePolicy", "policy"), Verdict.PEOPLE),
        (difference(Kind.MISSING, "aws:kms/key:Key"), Verdict.PEOPLE),
        (difference(Kind.SURPLUS, "aws:cloudwatch/metricAlarm:MetricAlarm"), Verdict.PEOPLE),
        (difference(Kind.COMPUTED, "aws:kms/key:Key", "arn"), Verdict.NOISE),
    ],
)
def test_the_committed_rules_let_nothing_dangerous_be_put_right(found: Difference, verdict: Verdict) -> None:
    assert Rules.read().judge(found)[0] is verdict


@pytest.mark.engine
def test_every_committed_rule_names_a_type_that_the_program_uses(dev: Rehearsal) -> None:
    types = {item["type"] for item in dev.resources()}
    rules = Rules.read()
    for rule in (*rules.expected, *rules.remediate, *rules.never):
        assert any(rule.fits(difference(Kind.CHANGED, token)) for token in types), rule.type


@pytest.mark.parametrize("text", ["remediate: [{kind: x}]", "remediates: []", "remediate: ["])
def test_a_mistake_in_the_rules_is_refused_before_anything_is_looked_at(tmp_path: Path, text: str) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(text)
    with pytest.raises(CommandError, match=r"rules\.yaml is refused"):
        drift.main(["--rules", str(file)])
