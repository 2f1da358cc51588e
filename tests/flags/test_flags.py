"""The component: what it registers, in which order, and what it lets functions do."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.alarms import AlarmArgs, alarm
from components.config_sections import Flags as FlagsSettings
from components.flags import Flags, FlagsArgs, agent_layer, read_flags
from components.flags.layers import AGENT_LAYERS
from components.policies import document
from simulated_aws.rules import value_faults
from tests.graph import Graph
from tests.samples import ACCOUNT, NAMING, REGION, in_region

FLAGS = "payments:flags:Flags"


def args(**changes: Any) -> FlagsArgs:
    made = FlagsArgs(
        naming=NAMING,
        region=REGION,
        account_id=ACCOUNT,
        settings=FlagsSettings(),
        content=read_flags("flags"),
        alarm_arns=["arn:aws:cloudwatch:eu-west-2:aws:alarm:some"],
        key_deletion_days=7,
    )
    return replace(made, **changes)


def flags(*, preview: bool = False, **changes: Any) -> Graph:
    """What the component registers; the outputs are its variables, and the policy of its statements."""
    found: dict[str, Any] = {}

    def make(options: pulumi.ResourceOptions) -> None:
        alarm_arns = [_alarm(number, options).arn for number in range(2)]
        made = Flags("flags", args(alarm_arns=alarm_arns, **changes), options)
        pulumi.Output.all(policy=document(*made.statements), **made.variables).apply(found.update)

    graph = in_region(make, preview=preview)
    graph.outputs = found
    return graph


def _alarm(number: int, options: pulumi.ResourceOptions) -> aws.cloudwatch.MetricAlarm:
    alarm_args = AlarmArgs(
        naming=NAMING,
        kind=f"alarm-{number}",
        reason="payments fail",
        namespace="AWS/Lambda",
        metric="Errors",
        dimensions={"FunctionName": "payment-processor"},
        threshold=0,
        topic_arn="arn:aws:sns:eu-west-2:aws:alerts",
    )
    return alarm(f"alarm-{number}", alarm_args, options)


def alarm_arns(graph: Graph) -> list[str]:
    """In the order in which they were given, which need not be that of their registration."""
    return [graph.one(f"alarm-{number}").properties["arn"] for number in range(2)]


def test_exactly_what_flags_need_exists() -> None:
    made = [item for item in flags() if item.custom and item.name.startswith("flags-")]
    assert Counter(item.kind for item in made) == {
        "Alias": 1,
        "Application": 1,
        "ConfigurationProfile": 2,
        "Deployment": 2,
        "DeploymentStrategy": 1,
        "Environment": 1,
        "HostedConfigurationVersion": 2,
        "Key": 1,
        "Role": 1,
        "RolePolicy": 1,
    }


def test_the_environment_watches_every_alarm_through_a_role_that_sees_those_alone() -> None:
    graph = flags()
    environment, role = graph.one("flags-environment"), graph.one("flags-monitor-role")
    watched = [{"alarmArn": arn, "alarmRoleArn": role.properties["arn"]} for arn in alarm_arns(graph)]
    assert environment.inputs["monitors"] == watched
    assert graph.one("flags-monitor-policy").policy() == [
        {"Effect": "Allow", "Action": ["cloudwatch:DescribeAlarms"], "Resource": alarm_arns(graph)}
    ]
    (trust,) = role.policy("assumeRolePolicy")
    assert trust["Principal"] == {"Service": "appconfig.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert graph.one("flags-monitor-policy").urn in environment.depends_on


@pytest.mark.parametrize("role", ["operations", "releases"])
def test_a_profile_holds_its_files_content_under_the_key_and_is_deployed(role: str) -> None:
    graph, content = flags(), read_flags("flags")
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
    assert deployment.inputs["environmentId"] == graph.one("flags-environment").properties["environmentId"]
    assert deployment.inputs["applicationId"] == graph.one("flags-application").id


def test_operations_act_at_once_and_releases_by_the_configured_steps() -> None:
    graph = flags(settings=FlagsSettings.model_validate({"rolloutMinutes": 30, "bakeMinutes": 15, "growthPercent": 25}))
    strategy = graph.one("flags-strategy")
    assert graph.one("flags-operations-deployment").inputs["deploymentStrategyId"] == "AppConfig.AllAtOnce"
    assert graph.one("flags-releases-deployment").inputs["deploymentStrategyId"] == strategy.id
    expected = {
        "deploymentDurationInMinutes": 30,
        "finalBakeTimeInMinutes": 15,
        "growthFactor": 25,
        "growthType": "LINEAR",
        "replicateTo": "NONE",
    }
    assert {key: strategy.inputs[key] for key in expected} == expected


def test_deployments_never_start_side_by_side() -> None:
    graph = flags()
    first, second = graph.one("flags-operations-deployment"), graph.one("flags-releases-deployment")
    assert first.urn in second.depends_on
    assert second.urn not in first.depends_on


def test_a_function_is_told_the_ids_and_may_read_the_two_configurations_alone() -> None:
    graph = flags()
    application = graph.one("flags-application").id
    environment = graph.one("flags-environment").properties["environmentId"]
    made = [graph.one(f"flags-{role}-profile") for role in ("operations", "releases")]
    profiles = [item.properties["configurationProfileId"] for item in made]
    paths = [f"/applications/{application}/environments/{environment}/configurations/{item}" for item in profiles]
    policy = graph.outputs.pop("policy")
    assert graph.outputs == {
        "FLAGS_APPLICATION": application,
        "FLAGS_ENVIRONMENT": environment,
        "FLAGS_OPERATIONS_PROFILE": profiles[0],
        "FLAGS_RELEASES_PROFILE": profiles[1],
        "AWS_APPCONFIG_EXTENSION_PREFETCH_LIST": ",".join(paths),
    }
    start = f"arn:aws:appconfig:{REGION}:{ACCOUNT}:application/{application}/environment/{environment}/configuration/"
    read, decrypt = json.loads(policy)["Statement"]
    assert read["Action"] == ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"]
    assert read["Resource"] == [start + item for item in profiles]
    assert decrypt["Action"] == ["kms:Decrypt"]
    assert decrypt["Resource"] == graph.one("flags-key").properties["arn"]


def test_everything_is_named_after_the_component_and_below_it() -> None:
    graph = flags()
    component = next(item for item in graph if item.token == FLAGS)
    assert component.urn in graph.with_outputs
    for item in graph:
        if item.custom and item.token.startswith("aws:") and item.kind != "MetricAlarm":
            assert item.name.startswith("flags-"), item.urn
            assert FLAGS in item.parent or "EncryptionKey" in item.parent, item.urn


def test_a_preview_registers_the_same() -> None:
    assert {item.urn for item in flags(preview=True)} == {item.urn for item in flags()}


@pytest.mark.parametrize("count", [0, 6])
def test_an_environment_watches_one_to_five_alarms(count: int) -> None:
    with pytest.raises(ValueError, match="alarm_arns must be 1 to 5"):
        args(alarm_arns=["arn:aws:cloudwatch:eu-west-2:aws:alarm:some"] * count)


def test_the_model_refuses_an_id_that_pulumi_joined() -> None:
    token = "aws:appconfig/deployment:Deployment"  # noqa: S105 (a resource type)
    assert not list(value_faults(token, {"environmentId": "abc1234"}))
    (fault,) = value_faults(token, {"environmentId": "abc1234:def5678"})
    assert "is no id of 4 to 7" in str(fault)


@pytest.mark.parametrize("region", sorted(AGENT_LAYERS))
def test_each_regions_agent_is_its_own_and_for_arm(region: str) -> None:
    assert agent_layer(region).startswith(f"arn:aws:lambda:{region}:")
    assert ":AWS-AppConfig-Extension-Arm64:" in agent_layer(region)
    override = f"arn:aws:lambda:{region}:{ACCOUNT}:layer:AWS-AppConfig-Extension-Arm64:999"
    assert agent_layer(region, override) == override


def test_an_agent_of_another_region_or_of_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"must be a layer of eu-west-2, .*; got arn:aws:lambda:eu-west-1"):
        agent_layer(REGION, AGENT_LAYERS["eu-west-1"])
    with pytest.raises(ValueError, match="no agent layer is known in us-east-1, only in eu-central-1"):
        agent_layer("us-east-1")
