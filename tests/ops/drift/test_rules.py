"""The committed rules let nothing dangerous be remediated, and mistakes in rules are refused."""

from pathlib import Path

import pytest

from ops.drift import __main__ as drift
from ops.drift.differences import Difference, Kind
from ops.drift.rules import Rules, Verdict
from ops.lib.command import UNABLE, run
from tests.ops.drift.samples import difference

LAMBDA, RULE = "aws:lambda/function:Function", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (difference(Kind.CHANGED, LAMBDA, "reservedConcurrentExecutions"), Verdict.REMEDIATE),
        (difference(Kind.CHANGED, LAMBDA, "tags", "tagsAll", "reservedConcurrentExecutions"), Verdict.REMEDIATE),
        # One property that is not listed leaves the whole resource to people.
        (difference(Kind.CHANGED, LAMBDA, "reservedConcurrentExecutions", "environment"), Verdict.PEOPLE),
        # What changes these could run code, or open a queue.
        (difference(Kind.CHANGED, LAMBDA, "timeout"), Verdict.PEOPLE),
        (difference(Kind.CHANGED, "aws:sqs/queue:Queue", "redrivePolicy"), Verdict.PEOPLE),
        (difference(Kind.MISSING, LAMBDA), Verdict.PEOPLE),
        (difference(Kind.MISSING, RULE), Verdict.REMEDIATE),
        (difference(Kind.CHANGED, RULE, "cidrIpv4"), Verdict.REMEDIATE),
        (difference(Kind.CHANGED, "aws:rds/instance:Instance", "tags"), Verdict.PEOPLE),
        (difference(Kind.CHANGED, "aws:rds/instance:Instance", "engineVersion"), Verdict.EXPECTED),
        (difference(Kind.CHANGED, "aws:rds/instance:Instance", "engineVersion", "multiAz"), Verdict.PEOPLE),
        (difference(Kind.MISSING, "aws:rds/instance:Instance"), Verdict.PEOPLE),
        (difference(Kind.CHANGED, "aws:secretsmanager/secret:Secret", "replicas"), Verdict.PEOPLE),
        (difference(Kind.CHANGED, "aws:secretsmanager/secretPolicy:SecretPolicy", "policy"), Verdict.PEOPLE),
        (difference(Kind.CHANGED, "aws:iam/rolePolicy:RolePolicy", "policy"), Verdict.PEOPLE),
        (difference(Kind.MISSING, "aws:kms/key:Key"), Verdict.PEOPLE),
        (difference(Kind.SURPLUS, "aws:cloudwatch/metricAlarm:MetricAlarm"), Verdict.PEOPLE),
        (difference(Kind.COMPUTED, "aws:kms/key:Key", "arn"), Verdict.NOISE),
    ],
)
def test_the_committed_rules_let_nothing_dangerous_be_remediated(found: Difference, verdict: Verdict) -> None:
    assert Rules.read().judge(found)[0] is verdict


WRONG: dict[str, bytes] = {
    "another key": b"remediate: [{kind: x}]",
    "another list": b"remediates: []",
    "several": b"remediate: [{kind: x}, 1]\nnever: 5\nexpected: [{type: [x]}]",
    "a list": b"[1]",
    "no YAML": b"remediate: [",
    "no text": b"\xff\xfe\xfd",
    "signs that YAML does not take": b"never: [\x07]",
    "two documents": b"--- {}\n--- {}",
    "a Python object": b"!!python/object:x {}",
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("kind", [*WRONG, "a folder", "missing"])
def test_a_mistake_in_the_rules_is_refused_in_one_line_before_anything_is_read(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rules.yaml"
    if kind == "a folder":
        file.mkdir()
    elif kind != "missing":
        file.write_bytes(WRONG[kind])
    with pytest.raises(SystemExit) as ending:
        run(lambda: drift.main(["--rules", str(file)]))
    said = capsys.readouterr().err
    assert ending.value.code == UNABLE
    assert "rules.yaml is refused: " in said or "rules.yaml can't be read: " in said
    assert said.count("\n") == 1
    assert "https://" not in said


def test_rules_are_read_in_each_encoding_that_yaml_has(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        file.write_bytes("never: [{type: 'aws:*', reason: \u00e4}]".encode(encoding))
        assert Rules.read(file).forbid("aws:x")
