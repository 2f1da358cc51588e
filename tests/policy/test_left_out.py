"""The reasons why controls have no rule hold for the committed stacks, and each kind of reason can fail."""

from dataclasses import replace
from typing import Any

import pytest

from policy.checks import private_link
from policy.checks.stacks import ALARM
from policy.facts import (
    Fact,
    covered_by,
    endpoint_only_beside,
    never_set,
    no_such_setting,
    nobody_calls,
    only_called_inside,
    only_values,
    watched,
)
from policy.left_out import LEFT_OUT
from policy.resources import Resource, Stack
from policy.rules import database, keys, migration, network, storage
from policy.rules.identity import ATTACHMENT, ROLE
from policy.standards import CONTROLS
from tests.components.ci.account import ACCOUNTS, build_account
from tests.policy.cases.case import allowing, policy
from tests.policy.stacks import stack_of, with_container
from tests.support.graph import Graph

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"


def made(kind: str, name: str = "it", /, **values: Any) -> Resource:
    return Resource(type=kind, name=name, urn=name, properties=values)


def allowed(actions: object) -> Resource:
    return made(ROLE_POLICY, policy=policy(allowing(actions)))


def attaching(arn: str, role: Resource) -> list[Resource]:
    """A role with an attached policy."""
    attachment = made(ATTACHMENT, "attached", policyArn=arn)
    return [role, replace(attachment, references={"role": frozenset((role.urn,))})]


def inside(*policies: Resource) -> list[Resource]:
    """A function in the network with the policies of its role."""
    function = made(private_link.FUNCTION, "function", vpcConfig={"subnetIds": ["subnet-1"]})
    return [*policies, replace(function, references={"role": frozenset(one.urn for one in policies)})]


OF_SERVERS = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
MIGRATION = "/service-role/AWSApplicationMigration"
OF_MIGRATION = made(ROLE, "role", path="/service-role/", name="AWSApplicationMigrationLaunchInstanceWithSsmRole")
OF_ANOTHER = made(ROLE, "role", name="AWSApplicationMigrationLaunchInstanceWithSsmRole")
PROCESSOR = made(ROLE, "role", managedPolicyArns=[OF_SERVERS])
OF_SUPPORT = "arn:aws:iam::aws:policy/AWSSupportAccess"
REPLICATION_SERVERS = "arn:aws:iam::aws:policy/service-role/AWSApplicationMigrationReplicationServerPolicy"
OWN = "arn:aws:iam::123456789012:policy/own"
OF_OWN_POLICY = {"policyArn": frozenset(("it",))}
OWN_POLICY = made("aws:iam/policy:Policy", policy=policy(allowing("s3:GetObject")))
ALL_BUT = made(ROLE_POLICY, policy=policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}))
EC2 = made(network.ENDPOINT, serviceName="com.amazonaws.eu-west-2.ec2")
SERVER = made(database.INSTANCE, engine="mysql", enabledCloudwatchLogsExports=["error"])
LOCKED = made(storage.BUCKET, objectLockConfiguration={"objectLockEnabled": "Enabled"})
ROTATION = made(keys.ROTATION)
FAILED = made(ALARM, "database-rotation-master-failed")


@pytest.mark.parametrize("control", LEFT_OUT)
def test_a_reason_holds_for_a_committed_stack(graph: Graph, control: str) -> None:
    reason = LEFT_OUT[control]
    assert list(reason.problems(stack_of(graph))) == [], reason.why


@pytest.mark.parametrize("platform", ["ecs-express", "app-runner"])
def test_all_reasons_hold_with_a_container(platform: str) -> None:
    stack = stack_of(with_container(platform))
    assert [problem for reason in LEFT_OUT.values() for problem in reason.problems(stack)] == []


@pytest.mark.parametrize("name", sorted(set(ACCOUNTS.values())))
def test_the_reasons_for_what_the_account_s_own_program_makes_hold_too(name: str) -> None:
    stack = stack_of(build_account(name))
    made = {item.type for item in stack.resources}
    concerned = {control.name for control in CONTROLS if control.type in made} & LEFT_OUT.keys()
    assert concerned
    assert [problem for control in concerned for problem in LEFT_OUT[control].problems(stack)] == []


def test_each_reason_says_why_and_has_a_fact() -> None:
    for control, reason in LEFT_OUT.items():
        assert len(reason.why) > 20, control
        assert [fact for fact in reason.facts if len(fact.said) > 10], control


