"""Each rule of one resource passes the right one and refuses the wrong one."""

import importlib
from collections import Counter
from keyword import iskeyword
from typing import Any

import pytest

from policy.resources import Resource
from policy.rule import Rule, decided
from policy.rules import RULES, STACK_RULES
from policy.values import UNKNOWN
from tests.policy.cases import CASES, TABLES
from tests.policy.cases.case import Changes, changed
from tests.support.graph import Graph, build_stack

BAD = [
    pytest.param(rule, change, id=f"{rule.name}-{n}") for rule in RULES for n, change in enumerate(CASES[rule.name].bad)
]


def named(rule: Rule) -> str:
    return rule.name


def texts(rule: Rule, properties: Any, kind: str = "") -> list[str]:
    """What the rule says of a resource with these properties, all of which are known."""
    resource = Resource(type=kind or rule.types[0], name="it", urn="urn:it", properties=properties)
    found, undecided = decided(rule.violations(resource))
    assert undecided is None
    return [violation.text for violation in found]


def test_every_rule_has_its_cases_and_every_case_a_rule() -> None:
    assert {rule.name for rule in RULES} == CASES.keys()
    assert sum(len(table) for table in TABLES) == len(CASES)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_right_resource_passes(rule: Rule) -> None:
    case = CASES[rule.name]
    for properties in (case.good, *case.also_good):
        for kind in rule.types:
            assert texts(rule, properties, kind) == []


@pytest.mark.parametrize(("rule", "change"), BAD)
def test_a_wrong_resource_is_refused(rule: Rule, change: Changes) -> None:
    for kind in rule.types:
        assert texts(rule, changed(CASES[rule.name].good, change), kind)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_rule_leaves_other_types_alone(rule: Rule) -> None:
    for change in CASES[rule.name].bad:
        assert texts(rule, changed(CASES[rule.name].good, change), "aws:other/thing:Thing") == []


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_what_is_not_known_yet_is_neither_refused_nor_passed(rule: Rule) -> None:
    for change in CASES[rule.name].bad:
        unknown = dict.fromkeys(changed(CASES[rule.name].good, change) | dict.fromkeys(CASES[rule.name].good), UNKNOWN)
        resource = Resource(type=rule.types[0], name="it", urn="urn:it", properties=unknown)
        found, undecided = decided(rule.violations(resource))
        assert found == []
        assert undecided is not None


@pytest.fixture(scope="module")
def production() -> Graph:
    return build_stack("prod")


def test_a_resource_of_a_real_stack_is_refused_once_it_violates_a_rule(production: Graph) -> None:
    broken: Counter[str] = Counter()
    for rule in RULES:
        for item in production:
            if item.token not in rule.types or texts(rule, item.inputs, item.token):
                continue
            changes = [change for change in CASES[rule.name].bad if changed(item.inputs, change) != item.inputs]
            for change in changes:
                assert texts(rule, changed(item.inputs, change), item.token), f"{rule.name}: {item.name}: {change}"
                broken[rule.name] += 1
    assert len(broken) > 90


def test_rules_have_distinct_names_and_say_what_they_are_for() -> None:
    rules = (*RULES, *STACK_RULES)
    assert len({rule.name for rule in rules}) == len(rules) >= 60
    for rule in rules:
        assert rule.controls, rule.name
        assert rule.types, rule.name
        assert len(rule.message) > 10, rule.name


def test_a_container_s_secret_is_refused_by_its_name_while_values_are_unknown() -> None:
    (rule,) = (rule for rule in RULES if rule.name == "ecs-no-secrets-in-environment")
    environments = [{"name": name, "value": UNKNOWN} for name in ("QUEUE_URL", "DATABASE_PASSWORD")]
    properties = {"primaryContainer": {"environments": environments}}
    found, undecided = decided(
        rule.violations(Resource(type=rule.types[0], name="it", urn="it", properties=properties))
    )
    assert [violation.text for violation in found] == ["the variable DATABASE_PASSWORD holds a secret"]
    # The other may be a secret by its value.
    assert undecided is not None


def test_every_type_is_one_of_the_provider_s() -> None:
    kinds = {kind for rule in (*RULES, *STACK_RULES) for kind in rule.types}
    for kind in (kind for kind in kinds if kind.startswith("aws:") and "*" not in kind):
        module, name = kind.removeprefix("aws:").split("/")[0], kind.rpartition(":")[2]
        package = importlib.import_module(f"pulumi_aws.{module}_" if iskeyword(module) else f"pulumi_aws.{module}")
        assert getattr(package, name).pulumi_type == kind


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("rds-multi-az", "multi_az=True"),
        ("kms-key-enabled", "is_enabled=True or left out"),
        ("rds-backup-retention", "backup_retention_period of 7 days or more"),
        ("security-group-no-inline-rules", "no ingress and no egress: rules are resources of their own, "),
        ("lambda-supported-runtime", 'runtime="python3.12", "python3.13", "python3.14" or "nodejs24.x"'),
        ("ecs-container-insights", 'settings with name="containerInsights" and value="enabled" or "enhanced"'),
        ("rds-storage-kms-encryption", "storage_encrypted=True and kms_key_id of a customer managed key: "),
        ("dms-source-logging", "replication_task_settings: Logging with SOURCE_CAPTURE and SOURCE_UNLOAD"),
        ("s3-versioning-configured", "BucketVersioning for each Bucket"),
    ],
)
def test_what_a_rule_requires_is_said_as_it_is_written_in_python(name: str, message: str) -> None:
    (rule,) = (rule for rule in (*RULES, *STACK_RULES) if rule.name == name)
    assert rule.message.startswith(message)
