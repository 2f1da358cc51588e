"""The experiments: what they break, what stops them, what they may do, and their link to the functions."""

import json
from dataclasses import replace
from typing import Any, cast

import pytest

from components.chaos import Chaos, ChaosLink, ChaosLinkArgs
from components.chaos.role import LOGGING, READING
from components.flags import agent_layer
from foundation.region import Region
from simulated_aws.account import Account
from tests.components.chaos.samples import (
    KINDS,
    LAYER,
    action,
    build,
    chaos_args,
    settings,
    subnet,
    targets,
    template,
    usual,
)
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, REGION, in_region


def arn(graph: Graph, name: str) -> str:
    return graph.one(name).properties["arn"]


def processor(graph: Graph) -> str:
    return arn(graph, "payments-payment-processor-function")


def test_every_experiment_stops_on_each_alarm_and_never_runs_on_nothing() -> None:
    graph = usual()
    assert graph.names("ExperimentTemplate") == {f"chaos-{kind}" for kind in KINDS}
    log = graph.one("chaos-log").properties["arn"]
    for kind in KINDS:
        inputs = template(graph, kind)
        assert inputs["stopConditions"] == [
            {"source": "aws:cloudwatch:alarm", "value": arn(graph, name)} for name in ("failing", "waiting")
        ], kind
        assert inputs["experimentOptions"] == {
            "accountTargeting": "single-account",
            "emptyTargetResolutionMode": "fail",
        }
        assert inputs["logConfiguration"]["cloudwatchLogsConfiguration"] == {"logGroupArn": f"{log}:*"}
        assert inputs["roleArn"] == graph.one("chaos-experiments-role").properties["arn"]


def test_the_experiments_are_these() -> None:
    graph = usual()
    assert {kind: action(graph, kind) for kind in KINDS} == {
        "database-failover": ("aws:rds:reboot-db-instances", {"forceFailover": "true"}),
        "zone-loss": ("aws:network:disrupt-connectivity", {"scope": "all", "duration": "PT5M"}),
        "endpoint-loss": ("aws:network:disrupt-vpc-endpoint", {"duration": "PT5M"}),
        "processor-delay": (
            "aws:lambda:invocation-add-delay",
            {"duration": "PT5M", "startupDelayMilliseconds": "10000"},
        ),
        "processor-errors": (
            "aws:lambda:invocation-error",
            {"duration": "PT5M", "invocationPercentage": "25", "preventExecution": "false"},
        ),
    }


@pytest.mark.parametrize("zone", ["a", "b"])
def test_they_break_this_environment_alone(zone: str) -> None:
    graph = build(zone=zone)
    assert targets(graph, "database-failover") == [arn(graph, "database-server-instance")]
    assert targets(graph, "processor-delay") == targets(graph, "processor-errors") == [processor(graph)]
    endpoint = graph.one("network-endpoint-secretsmanager").properties["arn"]
    assert targets(graph, "endpoint-loss") == [endpoint]
    assert targets(graph, "zone-loss") == [
        subnet(graph, tier, zone).properties["arn"] for tier in ("private", "isolated")
    ]


def test_a_delay_stays_within_the_functions_timeout() -> None:
    for seconds in (1, 30, 900):
        reader = {"name": "reader", "handler": "lambda_src.handler.handle", "trigger": "queue"}
        graph = build(payments={"functions": [{**reader, "timeoutSeconds": seconds}]})
        _, parameters = action(graph, "processor-delay")
        assert 0 < int(parameters["startupDelayMilliseconds"]) < seconds * 1000


def permissions(graph: Graph) -> list[dict[str, Any]]:
    return graph.one("chaos-experiments-role-policy").policy()


def test_only_experiments_of_this_account_assume_the_role() -> None:
    (trust,) = usual().one("chaos-experiments-role").policy("assumeRolePolicy")
    assert trust["Principal"] == {"Service": "fis.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:fis:{REGION}:{ACCOUNT}:experiment/*"},
    }


