"""The experiments: what they break, what stops them, what they may do; and what FIS refuses of a template."""

# botocore's models are untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import json
import re
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any, cast

import botocore.session
import pulumi
import pytest
from botocore.validate import ParamValidator
from pulumi.automation import ConfigValue, OpType

from components.chaos import Chaos, ChaosArgs, ChaosLink, ChaosLinkArgs
from components.chaos.role import LOGGING, READING
from components.config import StackConfig
from components.config_sections import Chaos as Settings
from components.flags import agent_layer
from components.network import Network
from rehearsal.engine import Rehearsal
from simulated_aws.account import Account
from simulated_aws.experiments import ACTIONS
from tests.graph import PROJECT, Graph, Registered
from tests.samples import ACCOUNT, NAMING, REGION, in_region, network_args, plan

# Of another account, since the simulated one holds none of them.
DATABASE = f"arn:aws:rds:{REGION}:111122223333:db:database"
FUNCTION = f"arn:aws:lambda:{REGION}:111122223333:function:payment-processor"
FUNCTION_KEY = f"arn:aws:kms:{REGION}:111122223333:key/payments"
ALARM = f"arn:aws:cloudwatch:{REGION}:111122223333:alarm:slo"
LAYER = f"arn:aws:lambda:{REGION}:111122223333:layer:aws-fis-extension-arm64:9"
AGENT_LAYER = f"arn:aws:lambda:{REGION}:282860088358:layer:AWS-AppConfig-Extension-Arm64:201"
KINDS = ("database-failover", "zone-loss", "endpoint-loss", "processor-delay", "processor-errors")
TEMPLATE = "aws:fis/experimentTemplate:ExperimentTemplate"
ENDPOINTS = ("kms", "secretsmanager")


def link_args(**keys: Any) -> ChaosLinkArgs:
    settings = Settings.model_validate({"enabled": True, **keys})
    return ChaosLinkArgs(naming=NAMING, region=REGION, account_id=ACCOUNT, settings=settings, key_deletion_days=7)


def arguments(network: Network, link: ChaosLink, settings: Settings) -> ChaosArgs:
    return ChaosArgs(
        naming=NAMING,
        region=REGION,
        account_id=ACCOUNT,
        settings=settings,
        vpc_id=network.vpc_id,
        private_subnet_ids=network.private_subnet_ids,
        isolated_subnet_ids=network.isolated_subnet_ids,
        endpoint_id=network.endpoint_ids["secretsmanager"],
        database_arn=DATABASE,
        function_arn=FUNCTION,
        function_key_arn=FUNCTION_KEY,
        function_timeout_seconds=30,
        faults_bucket_arn=link.bucket_arn,
        faults_key_arn=link.key_arn,
        stop_alarm_arn=ALARM,
        topic_arn="arn:aws:sns:eu-west-2:aws:alerts",
        log_retention_days=30,
    )


def build(
    *,
    preview: bool = False,
    made: list[Chaos] | None = None,
    changes: dict[str, Any] | None = None,
    told: list[Any] | None = None,
    **keys: Any,
) -> Graph:
    """The link and the experiments, inside a network; `told` gets what the link hands to functions."""

    def make(options: pulumi.ResourceOptions) -> None:
        network = Network("network", network_args(), options)
        args = link_args(**keys)
        link = ChaosLink("chaos-link", args, options)
        pulumi.Output.all(link.variables, link.statements, link.layers).apply((told if told is not None else []).extend)
        chaos = Chaos("chaos", replace(arguments(network, link, args.settings), **changes or {}), options)
        (made if made is not None else []).append(chaos)

    return in_region(make, preview=preview)


@cache
def usual() -> Graph:
    return build()


def template(graph: Graph, kind: str) -> dict[str, Any]:
    return dict(graph.one(f"chaos-{kind}").inputs)


def targets(graph: Graph, kind: str) -> list[str]:
    (target,) = template(graph, kind)["targets"]
    return target["resourceArns"]


def action(graph: Graph, kind: str) -> tuple[str, dict[str, str]]:
    (found,) = template(graph, kind)["actions"]
    return found["actionId"], {item["key"]: item["value"] for item in found["parameters"]}


def subnet(graph: Graph, tier: str, zone: str) -> Registered:
    return graph.one(f"network-{tier}-subnet-{zone}")


