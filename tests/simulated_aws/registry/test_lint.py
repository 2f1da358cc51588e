"""Whole schemas of the registry and cfn-lint's rules: each kind of refusal, with the right value beside it."""

from typing import Any, NamedTuple

import pytest
from pulumi import FileArchive

from catalog import arc, cloudwatch, dms, ec2, iam, lambda_, rds, sns
from catalog.resource_type import ResourceType
from simulated_aws import inspection
from simulated_aws.declarations import UNKNOWN
from simulated_aws.registry import lint
from simulated_aws.registry.left_out import LEFT_OUT

REGION = {"region": "eu-west-1"}
ROLE = "arn:aws:iam::123456789012:role/r"
FUNCTION: dict[str, Any] = {
    "name": "f", "role": ROLE, "code": FileArchive("x"), "runtime": "python3.13", "handler": "a.b", **REGION
}  # fmt: skip
ALARM: dict[str, Any] = {
    "name": "a", "comparisonOperator": "GreaterThanThreshold", "evaluationPeriods": 1, "threshold": 1,
    "metricName": "Errors", "namespace": "X", "period": 60, "statistic": "Sum", **REGION,
}  # fmt: skip
SERVER: dict[str, Any] = {
    "identifier": "db", "instanceClass": "db.t3.medium", "engine": "oracle-ee", "allocatedStorage": 20,
    "engineVersion": "19.0.0.0.ru-2024-01.rur-2024-01.r1", "licenseModel": "bring-your-own-license",
    "username": "master", "password": "aaaaaaaaaa", "skipFinalSnapshot": True, **REGION,
}  # fmt: skip
STREAM = {"functionName": "f", "eventSourceArn": "arn:aws:kinesis:eu-west-1:123456789012:stream/s", **REGION}
LAYERS = [f"arn:aws:lambda:eu-west-1:111122223333:layer:{name}:1" for name in "ab"]
KEY = "arn:aws:kms:eu-west-1:123456789012:key/0f1e2d3c-0000-4000-8000-000000000000"
POOL = "ipam-pool-0123456789abcdef0"


class Case(NamedTuple):
    """A resource, a change of it that is refused, one that is taken, and the refusal."""

    of: ResourceType
    inputs: dict[str, Any]
    wrong: dict[str, Any]
    right: dict[str, Any]
    path: str
    reason: str