@pytest.mark.parametrize(
    ("fact", "resources"),
    [
        (nobody_calls("ssm"), [allowed("ssmmessages:OpenDataChannel")]),
        (nobody_calls("ssm"), attaching("arn:aws:iam::aws:policy/service-role/AmazonDMSVPCManagementRole", OF_ANOTHER)),
        (nobody_calls("ssm", but=MIGRATION), attaching(OF_SERVERS, OF_MIGRATION)),
        (nobody_calls("ssm"), [OWN_POLICY, replace(made(ATTACHMENT, policyArn=OWN), references=OF_OWN_POLICY)]),
        (
            only_called_inside("ec2", "CreateNetworkInterface"),
            inside(allowed(["ec2:CreateNetworkInterface", "s3:Get*"])),
        ),
        # Nothing in the network has it.
        (only_called_inside("ec2", "CreateNetworkInterface"), [allowed("ec2:*")]),
        (never_set(storage.BUCKET, "objectLockConfiguration"), [made(storage.BUCKET), made("aws:x/y:Z", a=1)]),
        (only_values(database.INSTANCE, "engine", "mysql"), [SERVER, made(database.INSTANCE)]),
        (only_values(database.INSTANCE, "enabledCloudwatchLogsExports", "error"), [SERVER]),
        (endpoint_only_beside(migration.MGN_REPLICATION, "ec2"), [EC2, made(migration.MGN_REPLICATION)]),
        (watched(keys.ROTATION, "rotation-master-failed"), [ROTATION, FAILED]),
        (watched(keys.ROTATION, "rotation-master-failed"), []),
        (covered_by("s3-lifecycle-configured", storage.BUCKET), []),
        (no_such_setting("secretsmanager", "CreateSecret", "lastAccessed"), []),
    ],
)
def test_what_is_so_is_a_fact(fact: Fact, resources: list[Resource]) -> None:
    assert list(fact.problems(Stack(resources))) == []


@pytest.mark.parametrize(
    ("fact", "resources"),
    [
        (nobody_calls("ssm"), [allowed("ssm:GetParameter")]),
        (nobody_calls("ssm"), [allowed(["s3:GetObject", "ssm:*"])]),
        (nobody_calls("ssm"), [allowed("*")]),
        (nobody_calls("ssm"), [ALL_BUT]),
        (nobody_calls("ssm"), [allowed("SSM:GetParameter")]),
        (nobody_calls("ssm"), [allowed("s?m:GetParameter")]),
        (nobody_calls("ssm"), attaching(OF_SERVERS, OF_MIGRATION)),
        (nobody_calls("ssm"), [PROCESSOR]),
        (nobody_calls("ssm", but=MIGRATION), attaching(OF_SERVERS, OF_ANOTHER)),
        # Nobody has read it, or nobody knows what it says.
        (nobody_calls("ssm"), attaching("arn:aws:iam::aws:policy/AmazonSSMFullAccess", OF_ANOTHER)),
        (nobody_calls("ssm"), attaching(OWN, OF_ANOTHER)),
        (only_called_inside("ec2", "CreateNetworkInterface"), inside(allowed("ec2:CreateNetwork*"))),
        (only_called_inside("ec2"), inside(made(ATTACHMENT, policyArn=REPLICATION_SERVERS))),
        (never_set(storage.BUCKET, "bucket", "objectLockConfiguration"), [made(storage.BUCKET), LOCKED]),
        (only_values(database.INSTANCE, "engine", "mysql"), [SERVER, made(database.INSTANCE, engine="postgres")]),
        (only_values(database.INSTANCE, "enabledCloudwatchLogsExports", "general"), [SERVER]),
        (endpoint_only_beside(migration.MGN_REPLICATION, "ec2"), [EC2]),
        (watched(keys.ROTATION, "rotation-master-failed", "rotation-application-failed"), [ROTATION, FAILED]),
        (covered_by("s3-lifecycle-configured", database.INSTANCE), []),
        (covered_by("s3-lifecycle", storage.BUCKET), []),
        (covered_by("s3-lifecycle-configured", storage.BUCKET), [LOCKED]),
        (covered_by("iam-role-no-admin-policy", ATTACHMENT), attaching(OF_SUPPORT, OF_ANOTHER)),
        (no_such_setting("secretsmanager", "CreateSecret", "kmskey"), []),
        # Deep in what it takes.
        (no_such_setting("ecs", "CreateExpressGatewayService", "logStream"), []),
    ],
)
def test_what_is_not_so_is_none(fact: Fact, resources: list[Resource]) -> None:
    (problem,) = fact.problems(Stack(resources))
    assert len(problem) > 5