def test_every_experiment_stops_on_the_alarm_and_never_runs_on_nothing() -> None:
    graph = usual()
    assert graph.names("ExperimentTemplate") == {f"chaos-{kind}" for kind in KINDS}
    log = graph.one("chaos-log").properties["arn"]
    for kind in KINDS:
        inputs = template(graph, kind)
        assert inputs["stopConditions"] == [{"source": "aws:cloudwatch:alarm", "value": ALARM}], kind
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
    assert targets(graph, "database-failover") == [DATABASE]
    assert targets(graph, "processor-delay") == targets(graph, "processor-errors") == [FUNCTION]
    endpoint = graph.one("network-endpoint-secretsmanager").properties["arn"]
    assert targets(graph, "endpoint-loss") == [endpoint]
    assert targets(graph, "zone-loss") == [
        subnet(graph, tier, zone).properties["arn"] for tier in ("private", "isolated")
    ]


def test_a_delay_stays_within_the_functions_timeout() -> None:
    for seconds in (1, 30, 900):
        graph = build(changes={"function_timeout_seconds": seconds})
        _, parameters = action(graph, "processor-delay")
        assert 0 < int(parameters["startupDelayMilliseconds"]) < seconds * 1000


def test_the_templates_are_what_the_api_takes() -> None:
    graph = usual()
    model = cast(Any, botocore.session.get_session()).get_service_model("fis")
    shape = model.operation_model("CreateExperimentTemplate").input_shape
    for kind in KINDS:
        inputs = template(graph, kind)
        (found,), (target,) = inputs["actions"], inputs["targets"]
        logs = inputs["logConfiguration"]
        request = {
            "clientToken": "token",
            "description": inputs["description"],
            "stopConditions": inputs["stopConditions"],
            "roleArn": inputs["roleArn"],
            "tags": inputs["tags"],
            "experimentOptions": inputs["experimentOptions"],
            "targets": {target["name"]: {key: value for key, value in target.items() if key != "name"}},
            "actions": {
                found["name"]: {
                    "actionId": found["actionId"],
                    "parameters": {item["key"]: item["value"] for item in found["parameters"]},
                    "targets": {found["target"]["key"]: found["target"]["value"]},
                }
            },
            "logConfiguration": {
                "logSchemaVersion": logs["logSchemaVersion"],
                "cloudWatchLogsConfiguration": logs["cloudwatchLogsConfiguration"],
            },
        }
        report = ParamValidator().validate(request, shape)
        assert not report.has_errors(), report.generate_report()
        assert ACTIONS[found["actionId"]].target_key == found["target"]["key"]


def rights(graph: Graph) -> list[dict[str, Any]]:
    return graph.one("chaos-experiments-role-policy").policy()


def test_only_experiments_of_this_account_take_the_role() -> None:
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
    for statement in rights(graph):
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
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
        "rds:RebootDBInstance": {DATABASE},
        "ec2:CreateNetworkAcl": {vpc},
        "ec2:CreateNetworkAclEntry": set(),
        "ec2:CreateTags": set(),
        "ec2:DeleteNetworkAcl": set(),
        "ec2:ReplaceNetworkAclAssociation": {*subnets, f"{ec2}:network-acl/*"},
        "ec2:CreateSecurityGroup": {vpc, f"{ec2}:security-group/*"},
        "ec2:DeleteSecurityGroup": set(),
        "ec2:RevokeSecurityGroupEgress": set(),
        "ec2:ModifyVpcEndpoint": {endpoint, f"{ec2}:security-group/*"},
        "lambda:GetFunction": {FUNCTION},
        "kms:Decrypt": {FUNCTION_KEY},
        "kms:GenerateDataKey": {key},
        "s3:DeleteObject": {f"{bucket}/FisConfigs/*"},
        "s3:PutObject": {f"{bucket}/FisConfigs/*"},
    }


def test_keys_are_used_through_their_service_alone() -> None:
    for statement in rights(usual()):
        if statement["Action"][0].startswith("kms:"):
            service = "lambda" if statement["Resource"] == FUNCTION_KEY else "s3"
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
    told: list[Any] = []
    graph = build(told=told)
    variables, statements, layers = told
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
    told: list[Any] = []
    build(told=told, extensionLayerArn=pinned)
    assert told[2] == [pinned]


