"""Each rule of a whole stack passes the right one and refuses the wrong one."""

from collections.abc import Callable, Mapping

import pytest

from policy.checks.stacks import ALARM
from policy.resources import Resource, Stack
from policy.rule import StackRule, decided
from policy.rules import STACK_RULES, database, domain_names, firewall, messaging, network
from policy.rules.observability import COMPOSITE_ALARM
from policy.values import UNKNOWN
from tests.policy.cases.made import made
from tests.policy.cases.stacks import STACKS, event, invoked_by
from tests.policy.stacks import stack_of
from tests.support.graph import build_stack


def named(rule: StackRule) -> str:
    return rule.name


def said(rule: StackRule, resources: list[Resource]) -> list[str]:
    found, undecided = decided(rule.violations(Stack(resources)))
    assert undecided is None
    return [violation.resource.name for violation in found]


def test_every_rule_has_its_case_and_every_case_a_rule() -> None:
    assert {rule.name for rule in STACK_RULES} == STACKS.keys()


@pytest.mark.parametrize("rule", STACK_RULES, ids=named)
def test_a_right_stack_passes(rule: StackRule) -> None:
    good, _ = STACKS[rule.name]
    assert said(rule, good) == []


@pytest.mark.parametrize("rule", STACK_RULES, ids=named)
def test_a_wrong_stack_is_refused(rule: StackRule) -> None:
    _, bad = STACKS[rule.name]
    for resources in bad:
        assert "it" in said(rule, resources)


def test_an_event_is_kept_in_the_function_s_own_queue_too_and_an_answered_call_needs_none() -> None:
    (rule,) = (rule for rule in STACK_RULES if rule.name == "lambda-on-failure-configured")
    assert said(rule, invoked_by("events.amazonaws.com", deadLetterConfig={"targetArn": "dead-letters"})) == []
    assert said(rule, invoked_by("secretsmanager.amazonaws.com")) == []


def test_an_alarm_may_watch_by_a_chosen_name() -> None:
    (rule,) = (rule for rule in STACK_RULES if rule.name == "rds-alarm-configured")
    server = made(database.INSTANCE, "it", identifier="database-dev")
    alarm = made(ALARM, "alarm", dimensions={"DBInstanceIdentifier": "database-dev"})
    other = made(ALARM, "alarm", dimensions={"DBInstanceIdentifier": "database-prod"})
    assert said(rule, [server, alarm]) == []
    assert said(rule, [server, other]) == ["it"]


def test_what_is_not_known_yet_neither_passes_nor_fails() -> None:
    (rule,) = (rule for rule in STACK_RULES if rule.name == "rds-parameter-group-event-notifications")
    found, undecided = decided(rule.violations(Stack([*event(), made(database.SUBSCRIPTION, "e", sourceType=UNKNOWN)])))
    assert found == []
    assert undecided is not None
    assert undecided.path == "sourceType"


# What has to go from a real stack for each rule to notice.
TAKEN: Mapping[str, Callable[[Resource], bool]] = {
    "vpc-flow-logs-configured": lambda item: item.type == network.FLOW_LOG,
    "vpc-default-security-group-configured": lambda item: item.type == network.DEFAULT_GROUP,
    "network-firewall-logging-configured": lambda item: item.type == firewall.LOGGING,
    "dns-firewall-associated": lambda item: item.type == domain_names.ASSOCIATION,
    "dns-queries-logged": lambda item: item.type == domain_names.QUERY_LOG,
    "dns-firewall-default-block": lambda item: item.name == "network-dns-rest",
    "rds-alarm-configured": lambda item: item.name.startswith("database-server-alarms-"),
    "secretsmanager-rotation-configured": lambda item: item.name == "database-rotation-master",
    "secretsmanager-policy-configured": lambda item: item.name == "database-credentials-master-policy",
    "kms-alias-configured": lambda item: item.name == "queue-key-alias",
    "lambda-alarm-configured": lambda item: item.name == "database-rotation-errors",
    "cloudwatch-alarm-actions": lambda item: item.type == COMPOSITE_ALARM,
    "sqs-alarm-configured": lambda item: item.name.startswith("queue-") and item.type == ALARM,
    "sqs-policy-configured": lambda item: item.name == "queue-dead-letters-queue-policy",
    "vpc-endpoint-for-each-call": lambda item: item.name == "network-endpoint-monitoring",
    "vpc-endpoint-in-use": lambda item: item.name == "transfer-host-key-import-role-policy",
    "sns-policy-configured": lambda item: item.type == messaging.TOPIC_POLICY,
    "rds-local-infile-for-dms-alone": lambda item: item.name == "dms-target-endpoint",
    "rds-instance-event-notifications": lambda item: item.name == "database-server-events",
    "rds-parameter-group-event-notifications": lambda item: item.name == "database-server-parameter-events",
    "rds-security-group-event-notifications": lambda item: item.name == "database-server-security-group-events",
    "resource-in-component": lambda item: item.type == "payments:database:Server",
}


@pytest.fixture(scope="module")
def production() -> Stack:
    return stack_of(build_stack("prod"))


@pytest.mark.parametrize("name", TAKEN)
def test_a_real_stack_is_refused_once_something_is_taken_from_it(production: Stack, name: str) -> None:
    (rule,) = (rule for rule in STACK_RULES if rule.name == name)
    whole = said(rule, list(production.resources))
    left = [item for item in production.resources if not TAKEN[name](item)]
    assert len(left) < len(production.resources)
    assert len(said(rule, left)) > len(whole)
