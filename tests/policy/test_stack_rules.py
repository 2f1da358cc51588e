"""Each rule of a whole stack passes the right one and refuses the wrong one."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from policy.checks.stacks import ALARM
from policy.checks.tags import TAGS
from policy.resources import Resource, Stack
from policy.rule import StackRule, decided
from policy.rules import (
    STACK_RULES,
    containers,
    database,
    domain_names,
    firewall,
    functions,
    keys,
    messaging,
    migration,
    network,
    storage,
)
from policy.rules.observability import COMPOSITE_ALARM
from policy.values import UNKNOWN
from tests.policy.cases.case import allowing, policy
from tests.policy.cases.made import made, pair
from tests.policy.cases.resolver import dns_rules
from tests.policy.stacks import stack_of
from tests.support.graph import build_stack


def event(*sources: str | None) -> list[Resource]:
    server = made(database.INSTANCE, "it")
    return [server, *(made(database.SUBSCRIPTION, f"events-{source}", sourceType=source) for source in sources)]


def subnets(gateway: str) -> list[Resource]:
    """A database's subnet whose route table has a route to something."""
    return [
        made("aws:ec2/internetGateway:InternetGateway", "internet"),
        made("aws:ec2/subnet:Subnet", "subnet"),
        made("aws:ec2/routeTable:RouteTable", "table"),
        made(database.ROUTE, "route", routeTableId="of_table", gatewayId=gateway),
        made(
            "aws:ec2/routeTableAssociation:RouteTableAssociation", "to", subnetId="of_subnet", routeTableId="of_table"
        ),
        made(database.SUBNET_GROUP, "it", subnetIds=["of_subnet"]),
    ]


def invoked_by(service: str, *kept: Resource, **values: Any) -> list[Resource]:
    function = made(functions.FUNCTION, "it", **values)
    return [function, made(functions.PERMISSION, "permission", function="of_it", principal=service), *kept]


def endpoint(service: str) -> Resource:
    return made(network.ENDPOINT, service, serviceName=f"com.amazonaws.eu-west-2.{service}")


SERVICE = made(containers.SERVICE, "it")
FAILURES = made(functions.INVOKE_CONFIG, "failures", functionName="of_it")
QUEUE = made(messaging.QUEUE, "it")
WITH_REDRIVE = made(messaging.QUEUE, "queue", redrivePolicy="of_it")
LOG = made(storage.LOGGING, "logging", bucket="of_it", targetBucket="of_logs")
BUCKETS = [made(storage.BUCKET, "it"), made(storage.BUCKET, "logs")]

OWN, FOREIGN = "123456789012", "210987654321"


def encrypted(bucket: str, algorithm: str, key: str | None = "key", name: str = "encryption") -> Resource:
    default = {"sseAlgorithm": algorithm} | ({"kmsMasterKeyId": key} if key else {})
    rules = [{"applyServerSideEncryptionByDefault": default}]
    return made(storage.ENCRYPTION, name, bucket=bucket, rules=rules)


def of_account(name: str, account: str = OWN) -> Resource:
    return made(keys.KEY, name, policy=policy(allowing("kms:*", Principal={"AWS": f"arn:aws:iam::{account}:root"})))


def queue_for(account: str) -> Resource:
    statement = allowing("sqs:SendMessage", Principal={"AWS": f"arn:aws:iam::{account}:role/it"})
    return made(messaging.QUEUE_POLICY, "it", policy=policy(statement))


