"""The component: two deliveries, what watches over one of them, and what a function is given to read both."""

import json
from collections import Counter
from typing import Any, get_args

import pytest

from components.flags import agent_layer, read_flags
from config.sections import Flags as FlagsSettings
from config.types import Region as Name
from foundation.region import Region
from simulated_aws.rules import value_faults
from tests.components.flags.samples import alarm_arns, build_flags, make_flags
from tests.support.alarms import make_alarm
from tests.support.graph import Graph, Registered
from tests.support.samples import ACCOUNT, REGION, TOPIC, in_region

FLAGS = "payments:flags:Flags"
DELIVERIES = ("operations", "releases")


def own(graph: Graph) -> list[Registered]:
    return [item for item in graph if item.custom and item.name.startswith("flags-")]


def test_exactly_what_flags_need_exists() -> None:
    assert Counter(item.kind for item in own(build_flags())) == {
        "Alias": 1,
        "Application": 1,
        "ConfigurationProfile": 2,
        "Deployment": 2,
        "DeploymentStrategy": 2,
        "Environment": 2,
        "EventRule": 1,
        "EventTarget": 1,
        "ExtensionAssociation": 1,
        "Function": 2,
        "HostedConfigurationVersion": 2,
        "Invocation": 1,
        "Key": 1,
        "LogGroup": 2,
        "MetricAlarm": 2,
        "Permission": 1,
        "Role": 3,
        "RolePolicy": 3,
        "SecurityGroup": 1,
    }


@pytest.mark.parametrize("role", DELIVERIES)
def test_a_delivery_holds_its_files_content_under_the_key_and_deploys_it_to_its_own_environment(role: str) -> None:
    graph, content = build_flags(), read_flags("flags")
    profile, version = graph.one(f"flags-{role}-profile"), graph.one(f"flags-{role}-version")
    deployment, key = graph.one(f"flags-{role}-deployment"), graph.one("flags-key").properties["arn"]
    assert profile.inputs["type"] == "AWS.AppConfig.FeatureFlags"
    assert profile.inputs["locationUri"] == "hosted"
    assert profile.inputs["kmsKeyIdentifier"] == deployment.inputs["kmsKeyIdentifier"] == key
    assert version.inputs["content"] == getattr(content, role)
    assert version.inputs["contentType"] == "application/json"
    profile_id = profile.properties["configurationProfileId"]
    assert version.inputs["configurationProfileId"] == deployment.inputs["configurationProfileId"] == profile_id
    assert deployment.inputs["configurationVersion"] == "1"
    assert deployment.inputs["environmentId"] == graph.one(f"flags-{role}-environment").properties["environmentId"]
    assert deployment.inputs["deploymentStrategyId"] == graph.one(f"flags-{role}-strategy").id
    assert deployment.inputs["applicationId"] == graph.one("flags-application").id


def pace(graph: Graph, role: str) -> dict[str, Any]:
    keys = ("deploymentDurationInMinutes", "finalBakeTimeInMinutes", "growthFactor", "growthType", "replicateTo")
    return {key: graph.one(f"flags-{role}-strategy").inputs[key] for key in keys}


def test_releases_go_by_the_configured_steps() -> None:
    settings = FlagsSettings.model_validate({"rolloutMinutes": 30, "bakeMinutes": 15, "growthPercent": 25})
    assert pace(build_flags(settings=settings), "releases") == {
        "deploymentDurationInMinutes": 30,
        "finalBakeTimeInMinutes": 15,
        "growthFactor": 25,
        "growthType": "LINEAR",
        "replicateTo": "NONE",
    }


def test_a_stop_acts_at_once_and_nothing_holds_it_up() -> None:
    graph = build_flags()
    found = pace(graph, "operations")
    assert (found["deploymentDurationInMinutes"], found["finalBakeTimeInMinutes"], found["growthFactor"]) == (0, 0, 100)
    environment = graph.one("flags-operations-environment")
    assert "monitors" not in environment.inputs
    assert "validators" not in graph.one("flags-operations-profile").inputs
    assert environment.id != graph.one("flags-releases-environment").id
    needed = {name for name in graph.one("flags-operations-deployment").depends_on if "releases" in name}
    assert needed == set()