def test_the_bucket_of_faults_is_private_encrypted_and_forgets() -> None:
    graph = usual()
    (rule,) = graph.one("chaos-link-faults-encryption").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": graph.one("chaos-link-key").properties["arn"],
    }
    assert graph.one("chaos-link-faults-public-access").inputs["restrictPublicBuckets"] is True
    (forget,) = graph.one("chaos-link-faults-lifecycle").inputs["rules"]
    assert forget["expiration"] == {"days": 1}
    (plaintext,) = graph.one("chaos-link-faults-policy").policy()
    assert plaintext["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_extension_stands_beside_the_flags_agent() -> None:
    told: list[Any] = []
    build(told=told)
    variables, _, layers = told
    assert not [key for key in variables if key.startswith(("AWS_APPCONFIG_", "FLAGS_"))]

    def said(number_of_others: int) -> list[str]:
        inputs = {
            "role": f"arn:aws:iam::{ACCOUNT}:role/payments",
            "layers": [*layers, *[AGENT_LAYER] * number_of_others],
        }
        return [fault.reason for fault in Account().faults("aws:lambda/function:Function", inputs)]

    assert said(1) == []
    assert said(5) == ["expected maximum item count: 5, found: 6"]


def test_chaos_that_is_off_is_nothing() -> None:
    made: list[Chaos] = []
    told: list[Any] = []
    graph = build(made=made, told=told, enabled=False)
    assert [item.name for item in graph if item.custom and item.name.startswith("chaos")] == []
    assert (made[0].template_ids, made[0].log_group_name) == (None, None)
    assert told == [{}, [], []]


def test_chaos_can_be_previewed() -> None:
    assert {item.name for item in build(preview=True)} == {item.name for item in usual()}


def test_chaos_that_is_on_needs_its_zone_and_its_link() -> None:
    def make(options: pulumi.ResourceOptions) -> None:
        network = Network("network", network_args(addresses=plan("ab")), options)
        link = ChaosLink("chaos-link", link_args(), options)
        args = arguments(network, link, Settings.model_validate({"enabled": True}))
        with pytest.raises(ValueError, match=r"a subnet in private_subnet_ids, \['a', 'b'\]; got c"):
            replace(args, settings=Settings.model_validate({"enabled": True, "zone": "c"}))
        with pytest.raises(ValueError, match="both must be given where chaos is enabled"):
            replace(args, faults_bucket_arn=None)

    in_region(make)


def refused(changes: dict[str, Any]) -> list[str]:
    """What FIS says of a good template after some changes, by path: `actions.0.actionId`."""
    inputs = deepcopy(template(usual(), "zone-loss"))
    for path, value in changes.items():
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        place: Any = inputs
        for part in way:
            place = place[part]
        place[last] = value
    return [fault.reason for fault in Account().faults(TEMPLATE, inputs)]


PARAMETERS = "actions.0.parameters"
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"actions.0.actionId": "aws:network:disrupt-conectivity"}, "is no action that the model knows"),
    ({"actions.0.target.key": "Subnet"}, "works on Subnets, not on Subnet"),
    ({"actions.0.target.value": "zone"}, "there is no target 'zone'"),
    ({"targets.0.resourceType": "aws:ec2:instance"}, "aws:ec2:subnet expected, not aws:ec2:instance"),
    ({"targets.0.resourceArns": [DATABASE]}, "is no aws:ec2:subnet"),
    ({"targets.0.resourceArns": []}, "either ARNs or tags are expected"),
    ({"targets.0.resourceArns": [f"arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/subnet-1"] * 6}, "6 ARNs are more than 5"),
    ({"targets.0.selectionMode": "SOME"}, "'SOME' is not ALL"),
    ({PARAMETERS: [{"key": "scope", "value": "all"}]}, "aws:network:disrupt-connectivity needs duration"),
    ({f"{PARAMETERS}.0": {"key": "scop", "value": "all"}}, "has no parameter scop"),
    ({f"{PARAMETERS}.0.value": "zone"}, "scope is 'zone'; one of all"),
    ({f"{PARAMETERS}.0.value": "prefix-list"}, "a prefixListIdentifier exactly with the scope prefix-list"),
    ({f"{PARAMETERS}.1.value": "5M"}, "duration is '5M'; one minute to twelve hours"),
    ({f"{PARAMETERS}.1.value": "PT30S"}, "duration is 'PT30S'; one minute to twelve hours"),
    ({f"{PARAMETERS}.1.value": "PT13H"}, "duration is 'PT13H'; one minute to twelve hours"),
    ({"stopConditions": [{"source": "aws:cloudwatch:alarm"}]}, "an alarm's ARN exactly with the source"),
    ({"stopConditions": [{"source": "alarm", "value": ALARM}]}, "'alarm' is no source"),
    ({"experimentOptions.emptyTargetResolutionMode": "ignore"}, "'ignore' is not one of ['fail', 'skip']"),
    (
        {"logConfiguration.cloudwatchLogsConfiguration.logGroupArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:x"},
        "does not end with :*",
    ),
]


