"""Each rule of a whole stack passes the right one and refuses the wrong one."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest

from policy.rule import Resource, Stack, StackRule, decided
from policy.rules import (
    STACK_RULES,
    companions,
    compute,
    database,
    firewall,
    keys,
    messaging,
    migration,
    network,
    storage,
)
from policy.rules import stack as program
from policy.rules.observability import ALARM, COMPOSITE
from policy.values import UNKNOWN
from tests.policy.stacks import stack_of
from tests.support.graph import build_stack

TAGS = dict.fromkeys(program.TAGS, "set")


def made(kind: str, name: str, parent: str = "above", /, **values: Any) -> Resource:
    """A resource; the value `of_<name>` of a property, alone or in a list, comes from the resource of that name."""
    texts = {key: cast(list[str], value if isinstance(value, list) else [value]) for key, value in values.items()}
    references = {key: frozenset(str(text).removeprefix("of_") for text in found) for key, found in texts.items()}
    return Resource(type=kind, name=name, urn=name, parent=parent, properties=values, references=references)


def pair(kind: str, companion: str, key: str, **values: Any) -> tuple[list[Resource], list[list[Resource]]]:
    """A resource with its companion, which passes; without it, or with another's, it does not."""
    item = made(kind, "it", **values)
    others = made(kind, "other", **values)
    good = [item, made(companion, "companion", **{key: "of_it"})]
    return good, [[item], [item, others, made(companion, "companion", **{key: "of_other"})]]


def event(*sources: str | None) -> list[Resource]:
    server = made(database.INSTANCE, "it")
    return [server, *(made(program.SUBSCRIPTION, f"events-{source}", sourceType=source) for source in sources)]


def subnets(gateway: str) -> list[Resource]:
    """A database's subnet whose route table has a route to something."""
    return [
        made("aws:ec2/internetGateway:InternetGateway", "internet"),
        made("aws:ec2/subnet:Subnet", "subnet"),
        made("aws:ec2/routeTable:RouteTable", "table"),
        made("aws:ec2/route:Route", "route", routeTableId="of_table", gatewayId=gateway),
        made(
            "aws:ec2/routeTableAssociation:RouteTableAssociation", "to", subnetId="of_subnet", routeTableId="of_table"
        ),
        made(program.SUBNETS, "it", subnetIds=["of_subnet"]),
    ]


def invoked_by(service: str, *kept: Resource, **values: Any) -> list[Resource]:
    function = made(compute.FUNCTION, "it", **values)
    return [function, made(companions.PERMISSION, "permission", function="of_it", principal=service), *kept]


def endpoint(service: str) -> Resource:
    return made(network.ENDPOINT, service, serviceName=f"com.amazonaws.eu-west-2.{service}")


SERVICE = made(compute.EXPRESS, "it")
FAILURES = made(companions.INVOKE_CONFIG, "failures", functionName="of_it")
QUEUE = made(messaging.QUEUE, "it")
WITH_REDRIVE = made(messaging.QUEUE, "queue", redrivePolicy="of_it")
LOG = made(storage.LOGGING, "logging", bucket="of_it", targetBucket="of_logs")
BUCKETS = [made(storage.BUCKET, "it"), made(storage.BUCKET, "logs")]

Stacks = tuple[list[Resource], list[list[Resource]]]
CASES: Mapping[str, Stacks] = {
    "network-has-a-flow-log": pair(companions.VPC, "aws:ec2/flowLog:FlowLog", "vpcId"),
    "network-empties-its-default-group": pair(
        companions.VPC, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "vpcId"
    ),
    "firewall-is-logged": pair(firewall.FIREWALL, firewall.LOGGING, "firewallArn"),
    "database-has-an-alarm": pair(database.INSTANCE, ALARM, "dimensions"),
    "secret-rotates": pair(keys.SECRET, companions.ROTATION, "secretId"),
    "secret-has-a-policy": pair(keys.SECRET, "aws:secretsmanager/secretPolicy:SecretPolicy", "secretArn"),
    "key-has-an-alias": pair(keys.KEY, "aws:kms/alias:Alias", "targetKeyId"),
    "function-has-an-alarm": pair(compute.FUNCTION, ALARM, "dimensions"),
    "function-keeps-failed-events": (
        invoked_by("events.amazonaws.com", FAILURES),
        [invoked_by("events.amazonaws.com"), invoked_by("sns.amazonaws.com")],
    ),
    "images-come-through-the-network": (
        [SERVICE, endpoint("ecr.api"), endpoint("ecr.dkr")],
        [[SERVICE, endpoint("ecr.api")], [SERVICE, endpoint("kms"), endpoint("ecr.dkr")]],
    ),
    "alarm-tells-somebody": (
        [made(ALARM, "it"), made(COMPOSITE, "both", alarmRule=["of_it"], alarmActions=["topic"])],
        [
            [made(ALARM, "it", alarmActions=[])],
            [made(ALARM, "it"), made(COMPOSITE, "both", alarmRule=["of_other"], alarmActions=["topic"])],
            [made(COMPOSITE, "it", alarmRule=["of_other"])],
        ],
    ),
    "queue-has-dead-letters": ([QUEUE, WITH_REDRIVE], [[QUEUE]]),
    "queue-has-an-alarm": pair(messaging.QUEUE, ALARM, "dimensions"),
    "queue-has-a-policy": pair(messaging.QUEUE, messaging.QUEUE_POLICY, "queueUrl"),
    "topic-has-a-policy": pair(messaging.TOPIC, messaging.TOPIC_POLICY, "arn"),
    "bucket-has-public-access-blocked": pair(storage.BUCKET, storage.BLOCK, "bucket"),
    "bucket-has-a-policy": pair(storage.BUCKET, storage.BUCKET_POLICY, "bucket"),
    "bucket-has-versions": pair(storage.BUCKET, storage.VERSIONING, "bucket"),
    "bucket-has-encryption": pair(storage.BUCKET, storage.ENCRYPTION, "bucket"),
    "bucket-has-a-lifecycle": pair(storage.BUCKET, storage.LIFECYCLE, "bucket"),
    "bucket-has-an-access-log": ([*BUCKETS, LOG], [BUCKETS, BUCKETS[:1]]),
    "transfer-has-an-alarm": pair(migration.SERVER, ALARM, "dimensions"),
    "database-subnets-are-private": (subnets("of_firewall"), [subnets("of_internet")]),
    "database-events-are-heard": (event("db-instance"), [event(), event("db-snapshot")]),
    "parameter-events-are-heard": (event(None), [event("db-instance")]),
    "security-group-events-are-heard": (event("db-security-group"), [event("db-instance", "db-parameter-group")]),
    "resource-stands-in-a-component": (
        [made("payments:queue:PaymentQueue", "above", "stack"), QUEUE],
        [[QUEUE], [made("pulumi:pulumi:Stack", "above"), QUEUE], [made("pulumi:providers:aws", "above"), QUEUE]],
    ),
    "resource-is-tagged": (
        [made(messaging.QUEUE, "it", tags=TAGS), made(companions.PERMISSION, "permission")],
        [[QUEUE], [made(messaging.QUEUE, "it", tags={"Name": "queue-dev"})]],
    ),
}