def test_the_role_changes_what_the_experiments_name_and_what_fis_made() -> None:
    graph = usual()
    ec2 = f"arn:aws:ec2:{REGION}:{ACCOUNT}"
    reached: dict[str, set[str]] = {}
    for statement in permissions(graph):
        named: Any = statement["Resource"]
        resources = [named] if isinstance(named, str) else cast(list[str], named)
        if resources == ["*"]:
            assert set(statement["Action"]) <= {*READING, *LOGGING}
            continue
        fenced = any("managedByFIS" in key for key in statement.get("Condition", {}).get("StringEquals", {}))
        for name in statement["Action"]:
            # What FIS made itself, by its tag.
            reached.setdefault(name, set()).update(() if fenced else resources)
    bucket, key = graph.one("chaos-link-faults-bucket").properties["arn"], graph.one("chaos-link-key").properties["arn"]
    vpc = graph.one("network-vpc").properties["arn"]
    endpoint = graph.one("network-endpoint-secretsmanager").properties["arn"]
    subnets = {subnet(graph, tier, "a").properties["arn"] for tier in ("private", "isolated")}
    assert reached == {
        "rds:RebootDBInstance": {arn(graph, "database-server-instance")},
        "ec2:CreateNetworkAcl": {vpc},
        "ec2:CreateNetworkAclEntry": set(),
        "ec2:CreateTags": set(),
        "ec2:DeleteNetworkAcl": set(),
        "ec2:ReplaceNetworkAclAssociation": {*subnets, f"{ec2}:network-acl/*"},
        "ec2:CreateSecurityGroup": {vpc, f"{ec2}:security-group/*"},
        "ec2:DeleteSecurityGroup": set(),
        "ec2:RevokeSecurityGroupEgress": set(),
        "ec2:ModifyVpcEndpoint": {endpoint, f"{ec2}:security-group/*"},
        "lambda:GetFunction": {processor(graph)},
        "kms:Decrypt": {arn(graph, "payments-key")},
        "kms:GenerateDataKey": {key},
        "s3:DeleteObject": {f"{bucket}/FisConfigs/*"},
        "s3:PutObject": {f"{bucket}/FisConfigs/*"},
    }


def test_keys_are_used_through_their_service_alone() -> None:
    function_key = arn(usual(), "payments-key")
    for statement in permissions(usual()):
        if statement["Action"][0].startswith("kms:"):
            service = "lambda" if statement["Resource"] == function_key else "s3"
            assert statement["Condition"] == {"StringEquals": {"kms:ViaService": f"{service}.{REGION}.amazonaws.com"}}


def test_the_log_is_encrypted_and_can_be_written_before_an_experiment_can_start() -> None:
    graph = usual()
    group = graph.one("chaos-log")
    assert group.inputs["name"] == "/payments/chaos-test"
    assert (group.inputs["kmsKeyId"], group.inputs["retentionInDays"]) == (
        graph.one("chaos-link-key").properties["arn"],
        30,
    )
    delivery = graph.one("chaos-log-delivery")
    (statement,) = json.loads(delivery.inputs["policyDocument"])["Statement"]
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Resource"] == f"{group.properties['arn']}:log-stream:*"
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    for kind in KINDS:
        depends_on = graph.one(f"chaos-{kind}").depends_on
        assert {delivery.urn, graph.one("chaos-experiments-role-policy").urn} <= set(depends_on), kind


def test_a_function_gets_the_extension_and_may_read_faults_alone() -> None:
    graph = build()
    variables, statements, layers = (graph.outputs[part] for part in ("variables", "statements", "layers"))
    bucket, key = graph.one("chaos-link-faults-bucket").properties["arn"], graph.one("chaos-link-key").properties["arn"]
    assert variables == {
        "AWS_LAMBDA_EXEC_WRAPPER": "/opt/aws-fis/bootstrap",
        "AWS_FIS_CONFIGURATION_LOCATION": f"{bucket}/FisConfigs/",
    }
    assert {item["Action"][0]: item["Resource"] for item in statements} == {
        "s3:ListBucket": bucket,
        "s3:GetObject": f"{bucket}/FisConfigs/*",
        "kms:Decrypt": key,
    }
    assert layers == [LAYER]


