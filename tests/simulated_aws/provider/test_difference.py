"""What the provider finds different between what it has read back and what a program says."""

import json
from typing import Any

import pytest

from catalog import apprunner, cloudwatch, dms, ec2, ecs, iam, lambda_, networkfirewall, rds, s3
from simulated_aws.declarations import UNKNOWN
from simulated_aws.provider.difference import difference
from simulated_aws.provider.new_resource import DEFAULTS

ALLOW = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*", "Principal": {"Service": "a.amazonaws.com"}}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [ALLOW]})


def policy(**changes: Any) -> str:
    return json.dumps({"Statement": {**ALLOW, **changes}, "Version": "2012-10-17"}, indent=2)


SAME = [
    pytest.param(
        iam.ROLE.token, {"assumeRolePolicy": POLICY}, {"assumeRolePolicy": policy()}, id="a policy's spelling"
    ),
    pytest.param(
        iam.ROLE.token,
        {"assumeRolePolicy": POLICY},
        {"assumeRolePolicy": policy(Action="s3:GetObject", Resource=["*"])},
        id="one item and a list of it",
    ),
    pytest.param(
        cloudwatch.DASHBOARD.token,
        {"dashboardBody": '{"a":1,"b":2}'},
        {"dashboardBody": '{"b": 2, "a": 1.0}'},
        id="JSON",
    ),
    pytest.param(rds.SUBNET_GROUP.token, {"subnetIds": ["a", "b"]}, {"subnetIds": ["b", "a"]}, id="the order of a set"),
    pytest.param(
        networkfirewall.FIREWALL_POLICY.token,
        {"firewallPolicy": {"statelessDefaultActions": ["x", "y"]}},
        {"firewallPolicy": {"statelessDefaultActions": ["y", "x"]}},
        id="the order of a set inside",
    ),
    pytest.param(
        rds.PARAMETER_GROUP.token,
        {"parameters": [{"name": "a", "value": "1", "applyMethod": "pending-reboot"}]},
        {"parameters": [{"name": "a", "value": "1", "applyMethod": "immediate"}]},
        id="how a parameter is applied",
    ),
    pytest.param(apprunner.SERVICE.token, {"tags": {}}, {}, id="no tags"),
    pytest.param(
        apprunner.SERVICE.token,
        {"instanceConfiguration": {"cpu": "256", "memory": "512"}},
        {"instanceConfiguration": {"cpu": "0.25 vCPU", "memory": "0.5 GB"}},
        id="units",
    ),
    pytest.param(ec2.VPC.token, {"enableDnsSupport": True}, {}, id="a default"),
    pytest.param(ec2.VPC.token, {}, {"instanceTenancy": "default"}, id="a default that is said"),
    pytest.param(rds.INSTANCE.token, {"engineVersion": "8.4.11"}, {}, id="what AWS has"),
    pytest.param(
        lambda_.ALIAS.token, {"functionName": "f"}, {"functionName": "arn:aws:lambda:r:1:function:f"}, id="ARN"
    ),
]
OTHER = [
    pytest.param(
        iam.ROLE.token, {"assumeRolePolicy": POLICY}, {"assumeRolePolicy": policy(Action="s3:*")}, "assumeRolePolicy"
    ),
    pytest.param(rds.SUBNET_GROUP.token, {"subnetIds": ["a", "b"]}, {"subnetIds": ["a", "a"]}, "subnetIds"),
    pytest.param(rds.INSTANCE.token, {"engineVersion": "8.4.11"}, {"engineVersion": "8.4"}, "engineVersion"),
    pytest.param(ec2.VPC.token, {"enableDnsSupport": False}, {}, "enableDnsSupport"),
    pytest.param(apprunner.SERVICE.token, {"tags": {"a": "1"}}, {}, "tags"),
    pytest.param(
        rds.PARAMETER_GROUP.token,
        {"parameters": [{"name": "a", "value": "1"}]},
        {"parameters": [{"name": "a", "value": "2"}]},
        "parameters",
    ),
    pytest.param(
        lambda_.FUNCTION.token,
        {"layers": ["a", "b"]},
        {"layers": ["b", "a"]},
        "layers[0] layers[1]",
        id="a list's order",
    ),
    pytest.param(
        "aws:appconfig/hostedConfigurationVersion:HostedConfigurationVersion",
        {"content": '{"a":1}'},
        {"content": '{"a": 1}'},
        "content",
        id="a text that happens to be JSON",
    ),
    pytest.param(lambda_.FUNCTION.token, {"role": "a"}, {"role": UNKNOWN}, "role", id="what is not known yet"),
]


@pytest.mark.parametrize(("token", "state", "inputs"), SAME)
def test_what_means_the_same_is_no_change(token: str, state: dict[str, Any], inputs: dict[str, Any]) -> None:
    assert difference(token, state, inputs).changed == ()