@pytest.mark.parametrize(("changes", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_fis_refuses_a_template_that_it_could_not_run(changes: dict[str, Any], reason: str) -> None:
    assert any(reason in said for said in refused(changes)), refused(changes)


def test_fis_takes_the_good_template() -> None:
    assert refused({}) == []
    assert refused({f"{PARAMETERS}.1.value": "PT1H30M"}) == []


@pytest.mark.parametrize(
    ("kind", "key", "value", "reason"),
    [
        ("processor-errors", "invocationPercentage", "0", "1 to 100 expected"),
        ("processor-errors", "preventExecution", "no", "true or false expected"),
        ("processor-delay", "startupDelayMilliseconds", "900001", "0 to 900000 expected"),
        ("database-failover", "forceFailover", "True", "true or false expected"),
    ],
)
def test_fis_refuses_a_parameter_out_of_range(kind: str, key: str, value: str, reason: str) -> None:
    inputs = deepcopy(template(usual(), kind))
    (parameter,) = [item for item in inputs["actions"][0]["parameters"] if item["key"] == key]
    parameter["value"] = value
    assert any(reason in fault.reason for fault in Account().faults(TEMPLATE, inputs))


GUIDE = (PROJECT / "docs" / "game-day.md").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_the_guide_says_of_each_experiment_what_to_expect_and_when_it_is_over(kind: str) -> None:
    section = GUIDE.partition(f"## {kind}\n")[2].partition("\n## ")[0]
    for heading in ("**Hypothesis**", "**Expected**", "**Watch**", "**Over**"):
        assert section.count(heading) == 1, heading


def test_the_guides_commands_are_ones_that_aws_knows() -> None:
    session = cast(Any, botocore.session.get_session())
    commands: list[tuple[str, str, str]] = re.findall(r"^aws (\S+) (\S+)((?:[^\n]|\\\n)*)", GUIDE, re.MULTILINE)
    assert len(commands) > 8
    for service, command, rest in commands:
        if (service, command) == ("logs", "tail"):
            continue
        # The one service that the command line names otherwise.
        model = session.get_service_model("codedeploy" if service == "deploy" else service)
        (operation,) = [name for name in model.operation_names if kebab(name) == command]
        shape = model.operation_model(operation).input_shape
        known = {kebab(member) for member in (shape.members if shape else {})}
        options: set[str] = set(re.findall(r"--([a-z-]+)", rest))
        assert options <= known | {"query", "output"}, command


def kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


def test_experiments_come_and_go_and_leave_nothing() -> None:
    with Rehearsal("staging") as staging:
        staging.stack.set_config("payments:chaos", ConfigValue("{}"))
        staging.stack.up()
        staging.stack.set_config("payments:chaos", ConfigValue(json.dumps({"enabled": True})))
        outputs = staging.stack.up().outputs
        assert outputs["chaosTemplateIds"].value.keys() == set(KINDS)
        assert set(staging.stack.up().summary.resource_changes or {}) == {"same"}
        (function,) = [
            item for item in staging.account.live().values() if item.name == "payments-payment-processor-function"
        ]
        assert function.inputs["layers"] == [agent_layer("eu-west-2"), LAYER]
        staging.stack.set_config("payments:chaos", ConfigValue("{}"))
        assert (staging.stack.up().summary.resource_changes or {})[OpType.DELETE] > len(KINDS)
        staging.stack.destroy()
        assert staging.account.live() == {}


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_experiments_are_off_until_a_stack_switches_them_on(stack: str) -> None:
    assert not StackConfig.from_file(PROJECT / f"Pulumi.{stack}.yaml").chaos.enabled
