"""Orders that no input shows: a pair without a path of dependencies is found, however the program was scheduled."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from catalog import appconfig, ec2, iam, lambda_, rds, s3, secretsmanager
from simulated_aws.kinds import order
from tests.support.graph import STACKS, build, build_stack
from tests.tools.report.states import state

# The pairs of a role and its user that a committed stack has; App Runner stands in for ECS in another.
COMMITTED = {
    ("RolePolicy", "Function"),
    ("RolePolicyAttachment", "ReplicationSubnetGroup"),
    ("RolePolicyAttachment", "ExpressGatewayService"),
    ("RolePolicy", "MalwareProtectionPlan"),
    ("RolePolicyAttachment", "Instance"),
    ("RolePolicy", "Endpoint"),
    ("InternetGateway", "NatGateway"),
    ("Permission", "SecretRotation"),
    ("Instance", "EventSubscription"),
    ("BucketVersioning", "BucketReplicationConfig"),
}


def resource(kind: str, name: str, inputs: dict[str, Any], *dependencies: str) -> dict[str, Any]:
    return {"urn": f"urn::{name}", "type": kind, "id": name, "inputs": inputs, "dependencies": list(dependencies)}


def kinds(found: order.Order) -> tuple[str, str]:
    return found.first.token.rpartition(":")[2], found.then.token.rpartition(":")[2]


@pytest.mark.parametrize("stack", STACKS)
def test_every_pair_of_a_committed_stack_is_ordered(stack: str) -> None:
    assert order.unordered(state(build_stack(stack))) == []


def test_production_has_the_pairs_of_the_table() -> None:
    found = {kinds(wanted) for _, _, wanted in order.pairs(state(build_stack("prod")))}
    assert found >= COMMITTED, COMMITTED - found


def test_each_pair_is_missed_where_the_second_waits_for_nothing() -> None:
    resources = state(build_stack("prod"))
    pairs = [*order.pairs(resources), *order.awaited(resources)]
    for item in resources:
        item["dependencies"] = []
    found = order.unordered(resources)
    assert len([text for text in found if " does not wait for " in text]) == len(pairs) >= len(COMMITTED)
    # The replica, and the copy of the backups.
    assert len([text for text in found if " wait in no order: " in text]) == 1


def test_a_release_waits_for_what_waits_for_its_alarms_and_a_stop_for_nothing() -> None:
    pairs = order.awaited(state(build_stack("prod")))
    assert sorted((first["urn"].rpartition("::")[2], then["urn"].rpartition("::")[2]) for first, then in pairs) == [
        ("flags-alarm-wait-run", "flags-releases-deployment"),
        ("recovery-flags-alarm-wait-run", "recovery-flags-releases-deployment"),
    ]


@pytest.mark.parametrize(("told", "found"), [('{"alarms": ["late"]}', 1), ('{"alarms": ["other"]}', 0), ("{}", 0)])
def test_only_what_is_told_of_a_watching_alarm_comes_before_a_deployment(told: str, found: int) -> None:
    arn = "arn:aws:cloudwatch:eu-west-2:123456789012:alarm:late"
    call = resource(lambda_.INVOCATION.token, "call", {"functionName": "f", "input": told})
    environment = resource(appconfig.ENVIRONMENT.token, "abc1234:def5678", {"monitors": [{"alarmArn": arn}]})
    deployment = resource(appconfig.DEPLOYMENT.token, "release", {"environmentId": "abc1234"})
    # The engine's state holds what has no inputs, too.
    stack = {"urn": "urn::stack", "type": "pulumi:pulumi:Stack"}
    missing = order.unordered([stack, call, environment, deployment])
    assert [text.partition(":")[0] for text in missing] == ["release does not wait for call"] * found
    assert order.unordered([call, environment, {**deployment, "dependencies": ["urn::call"]}]) == []


def test_a_wait_for_something_that_waits_is_a_wait() -> None:
    role = resource(iam.ROLE_POLICY.token, "policy", {"role": "r"})
    between = resource(ec2.VPC.token, "between", {}, "urn::policy")
    inputs = {"role": "arn:aws:iam::123456789012:role/r"}
    assert order.unordered([role, between, resource(lambda_.FUNCTION.token, "f", inputs, "urn::between")]) == []
    (missing,) = order.unordered([role, between, resource(lambda_.FUNCTION.token, "f", inputs)])
    assert missing.startswith("f does not wait for policy: Lambda tries the role's permission")


def test_permissions_of_another_role_or_secret_need_not_come_first() -> None:
    policy = resource(iam.ROLE_POLICY.token, "policy", {"role": "other"})
    function = resource(lambda_.FUNCTION.token, "f", {"role": "arn:aws:iam::123456789012:role/r"})
    permission = resource(lambda_.PERMISSION.token, "permission", {"function": "f", "sourceArn": "secret-a"})
    rotation = {"rotationLambdaArn": "arn:aws:lambda:eu-west-2:123456789012:function:f", "secretId": "secret-b"}
    assert order.unordered([policy, function]) == []
    assert order.unordered([permission, resource(secretsmanager.SECRET_ROTATION.token, "r", rotation)]) == []


def test_a_replication_waits_for_the_versions_of_both_buckets() -> None:
    versioning = [resource(s3.BUCKET_VERSIONING.token, f"{name}-versions", {"bucket": name}) for name in ("one", "two")]
    rules = [{"destination": {"bucket": "arn:aws:s3:::two"}}]
    replication = resource(s3.BUCKET_REPLICATION_CONFIG.token, "copy", {"bucket": "one", "rules": rules})
    assert len(order.unordered([*versioning, replication])) == 2


def test_deployments_to_one_environment_take_turns() -> None:
    first = resource(appconfig.DEPLOYMENT.token, "first", {"environmentId": "abc1234"})
    second = resource(appconfig.DEPLOYMENT.token, "second", {"environmentId": "abc1234"})
    elsewhere = resource(appconfig.DEPLOYMENT.token, "elsewhere", {"environmentId": "def1234"})
    assert len(order.unordered([first, second, elsewhere])) == 1
    assert order.unordered([{**first, "dependencies": ["urn::second"]}, second, elsewhere]) == []


def test_a_replica_and_copied_backups_of_one_server_take_turns() -> None:
    server = "arn:aws:rds:eu-west-2:123456789012:db:payments"
    elsewhere = server.replace("eu-west-2", "eu-west-1")
    replica = resource(rds.INSTANCE.token, "replica", {"replicateSourceDb": server})
    backups = rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION.token
    copy = resource(backups, "copy", {"sourceDbInstanceArn": server})
    (found,) = order.unordered([replica, copy])
    assert found.startswith("replica and copy wait in no order: InvalidDBInstanceState")
    assert order.unordered([replica, {**copy, "dependencies": ["urn::replica"]}]) == []
    assert order.unordered([replica, resource(backups, "copy", {"sourceDbInstanceArn": elsewhere})]) == []
    by_name = resource(rds.INSTANCE.token, "replica", {"replicateSourceDb": "payments"})
    assert len(order.unordered([by_name, copy])) == 1


def gateways(ordered: bool) -> None:
    options = pulumi.ResourceOptions(provider=aws.Provider("aws", region="eu-west-2"))
    vpc = aws.ec2.Vpc("vpc", cidr_block="172.16.0.0/16", opts=options)
    zone = "eu-west-2a"
    subnet = aws.ec2.Subnet("s", vpc_id=vpc.id, cidr_block="172.16.0.0/24", availability_zone=zone, opts=options)
    gateway = aws.ec2.InternetGateway("internet", vpc_id=vpc.id, opts=options)
    table = aws.ec2.RouteTable("table", vpc_id=vpc.id, opts=options)
    aws.ec2.RouteTableAssociation("association", subnet_id=subnet.id, route_table_id=table.id, opts=options)
    aws.ec2.Route(
        "route", route_table_id=table.id, gateway_id=gateway.id, destination_cidr_block="0.0.0.0/0", opts=options
    )
    wait = pulumi.ResourceOptions(depends_on=[gateway] if ordered else [])
    address = aws.ec2.Eip("address", domain="vpc", opts=pulumi.ResourceOptions.merge(options, wait))
    aws.ec2.NatGateway("nat", subnet_id=subnet.id, allocation_id=address.id, opts=options)


def test_a_program_under_mocks_is_refused_where_only_chance_orders_a_pair() -> None:
    build(lambda: gateways(ordered=True))
    with pytest.raises(AssertionError, match=r"nat does not wait for internet: Gateway\.NotAttached"):
        build(lambda: gateways(ordered=False))
