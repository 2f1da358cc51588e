"""The committed rules let nothing dangerous be remediated, and mistakes in rules are refused."""

from pathlib import Path

import pytest

from ops.drift import __main__ as drift
from ops.drift.differences import Difference, Kind
from ops.drift.rules import Rules, Verdict
from ops.lib.command import CommandError
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


@pytest.mark.parametrize("text", ["remediate: [{kind: x}]", "remediates: []", "remediate: ["])
def test_a_mistake_in_the_rules_is_refused_before_anything_is_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(text)
    with pytest.raises(CommandError, match=r"rules\.yaml is refused"):
        drift.main(["--rules", str(file)])
