"""The audit of the ledger as the program registers it, and when its alarms start."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from lambda_src.metrics import NAMESPACE
from tests.support.cloudwatch import Metrics, in_alarm
from tests.support.graph import Graph, build_stack

DAY = 24 * 60


@cache
def stack() -> Graph:
    return build_stack("dev", changes={"payments:payments": {"audit": {"hour": 4, "nights": 30}}})


def test_the_audit_runs_every_night_with_the_applications_credential_and_no_other_right() -> None:
    function = stack().one("payments-audit-function").inputs
    assert (function["handler"], function["timeout"]) == ("lambda_src.audit.handle", 900)
    assert "reservedConcurrentExecutions" not in function, "nothing is taken from the payments"
    secret = stack().one("database-credentials-application-secret").properties["arn"]
    assert function["environment"]["variables"] == {
        "DATABASE_HOST": stack().one("database-server-instance").properties["address"],
        "DATABASE_PORT": "3306",
        "DATABASE_NAME": "payments",
        "APPLICATION_SECRET_ARN": secret,
        "AUDIT_NIGHTS": "30",
        "STACK": "dev",
        "POWERTOOLS_SERVICE_NAME": "ledger-audit",
    }
    rule, target = (stack().one(f"payments-audit-schedule{part}") for part in ("", "-target"))
    assert rule.inputs["scheduleExpression"] == "cron(30 4 * * ? *)"
    assert target.inputs["arn"] == stack().one("payments-audit-function").properties["arn"]
    statements = stack().one("payments-audit-role-policy").policy()
    rights = {action for item in statements for action in item["Action"] if not action.startswith(("ec2:", "xray:"))}
    assert rights == {"logs:CreateLogStream", "logs:PutLogEvents", "kms:Decrypt", "secretsmanager:GetSecretValue"}
    assert [item["Resource"] for item in statements if "secretsmanager:GetSecretValue" in item["Action"]] == [secret]


@pytest.mark.parametrize(("active", "prefix"), [("primary", ""), ("recovery", "recovery-")])
def test_the_ledger_is_audited_where_it_is_written(active: str, prefix: str) -> None:
    recovery = {"payments:recovery": {"enabled": True, "active": active}}
    graph = build_stack("staging", preview=True, changes=recovery)
    found = {item.name for item in graph if "payments-audit" in item.name}
    assert {f"{prefix}payments-audit-function", f"{prefix}payments-audit-late"} <= found
    assert all(name.startswith(f"{prefix}payments-audit") for name in found)


def alarm(name: str) -> Mapping[str, Any]:
    return stack().one(f"payments-audit-{name}").inputs


def test_a_finding_is_an_alarm_until_a_day_without_one() -> None:
    metrics, dimensions = Metrics(), {"Stack": "dev"}
    metrics.publish(90, NAMESPACE, "LedgerFindings", dimensions, 0)
    assert not in_alarm(alarm("findings"), metrics, 90)
    metrics.publish(DAY + 90, NAMESPACE, "LedgerFindings", dimensions, 3)
    metrics.publish(2 * DAY + 90, NAMESPACE, "LedgerFindings", dimensions, 0)
    assert in_alarm(alarm("findings"), metrics, DAY + 90)
    assert not in_alarm(alarm("findings"), metrics, 2 * DAY + 91)


def live(days: int, audits: Mapping[int, int]) -> Metrics:
    """A server that is there for some days, and on some of them an audit at the fourth hour, complete or not."""
    metrics = Metrics()
    (identifier,) = [
        query["metric"]["dimensions"] for query in alarm("late")["metricQueries"] if query["id"] == "server"
    ]
    for hour in range(days * 24):
        metrics.publish(hour * 60, "AWS/RDS", "CPUUtilization", identifier, 5)
    for day, complete in audits.items():
        metrics.publish(day * DAY + 270, NAMESPACE, "LedgerAudited", {"Stack": "dev"}, complete)
    return metrics


def late(metrics: Metrics, days: int) -> list[int]:
    """The hours in which the alarm is on."""
    return [hour for hour in range(1, days * 24) if in_alarm(alarm("late"), metrics, hour * 60)]


def test_a_new_stack_is_not_late_whichever_hour_it_begins() -> None:
    assert late(live(6, {1: 1, 2: 1, 3: 1, 4: 1, 5: 1}), 6) == []


@pytest.mark.parametrize("after", [{}, {3: 0, 4: 0, 5: 0, 6: 0}])
def test_audits_that_end_are_late_after_three_days_also_where_they_are_only_incomplete(after: dict[int, int]) -> None:
    on = late(live(7, {1: 1, 2: 1, **after}), 7)
    # The last complete one was on the second day, after four in the morning.
    assert on == list(range(on[0], 7 * 24))
    assert 4.9 < on[0] / 24 < 5.3
    assert late(live(7, {1: 1, 2: 1, 5: 1, 6: 1}), 7) == list(range(on[0], 5 * 24 + 5))


def test_audits_that_never_ran_are_late() -> None:
    assert late(live(6, {}), 6)[0] <= 3 * 24