CASES = {
    "required": Case(
        lambda_.EVENT_SOURCE_MAPPING, STREAM, {}, {"startingPosition": "LATEST"},
        "startingPosition", "'StartingPosition' is a required property",
    ),
    "dependentRequired": Case(
        ec2.VPC, {"ipv4IpamPoolId": POOL, **REGION}, {}, {"ipv4NetmaskLength": 20},
        "ipv4NetmaskLength", "'Ipv4NetmaskLength' is a dependency of 'Ipv4IpamPoolId'",
    ),
    "dependentExcluded": Case(
        rds.INSTANCE,
        {"identifier": "db", "instanceClass": "db.t3.medium", "skipFinalSnapshot": True,
         "replicateSourceDb": "source", **REGION},
        {"characterSetName": "utf8"}, {},
        "characterSetName", "'CharacterSetName' should not be included with 'SourceDBInstanceIdentifier'",
    ),
    "requiredXor": Case(
        ec2.VPC, {"cidrBlock": "172.16.0.0/16", **REGION}, {"ipv4IpamPoolId": POOL, "ipv4NetmaskLength": 16}, {},
        "ipv4IpamPoolId", "Only one of ['CidrBlock', 'Ipv4IpamPoolId'] is a required property",
    ),
    "anyOf": Case(
        dms.ENDPOINT, {"endpointId": "e", "endpointType": "source", "engineName": "mysql", **REGION},
        {"kmsKeyArn": "x"}, {"kmsKeyArn": KEY},
        "kmsKeyArn", "'x' is not valid under any of the given schemas",
    ),
    "if and then": Case(
        lambda_.FUNCTION, FUNCTION, {"runtime": "python3.10", "snapStart": {"applyOn": "PublishedVersions"}},
        {"snapStart": {"applyOn": "PublishedVersions"}},
        "snapStart.applyOn", "'python3.10' is not supported for 'SnapStart' enabled functions",
    ),
    "uniqueItems": Case(
        lambda_.FUNCTION, FUNCTION, {"layers": LAYERS[:1] * 2}, {"layers": LAYERS},
        "layers", "has non-unique elements",
    ),
    "a list of pairs": Case(
        cloudwatch.METRIC_ALARM, ALARM, {"dimensions": {"d" * 256: "x"}}, {"dimensions": {"d" * 255: "x"}},
        "dimensions.0.Name", "is longer than 255",
    ),
    "a runtime that nobody can create any more": Case(
        lambda_.FUNCTION, FUNCTION, {"runtime": "python3.7"}, {"runtime": "python3.13"},
        "runtime", "Runtime 'python3.7' was deprecated on '2023-12-04'",
    ),
    "a class that the engine does not have": Case(
        rds.INSTANCE, SERVER, {"instanceClass": "db.t4g.medium"}, {},
        "instanceClass", "'db.t4g.medium' is not one of",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", list(CASES.values()), ids=list(CASES))
def test_a_wrong_resource_is_refused_and_the_right_one_beside_it_taken(case: Case) -> None:
    found = inspection.faults(case.of.token, case.inputs | case.wrong)
    assert [fault for fault in found if fault.path == case.path and case.reason in fault.reason], found
    assert not list(lint.faults(case.of.token, case.inputs | case.right))


@pytest.mark.parametrize(("region", "taken"), [("eu-west-2", True), ("eu-west-3", False)])
def test_a_class_is_looked_for_in_the_resources_own_region(region: str, taken: bool) -> None:
    server = SERVER | {"engine": "mysql", "engineVersion": "8.4.7", "instanceClass": "db.m8gd.large", "region": region}
    del server["licenseModel"]
    assert (list(lint.faults(rds.INSTANCE.token, server)) == []) is taken


def test_what_is_known_later_is_neither_missing_nor_wrong() -> None:
    later = {**FUNCTION, "role": UNKNOWN, "runtime": UNKNOWN, "layers": [UNKNOWN, UNKNOWN], "code": UNKNOWN}
    assert not list(lint.faults(lambda_.FUNCTION.token, later))
    rule = {"type": UNKNOWN, "failureThreshold": 3}
    assert not list(lint.faults(arc.HEALTH_CHECK.token, rule))


def test_what_no_input_stands_for_is_not_missing() -> None:
    policy = '{"Version": "2012-10-17", "Statement": []}'
    assert not [
        fault
        for fault in lint.faults(sns.TOPIC_POLICY.token, {"arn": f"{ROLE}", "policy": policy, **REGION})
        if "Topics" in fault.reason
    ]


def test_a_document_is_read_where_the_registry_wants_an_object() -> None:
    document = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Perhaps", "Action": "s3:GetObject", "Resource": "*"}]}'
    )
    found = list(lint.faults(iam.ROLE_POLICY.token, {"name": "p", "role": "r", "policy": document}))
    assert [fault.path for fault in found] == ["policy.Statement.0.Effect"]


def test_each_rule_that_is_left_out_exists_and_says_why() -> None:
    known = lint.known_rules()
    assert LEFT_OUT.keys() <= known | {rule[0] for rule in known}
    assert all(len(reason) > 20 for reason in LEFT_OUT.values())


def test_a_rule_that_breaks_is_no_refusal_that_hides_it() -> None:
    broken = [fault for case in CASES.values() for fault in lint.faults(case.of.token, case.inputs | case.wrong)]
    assert not [fault for fault in broken if "raised while validating" in fault.reason]