def test_releases_are_watched_by_every_alarm_through_a_role_that_sees_those_alone() -> None:
    graph = build_flags()
    environment, role = graph.one("flags-releases-environment"), graph.one("flags-alarms-role")
    watched = [{"alarmArn": arn, "alarmRoleArn": role.properties["arn"]} for arn in alarm_arns(graph)]
    assert environment.inputs["monitors"] == watched
    policy = graph.one("flags-alarms-role-policy")
    assert policy.policy() == [
        {"Effect": "Allow", "Action": ["cloudwatch:DescribeAlarms"], "Resource": alarm_arns(graph)}
    ]
    (trust,) = role.policy("assumeRolePolicy")
    assert trust == {
        "Effect": "Allow",
        "Principal": {"Service": "appconfig.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    assert policy.urn in environment.depends_on


def test_two_deployments_never_start_side_by_side() -> None:
    graph = build_flags()
    first, second = graph.one("flags-operations-deployment"), graph.one("flags-releases-deployment")
    assert first.urn in second.depends_on
    per_environment = Counter(item.inputs["environmentId"] for item in graph.of("Deployment"))
    assert set(per_environment.values()) == {1}


def test_the_topic_is_notified_of_releases_that_were_rolled_back() -> None:
    graph = build_flags()
    rule, target = graph.one("flags-rollback-rule"), graph.one("flags-rollback-target")
    environment = graph.one("flags-releases-environment").properties
    assert json.loads(rule.inputs["eventPattern"]) == {
        "source": ["aws.appconfig"],
        "detail-type": [{"prefix": "On Deployment Roll"}],
        "detail": {"Environment": {"Id": [environment["environmentId"]]}},
    }
    assert (target.inputs["rule"], target.inputs["arn"]) == (rule.properties["name"], TOPIC)
    events = graph.one("flags-rollback-events").inputs
    assert events["resourceArn"] == environment["arn"]
    extension = "AWS.AppConfig.DeploymentNotificationsToEventBridge/1"
    assert events["extensionArn"] == f"arn:aws:appconfig:{REGION}::extension/{extension}"


def test_the_validator_may_be_run_by_appconfig_before_the_profile_names_it_and_reaches_nothing() -> None:
    graph = build_flags()
    function, profile = graph.one("flags-validator-function"), graph.one("flags-releases-profile")
    assert profile.inputs["validators"] == [{"type": "LAMBDA", "content": function.properties["arn"]}]
    permission = graph.one("flags-validator-permission")
    assert permission.urn in profile.depends_on
    assert permission.inputs["principal"] == "appconfig.amazonaws.com"
    assert permission.inputs["function"] == function.id
    group = graph.one("flags-validator-group")
    assert function.inputs["vpcConfig"]["securityGroupIds"] == [group.id]
    assert not {"ingress", "egress"} & group.inputs.keys()
    rules = [*graph.of("SecurityGroupIngressRule"), *graph.of("SecurityGroupEgressRule")]
    assert rules
    assert all(rule.inputs["securityGroupId"] != group.id for rule in rules)
    assert function.inputs["handler"] == "lambdas.flags.validator.handle"


def test_a_release_starts_once_the_alarms_that_take_it_back_have_a_state() -> None:
    graph = build_flags()
    run, function = graph.one("flags-alarm-wait-run"), graph.one("flags-alarm-wait-function")
    assert run.urn in graph.one("flags-releases-deployment").depends_on
    assert run.inputs["functionName"] == function.id
    names = [graph.one(f"alarm-{number}").properties["name"] for number in range(2)]
    assert json.loads(run.inputs["input"]) == {"alarms": names}
    assert graph.one("network-endpoint-monitoring").urn in function.depends_on
    assert function.inputs["handler"] == "lambdas.flags.alarm_wait.handle"
    # Lambda takes 900 at most.
    assert function.inputs["timeout"] == 600
    assert function.inputs["vpcConfig"]["securityGroupIds"] == [graph.one("network-group-release").id]
    own = [statement for statement in graph.one("flags-alarm-wait-role-policy").policy() if _asks(statement)]
    assert own == [{"Effect": "Allow", "Action": ["cloudwatch:DescribeAlarms"], "Resource": alarm_arns(graph)}]


def test_a_stop_waits_for_no_alarm() -> None:
    graph = build_flags()
    assert graph.one("flags-alarm-wait-run").urn not in graph.one("flags-operations-deployment").depends_on


def _asks(statement: dict[str, Any]) -> bool:
    return any(action.startswith("cloudwatch:") for action in statement["Action"])


def test_a_function_is_given_the_ids_and_may_read_the_two_configurations_alone() -> None:
    graph = build_flags()
    application = graph.one("flags-application").id
    environments = [graph.one(f"flags-{role}-environment").properties["environmentId"] for role in DELIVERIES]
    profiles = [graph.one(f"flags-{role}-profile").properties["configurationProfileId"] for role in DELIVERIES]
    pairs = list(zip(environments, profiles, strict=True))
    policy, layers = graph.outputs.pop("policy"), graph.outputs.pop("layers")
    assert layers == [agent_layer(REGION)]
    assert graph.outputs == {
        "FLAGS_APPLICATION": application,
        "FLAGS_OPERATIONS_ENVIRONMENT": environments[0],
        "FLAGS_OPERATIONS_PROFILE": profiles[0],
        "FLAGS_RELEASES_ENVIRONMENT": environments[1],
        "FLAGS_RELEASES_PROFILE": profiles[1],
        "AWS_APPCONFIG_EXTENSION_POLL_INTERVAL_SECONDS": "15",
        "AWS_APPCONFIG_EXTENSION_POLL_TIMEOUT_MILLIS": "1000",
        "AWS_APPCONFIG_EXTENSION_PREFETCH_LIST": ",".join(
            f"/applications/{application}/environments/{one}/configurations/{other}" for one, other in pairs
        ),
    }
    read, decrypt = json.loads(policy)["Statement"]
    assert read["Action"] == ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"]
    start = f"arn:aws:appconfig:{REGION}:{ACCOUNT}:application/{application}"
    assert read["Resource"] == [f"{start}/environment/{one}/configuration/{other}" for one, other in pairs]
    assert decrypt["Action"] == ["kms:Decrypt"]
    assert decrypt["Resource"] == graph.one("flags-key").properties["arn"]


def test_everything_is_named_after_the_component_above_it() -> None:
    graph = build_flags()
    component = next(item for item in graph if item.token == FLAGS)
    assert component.urn in graph.with_outputs
    for item in own(graph):
        parent = item.parent.rpartition("::")[2]
        assert parent.startswith("flags"), item.urn
        assert item.name.startswith(parent), item.urn


def test_a_preview_registers_the_same() -> None:
    assert {item.urn for item in build_flags(preview=True)} == {item.urn for item in build_flags()}


@pytest.mark.parametrize("count", [0, 6])
def test_an_environment_watches_one_to_five_alarms(count: int) -> None:
    def make(region: Region) -> None:
        make_flags(region, alarms=[make_alarm(region, f"watched-{number}") for number in range(count)])

    with pytest.raises(ValueError, match="alarms must be 1 to 5"):
        in_region(make)


def test_the_model_refuses_an_id_that_pulumi_joined() -> None:
    token = "aws:appconfig/deployment:Deployment"  # noqa: S105 (a resource type)
    assert not list(value_faults(token, {"environmentId": "abc1234"}))
    (fault,) = value_faults(token, {"environmentId": "abc1234:def5678"})
    assert "is no id of 4 to 7" in str(fault)


@pytest.mark.parametrize("region", get_args(Name))
def test_each_regions_agent_is_its_own_and_for_arm(region: str) -> None:
    assert agent_layer(region).startswith(f"arn:aws:lambda:{region}:")
    assert ":AWS-AppConfig-Extension-Arm64:" in agent_layer(region)
    override = f"arn:aws:lambda:{region}:{ACCOUNT}:layer:AWS-AppConfig-Extension-Arm64:999"
    assert agent_layer(region, override) == override


def test_a_configured_agent_is_of_its_own_region_alone() -> None:
    elsewhere = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:layer:AWS-AppConfig-Extension-Arm64:999"
    assert agent_layer("eu-west-2", elsewhere) == agent_layer("eu-west-2")