@pytest.mark.parametrize(("token", "state", "inputs", "paths"), OTHER)
def test_what_means_something_else_is_one(
    token: str, state: dict[str, Any], inputs: dict[str, Any], paths: str
) -> None:
    assert difference(token, state, inputs).changed == tuple(paths.split())


def test_an_ignored_part_is_no_change() -> None:
    state, inputs = {"primaryContainer": {"image": "a", "containerPort": 80}}, {"primaryContainer": {"image": "b"}}
    found = difference(ecs.EXPRESS_GATEWAY_SERVICE.token, state, inputs, ["primaryContainer.image"])
    assert found.changed == ("primaryContainer.containerPort",)
    assert difference(ecs.EXPRESS_GATEWAY_SERVICE.token, state, inputs, ["primaryContainer"]).changed == ()


@pytest.mark.parametrize(
    ("token", "state", "inputs", "replaces"),
    [
        # The registry calls these create-only, the provider changes them.
        (rds.INSTANCE.token, {"dbSubnetGroupName": "a"}, {"dbSubnetGroupName": "b"}, ()),
        (apprunner.SERVICE.token, {"tags": {"a": "1"}}, {"tags": {"a": "2"}}, ()),
        (rds.INSTANCE.token, {"kmsKeyId": "a"}, {"kmsKeyId": "b"}, ("kmsKeyId",)),
        (
            ec2.FLOW_LOG.token,
            {"destinationOptions": {"fileFormat": "parquet"}},
            {"destinationOptions": {"fileFormat": "plain-text"}},
            ("destinationOptions.fileFormat",),
        ),
        (
            dms.REPLICATION_CONFIG.token,
            {"computeConfig": {"kmsKeyId": "a", "maxCapacityUnits": 1}},
            {"computeConfig": {"kmsKeyId": "a", "maxCapacityUnits": 2}},
            (),
        ),
        (ec2.VPC.token, {"region": "eu-west-2"}, {"region": "eu-west-1"}, ("region",)),
        (ec2.SECURITY_GROUP_INGRESS_RULE.token, {"cidrIpv4": "10.0.0.0/8"}, {"cidrIpv4": "10.0.0.0/9"}, ()),
        (
            ec2.SECURITY_GROUP_INGRESS_RULE.token,
            {"cidrIpv4": "10.0.0.0/8"},
            {"referencedSecurityGroupId": "sg-1"},
            ("cidrIpv4", "referencedSecurityGroupId"),
        ),
        (lambda_.INVOCATION.token, {"input": "{}"}, {"input": '{"a": 1}'}, ("input",)),
        (lambda_.INVOCATION.token, {"input": "{}"}, {"input": '{"a": 1}', "lifecycleScope": "CRUD"}, ()),
    ],
)
def test_a_change_replaces_what_the_provider_says(
    token: str, state: dict[str, Any], inputs: dict[str, Any], replaces: tuple[str, ...]
) -> None:
    found = difference(token, state, inputs)
    assert found.changed
    assert found.replaces == replaces


@pytest.mark.parametrize(
    ("token", "old", "new", "first"),
    [
        # A name of the program's own, where the provider would have made one.
        (iam.ROLE.token, {"name": "a", "path": "/"}, {"name": "a", "path": "/b/", DEFAULTS: []}, True),
        (iam.ROLE.token, {"name": "a", "path": "/"}, {"name": "a", "path": "/b/", DEFAULTS: ["name"]}, False),
        (s3.BUCKET.token, {"bucket": "a"}, {"bucket": "b", DEFAULTS: []}, True),
        # Two attachments of a role and a policy would be one.
        (iam.ROLE_POLICY_ATTACHMENT.token, {"policyArn": "a"}, {"policyArn": "b", DEFAULTS: []}, True),
        # The identifiers of databases and of DMS are no names to the bridge.
        (
            rds.INSTANCE.token,
            {"identifier": "a", "kmsKeyId": "a"},
            {"identifier": "a", "kmsKeyId": "b", DEFAULTS: []},
            False,
        ),
        (
            dms.ENDPOINT.token,
            {"endpointId": "a", "kmsKeyArn": "a"},
            {"endpointId": "a", "kmsKeyArn": "b", DEFAULTS: []},
            False,
        ),
        # The part of the bridge for the newer framework never does.
        (
            "aws:arcregionswitch/plan:Plan",
            {"name": "a", "regions": ["a"]},
            {"name": "a", "regions": ["b"], DEFAULTS: []},
            False,
        ),
        # A change in place deletes nothing.
        (iam.ROLE.token, {"name": "a"}, {"name": "a", "description": "x", DEFAULTS: []}, False),
    ],
)
def test_the_old_one_goes_first_where_the_bridge_says_so(
    token: str, old: dict[str, Any], new: dict[str, Any], first: bool
) -> None:
    assert difference(token, old, new).deletes_first is first