Stacks = tuple[list[Resource], list[list[Resource]]]
CASES: Mapping[str, Stacks] = {
    "vpc-flow-logs-configured": pair(network.VPC, network.FLOW_LOG, "vpcId"),
    "vpc-default-security-group-configured": pair(network.VPC, network.DEFAULT_GROUP, "vpcId"),
    "network-firewall-logging-configured": pair(firewall.FIREWALL, firewall.LOGGING, "firewallArn"),
    "dns-firewall-associated": pair(network.VPC, domain_names.ASSOCIATION, "vpcId"),
    "dns-queries-logged": pair(network.VPC, domain_names.QUERY_LOG, "resourceId"),
    "dns-firewall-default-block": (
        dns_rules(("ALLOW", 1, "*.example.com"), ("BLOCK", 2, "*")),
        [
            dns_rules(("ALLOW", 1, "*.example.com")),
            dns_rules(("ALLOW", 1, "*.example.com"), ("ALERT", 2, "*")),
            dns_rules(("ALLOW", 1, "*"), ("BLOCK", 2, "*")),
            dns_rules(("BLOCK", 1, "*"), ("ALLOW", 2, "*.example.com")),
        ],
    ),
    "rds-alarm-configured": pair(database.INSTANCE, ALARM, "dimensions"),
    "secretsmanager-rotation-configured": pair(keys.SECRET, keys.ROTATION, "secretId"),
    "secretsmanager-policy-configured": pair(keys.SECRET, keys.SECRET_POLICY, "secretArn"),
    "kms-alias-configured": pair(keys.KEY, keys.ALIAS, "targetKeyId"),
    "lambda-alarm-configured": pair(functions.FUNCTION, ALARM, "dimensions"),
    "lambda-on-failure-configured": (
        invoked_by("events.amazonaws.com", FAILURES),
        [invoked_by("events.amazonaws.com"), invoked_by("sns.amazonaws.com")],
    ),
    "ecs-image-vpc-endpoints": (
        [SERVICE, endpoint("ecr.api"), endpoint("ecr.dkr")],
        [[SERVICE, endpoint("ecr.api")], [SERVICE, endpoint("kms"), endpoint("ecr.dkr")]],
    ),
    "cloudwatch-alarm-actions": (
        [made(ALARM, "it"), made(COMPOSITE_ALARM, "both", alarmRule=["of_it"], alarmActions=["topic"])],
        [
            [made(ALARM, "it", alarmActions=[])],
            [made(ALARM, "it"), made(COMPOSITE_ALARM, "both", alarmRule=["of_other"], alarmActions=["topic"])],
            [made(COMPOSITE_ALARM, "it", alarmRule=["of_other"])],
            [made(ALARM, "it"), made(functions.DEPLOYMENT_GROUP, "group", alarmConfiguration=["of_other"])],
        ],
    ),
    "sqs-dead-letter-queue-configured": ([QUEUE, WITH_REDRIVE], [[QUEUE]]),
    "sqs-alarm-configured": pair(messaging.QUEUE, ALARM, "dimensions"),
    "sqs-policy-configured": pair(messaging.QUEUE, messaging.QUEUE_POLICY, "queueUrl"),
    "sns-policy-configured": pair(messaging.TOPIC, messaging.TOPIC_POLICY, "arn"),
    "s3-public-access-block-configured": pair(storage.BUCKET, storage.BLOCK, "bucket"),
    "s3-policy-configured": pair(storage.BUCKET, storage.BUCKET_POLICY, "bucket"),
    "s3-versioning-configured": pair(storage.BUCKET, storage.VERSIONING, "bucket"),
    "s3-encryption-configured": pair(storage.BUCKET, storage.ENCRYPTION, "bucket"),
    "s3-lifecycle-configured": pair(storage.BUCKET, storage.LIFECYCLE, "bucket"),
    "s3-access-logging-configured": ([*BUCKETS, LOG], [BUCKETS, BUCKETS[:1]]),
    "transfer-alarm-configured": pair(migration.SERVER, ALARM, "dimensions"),
    "rds-subnet-group-private": (subnets("of_firewall"), [subnets("of_internet")]),
    "rds-instance-event-notifications": (event("db-instance"), [event(), event("db-snapshot")]),
    "rds-parameter-group-event-notifications": (event(None), [event("db-instance")]),
    "rds-security-group-event-notifications": (
        event("db-security-group"),
        [event("db-instance", "db-parameter-group")],
    ),
    "s3-kms-encryption": (
        [*BUCKETS, LOG, encrypted("of_it", "aws:kms"), encrypted("of_logs", "AES256")],
        [
            [*BUCKETS, LOG, encrypted("of_it", "AES256", name="it")],
            [*BUCKETS, encrypted("of_logs", "AES256", name="it")],
            [*BUCKETS, encrypted("of_it", "aws:kms", key=None, name="it")],
            [*BUCKETS, made(storage.ENCRYPTION, "it", bucket="of_it", rules=[])],
        ],
    ),
    "policy-own-account": (
        [of_account("own"), queue_for(OWN)],
        [
            [of_account("own"), queue_for(FOREIGN)],
            # Nothing says whose account it is, or not all say the same.
            [queue_for(OWN)],
            [of_account("own"), of_account("other", FOREIGN), queue_for(OWN)],
            [of_account("own"), made(functions.PERMISSION, "it", principal=FOREIGN)],
        ],
    ),
    "resource-type-looked-at": (
        [QUEUE, made("aws:ec2/eip:Eip", "address"), made("payments:queue:PaymentQueue", "above")],
        [[made("aws:iam/accessKey:AccessKey", "it")], [made("command:local:Command", "it")]],
    ),
    "resource-in-component": (
        [made("payments:queue:PaymentQueue", "above", "stack"), QUEUE],
        [[QUEUE], [made("pulumi:pulumi:Stack", "above"), QUEUE], [made("pulumi:providers:aws", "above"), QUEUE]],
    ),
    "resource-tagged": (
        [made(messaging.QUEUE, "it", tags=dict.fromkeys(TAGS, "set")), made(functions.PERMISSION, "permission")],
        [[QUEUE], [made(messaging.QUEUE, "it", tags={"Name": "queue-dev"})]],
    ),
}


def named(rule: StackRule) -> str:
    return rule.name


def said(rule: StackRule, resources: list[Resource]) -> list[str]:
    found, undecided = decided(rule.violations(Stack(resources)))
    assert undecided is None
    return [violation.resource.name for violation in found]


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
    "sns-policy-configured": lambda item: item.type == messaging.TOPIC_POLICY,
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