def named(rule: StackRule) -> str:
    return rule.name


def said(rule: StackRule, resources: list[Resource]) -> list[str]:
    found, undecided = decided(rule.faults(Stack(resources)))
    assert undecided is None
    return [fault.resource.name for fault in found]


def test_every_rule_has_its_case_and_every_case_a_rule() -> None:
    assert {rule.name for rule in STACK_RULES} == CASES.keys()


@pytest.mark.parametrize("rule", STACK_RULES, ids=named)
def test_a_right_stack_passes(rule: StackRule) -> None:
    good, _ = CASES[rule.name]
    assert said(rule, good) == []


@pytest.mark.parametrize("rule", STACK_RULES, ids=named)
def test_a_wrong_stack_is_refused(rule: StackRule) -> None:
    _, bad = CASES[rule.name]
    for resources in bad:
        assert "it" in said(rule, resources)


def test_an_event_is_kept_in_the_function_s_own_queue_too_and_an_answered_call_needs_none() -> None:
    (rule,) = (rule for rule in STACK_RULES if rule.name == "function-keeps-failed-events")
    assert said(rule, invoked_by("events.amazonaws.com", deadLetterConfig={"targetArn": "dead-letters"})) == []
    assert said(rule, invoked_by("secretsmanager.amazonaws.com")) == []


def test_an_alarm_may_watch_by_a_chosen_name() -> None:
    (rule,) = (rule for rule in STACK_RULES if rule.name == "database-has-an-alarm")
    server = made(database.INSTANCE, "it", identifier="database-dev")
    alarm = made(ALARM, "alarm", dimensions={"DBInstanceIdentifier": "database-dev"})
    other = made(ALARM, "alarm", dimensions={"DBInstanceIdentifier": "database-prod"})
    assert said(rule, [server, alarm]) == []
    assert said(rule, [server, other]) == ["it"]


def test_what_is_not_known_yet_neither_passes_nor_fails() -> None:
    (rule,) = (rule for rule in STACK_RULES if rule.name == "parameter-events-are-heard")
    found, undecided = decided(rule.faults(Stack([*event(), made(program.SUBSCRIPTION, "e", sourceType=UNKNOWN)])))
    assert found == []
    assert undecided is not None
    assert undecided.path == "sourceType"


# What has to go from a real stack for each rule to notice.
TAKEN: Mapping[str, Callable[[Resource], bool]] = {
    "network-has-a-flow-log": lambda item: item.type.endswith(":FlowLog"),
    "network-empties-its-default-group": lambda item: item.type.endswith(":DefaultSecurityGroup"),
    "firewall-is-logged": lambda item: item.type == firewall.LOGGING,
    "database-has-an-alarm": lambda item: item.name.startswith("database-server-alarms-"),
    "secret-rotates": lambda item: item.name == "database-rotation-master",
    "secret-has-a-policy": lambda item: item.name == "database-credentials-master-policy",
    "key-has-an-alias": lambda item: item.name == "queue-key-alias",
    "function-has-an-alarm": lambda item: item.name == "database-rotation-errors",
    "alarm-tells-somebody": lambda item: item.type == COMPOSITE,
    "queue-has-an-alarm": lambda item: item.name.startswith("queue-") and item.type == ALARM,
    "queue-has-a-policy": lambda item: item.name == "queue-dead-letters-queue-policy",
    "topic-has-a-policy": lambda item: item.type == messaging.TOPIC_POLICY,
    "database-events-are-heard": lambda item: item.name == "database-server-events",
    "parameter-events-are-heard": lambda item: item.name == "database-server-parameter-events",
    "security-group-events-are-heard": lambda item: item.name == "database-server-security-group-events",
    "resource-stands-in-a-component": lambda item: item.type == "payments:database:Server",
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