def test_the_layer_can_be_pinned() -> None:
    pinned = f"arn:aws:lambda:{REGION}:111122223333:layer:aws-fis-extension-arm64:7"
    assert build(extensionLayerArn=pinned).outputs["layers"] == [pinned]


def test_the_bucket_of_faults_is_private_encrypted_and_has_a_lifecycle() -> None:
    graph = usual()
    (rule,) = graph.one("chaos-link-faults-encryption").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": graph.one("chaos-link-key").properties["arn"],
    }
    assert graph.one("chaos-link-faults-public-access").inputs["restrictPublicBuckets"] is True
    (expiry,) = graph.one("chaos-link-faults-lifecycle").inputs["rules"]
    assert expiry["expiration"] == {"days": 1}
    (plaintext,) = graph.one("chaos-link-faults-policy").policy()
    assert plaintext["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_extension_runs_beside_the_flags_agent() -> None:
    variables, layers = usual().outputs["variables"], usual().outputs["layers"]
    assert not [key for key in variables if key.startswith(("AWS_APPCONFIG_", "FLAGS_"))]

    def said(number_of_others: int) -> list[str]:
        inputs = {
            "role": f"arn:aws:iam::{ACCOUNT}:role/payments",
            "code": "archive",
            "handler": "lambda_src.handler.handle",
            "runtime": "python3.14",
            "architectures": ["arm64"],
            "layers": [*layers, *[agent_layer(REGION)] * number_of_others],
        }
        return [fault.reason for fault in Account().faults("aws:lambda/function:Function", inputs)]

    assert said(1) == []
    assert any("6 items is not 0 to 5 items" in reason for reason in said(5))


def test_chaos_that_is_off_is_nothing() -> None:
    made: list[Chaos] = []
    graph = build(made=made, enabled=False)
    assert [item.name for item in graph if item.custom and item.name.startswith("chaos")] == []
    assert (made[0].template_ids, made[0].log_group_name, made[0].alarms) == (None, None, [])
    assert graph.outputs == {"variables": {}, "statements": (), "layers": ()}


def test_an_experiment_that_ends_early_is_an_alarm() -> None:
    made: list[Chaos] = []
    graph = build(made=made)
    (alarm,) = made[0].alarms
    rule = graph.one("chaos-watch-rule")
    detail = json.loads(rule.inputs["eventPattern"])["detail"]
    assert detail["new-state"] == {"status": ["failed", "stopped"]}
    assert set(detail["experiment-template-id"]) == {graph.one(f"chaos-{kind}").id for kind in KINDS}
    assert alarm.kind == "experiment-ended-early"
    assert graph.one("chaos-watch-alarm").inputs["dimensions"] == {"RuleName": rule.properties["name"]}


def test_chaos_can_be_previewed() -> None:
    assert {item.name for item in build(preview=True)} == {item.name for item in usual()}


def test_chaos_that_is_on_needs_its_zone_and_its_link() -> None:
    def make(region: Region) -> None:
        args = chaos_args(region, settings())
        with pytest.raises(ValueError, match=r"a subnet in private_subnet_ids, \['a', 'b'\]; got c"):
            replace(args, settings=settings(zone="c"))
        off = ChaosLink("other-link", ChaosLinkArgs(region=region, settings=settings(enabled=False)))
        with pytest.raises(ValueError, match="the link must be enabled where chaos is enabled"):
            replace(args, link=off)
        with pytest.raises(ValueError, match="stop_alarms must hold at least one alarm; got none"):
            replace(args, stop_alarms=())

    in_region(make)
