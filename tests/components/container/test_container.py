"""The container service: both platforms, their permissions, their order and their ways in and out."""

import re
from collections import Counter
from typing import Any

import pulumi
import pytest

from components.container import Container, ContainerArgs
from components.network import Network
from config.rules.operations import SECRET_CHARACTERS, container_secrets
from config.sections import Container as Settings
from config.traffic import TrafficArgs
from foundation.region import Region
from simulated_aws.kinds.limits import document_length
from simulated_aws.rules.totals import INLINE_CHARACTERS
from tests.components.payments.samples import make_queue
from tests.support.graph import Graph, Registered
from tests.support.samples import ACCOUNT, REGION, in_region, network_args

DIGEST = "sha256:" + "0" * 64
REPOSITORY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/payments/intake"
IMAGE = f"{REPOSITORY}@{DIGEST}"
# Of another account, since the simulated one does not hold it.
SECRET = "arn:aws:secretsmanager:eu-west-2:111122223333:secret:partner-abcdef"  # noqa: S105 - a name, no secret
PLATFORMS = ("ecs-express", "app-runner")


def settings(platform: str = "ecs-express", **keys: Any) -> Settings:
    return Settings.model_validate({"enabled": True, "platform": platform, "image": IMAGE, **keys})


TRAFFIC = TrafficArgs(database_port=3306, gateway_endpoints=("s3",), internet=True, container_port=8080)


def make_container(region: Region, chosen: Settings, traffic: TrafficArgs | None = TRAFFIC) -> Container:
    network, queue = Network("network", network_args(region, traffic=traffic)), make_queue(region)
    return Container("container", ContainerArgs(region=region, network=network, settings=chosen, queue=queue))


def build(platform: str = "ecs-express", *, preview: bool = False, **keys: Any) -> Graph:
    """What a container registers with its network and its queue; the outputs are its own."""
    found: dict[str, Any] = {}

    def make(region: Region) -> None:
        made = make_container(region, settings(platform, **keys))
        pulumi.Output.all(url=made.url, log_group_name=made.log_group_name).apply(found.update)

    graph = in_region(make, preview=preview)
    graph.outputs = found
    return graph


def service(graph: Graph) -> Registered:
    return graph.one("container-platform-service")


def private_subnets(graph: Graph) -> set[str]:
    return {item.id for item in graph.of("Subnet") if "private" in item.name}


def container_group(graph: Graph) -> str:
    return next(item.id for item in graph.of("SecurityGroup") if item.name.endswith("container"))


def permissions(graph: Graph, use: str) -> dict[str, Any]:
    """Each set of actions with its resources."""
    statements = graph.one(f"container-platform-{use}-role-policy").policy()
    return {",".join(statement["Action"]): statement["Resource"] for statement in statements}


PULLING = {
    "ecr:GetAuthorizationToken": "*",
    "ecr:BatchCheckLayerAvailability,ecr:BatchGetImage,ecr:DescribeImages,ecr:GetDownloadUrlForLayer": (
        f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/payments/intake"
    ),
}


def sending(graph: Graph) -> dict[str, Any]:
    return {
        "sqs:SendMessage": graph.one("queue-queue").properties["arn"],
        "kms:Decrypt,kms:GenerateDataKey": graph.one("queue-key").properties["arn"],
    }


def test_express_mode_runs_the_image_in_private_subnets_of_a_cluster_of_its_own() -> None:
    graph = build(cpu=512, memoryMb=1024, minimumTasks=2, maximumTasks=6, port=9000, healthCheckPath="/ready")
    inputs = service(graph).inputs
    (network,) = inputs["networkConfigurations"]
    assert set(network["subnets"]) == private_subnets(graph)
    assert network["securityGroups"] == [container_group(graph)]
    assert inputs["cluster"] == graph.one("container-platform-cluster").properties["arn"]
    assert (inputs["cpu"], inputs["memory"], inputs["healthCheckPath"]) == ("512", "1024", "/ready")
    (scaling,) = inputs["scalingTargets"]
    assert (scaling["minTaskCount"], scaling["maxTaskCount"]) == (2, 6)
    assert inputs["primaryContainer"]["image"] == IMAGE
    assert inputs["primaryContainer"]["containerPort"] == 9000
    assert inputs["waitForSteadyState"] is True


def test_express_mode_logs_to_an_encrypted_group() -> None:
    graph = build()
    group = graph.one("container-platform-log").inputs
    (logs,) = service(graph).inputs["primaryContainer"]["awsLogsConfigurations"]
    assert logs["logGroup"] == group["name"] == "/payments/container-test"
    assert group["kmsKeyId"] == graph.one("container-key").properties["arn"]
    assert group["retentionInDays"] == 30


def test_express_mode_starts_after_its_permissions_and_drains_before_they_go() -> None:
    graph = build()
    own = [item for item in graph.of("RolePolicy") if item.name.startswith("container-")]
    attached = graph.of("RolePolicyAttachment")
    names = {item.name for item in [*own, *attached] if item.urn in service(graph).depends_on}
    assert names == {
        "container-platform-execution-role-policy",
        "container-platform-infrastructure-policy",
        "container-platform-task-role-policy",
    }


def test_express_mode_holds_no_permission_too_many() -> None:
    graph = build()
    assert permissions(graph, "task") == sending(graph)
    logs = f"{graph.one('container-platform-log').properties['arn']}:*"
    assert permissions(graph, "execution") == PULLING | {"logs:CreateLogStream,logs:PutLogEvents": logs}
    for use in ("task", "execution"):
        (trust,) = graph.one(f"container-platform-{use}-role").policy("assumeRolePolicy")
        assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    (trust,) = graph.one("container-platform-infrastructure-role").policy("assumeRolePolicy")
    assert trust["Principal"] == {"Service": "ecs.amazonaws.com"}


def test_an_image_from_elsewhere_needs_no_permission_to_pull() -> None:
    graph = build(image="public.ecr.aws/example/intake:1")
    assert list(permissions(graph, "execution")) == ["logs:CreateLogStream,logs:PutLogEvents"]


@pytest.mark.parametrize(("platform", "use"), [("ecs-express", "execution"), ("app-runner", "instance")])
# The last one is a value of the secret's, which the container is given alone; who may read it may read all of it.
@pytest.mark.parametrize("given", [SECRET, f"{SECRET}:pin::"])
def test_secrets_are_passed_by_arn_and_only_those_can_be_read(platform: str, use: str, given: str) -> None:
    graph = build(platform, secrets={"PARTNER_TOKEN": given})
    inputs = service(graph).inputs
    if platform == "ecs-express":
        assert inputs["primaryContainer"]["secrets"] == [{"name": "PARTNER_TOKEN", "valueFrom": given}]
    else:
        configuration = inputs["sourceConfiguration"]["imageRepository"]["imageConfiguration"]
        assert configuration["runtimeEnvironmentSecrets"] == {"PARTNER_TOKEN": given}
    read, decrypt = graph.one(f"container-platform-{use}-role-policy").policy()[-2:]
    assert (read["Action"], read["Resource"]) == (["secretsmanager:GetSecretValue"], [SECRET])
    assert decrypt["Action"] == ["kms:Decrypt"]
    assert decrypt["Condition"]["StringEquals"]["kms:EncryptionContext:SecretARN"] == [SECRET]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_as_many_secrets_as_the_configuration_takes_fit_into_the_roles_policies(platform: str) -> None:
    form = SECRET.replace("partner", "partner{:04}")
    secrets = {f"TOKEN_{n}": form.format(n) for n in range(SECRET_CHARACTERS // len(f'"{form.format(0)}",'))}
    assert list(container_secrets(settings(platform, secrets=secrets))) == []
    graph = build(platform, secrets=secrets)
    sizes: Counter[str] = Counter()
    for policy in graph.of("RolePolicy"):
        sizes[policy.inputs["role"]] += document_length(policy.inputs["policy"])
    assert SECRET_CHARACTERS * 2 - 300 < max(sizes.values()) <= INLINE_CHARACTERS


def test_too_few_running_tasks_are_an_alarm() -> None:
    graph = build(minimumTasks=2)
    alarm = graph.one("container-platform-running-tasks").inputs
    cluster = graph.one("container-platform-cluster").properties["name"]
    assert alarm["dimensions"] == {"ClusterName": cluster, "ServiceName": "container-test"}
    assert (alarm["comparisonOperator"], alarm["threshold"], alarm["treatMissingData"]) == (
        "LessThanThreshold",
        2,
        "breaching",
    )


def test_app_runner_is_reached_and_leaves_through_the_network_alone() -> None:
    graph = build("app-runner")
    inputs = service(graph).inputs
    connector, own = graph.one("container-platform-connector"), graph.one("container-platform-connector-name")
    # Another one is made before this one goes, and has another name.
    assert connector.inputs["vpcConnectorName"] == f"container-test-{own.properties['hex']}"
    assert own.inputs["keepers"]["subnets"].split(",") == sorted(connector.inputs["subnets"])
    assert own.inputs["keepers"]["group"] == container_group(graph)
    assert set(connector.inputs["subnets"]) == private_subnets(graph)
    assert connector.inputs["securityGroups"] == [container_group(graph)]
    assert inputs["networkConfiguration"] == {
        "egressConfiguration": {"egressType": "VPC", "vpcConnectorArn": connector.properties["arn"]},
        "ingressConfiguration": {"isPubliclyAccessible": False},
    }
    way_in = graph.one("container-platform-ingress").inputs
    endpoint = graph.one("container-platform-endpoint")
    assert way_in["serviceArn"] == service(graph).properties["arn"]
    assert way_in["ingressVpcConfiguration"]["vpcEndpointId"] == endpoint.id
    assert (endpoint.inputs["serviceName"], endpoint.inputs["privateDnsEnabled"]) == (
        "com.amazonaws.eu-west-2.apprunner.requests",
        False,
    )


def test_app_runner_holds_no_permission_too_many_and_starts_after_them() -> None:
    graph = build("app-runner")
    assert permissions(graph, "access") == PULLING
    assert permissions(graph, "instance") == sending(graph)
    for use, trusted in (("access", "build"), ("instance", "tasks")):
        (trust,) = graph.one(f"container-platform-{use}-role").policy("assumeRolePolicy")
        assert trust["Principal"] == {"Service": f"{trusted}.apprunner.amazonaws.com"}
        assert graph.one(f"container-platform-{use}-role-policy").urn in service(graph).depends_on


def test_app_runner_runs_the_image_as_configured() -> None:
    graph = build("app-runner", minimumTasks=2, maximumTasks=6, port=9000)
    inputs = service(graph).inputs
    source = inputs["sourceConfiguration"]
    assert source["autoDeploymentsEnabled"] is False
    assert source["imageRepository"]["imageIdentifier"] == IMAGE
    assert source["imageRepository"]["imageConfiguration"]["port"] == "9000"
    assert inputs["encryptionConfiguration"] == {"kmsKey": graph.one("container-key").properties["arn"]}
    assert inputs["healthCheckConfiguration"] == {"protocol": "HTTP", "path": "/health"}
    scaling = graph.one("container-platform-scaling")
    assert (scaling.inputs["minSize"], scaling.inputs["maxSize"]) == (2, 6)
    assert inputs["autoScalingConfigurationArn"] == scaling.properties["arn"]
    alarm = graph.one("container-platform-server-errors").inputs
    assert alarm["dimensions"] == {
        "ServiceName": "container-test",
        "ServiceID": service(graph).properties["serviceId"],
    }


@pytest.mark.parametrize("platform", PLATFORMS)
def test_both_platforms_answer_by_https_and_can_be_previewed(platform: str) -> None:
    made = build(platform)
    url, log_group_name = made.outputs["url"], made.outputs["log_group_name"]
    assert re.fullmatch(r"https://[\w.-]+", url)
    assert log_group_name.startswith("/payments/" if platform == "ecs-express" else "/aws/apprunner/container-test/")
    assert {item.name for item in build(platform, preview=True)} == {item.name for item in made}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_environment_is_the_queues_address_and_the_scaling_that_ecs_has_to_hear_of(platform: str) -> None:
    graph = build(platform)
    inputs, url = service(graph).inputs, graph.one("queue-queue").properties["url"]
    if platform == "ecs-express":
        assert inputs["primaryContainer"]["environments"] == [
            {"name": "QUEUE_URL", "value": url},
            {"name": "QUEUE_REGION", "value": REGION},
            {"name": "TASKS", "value": "1-4"},
        ]
    else:
        configuration = inputs["sourceConfiguration"]["imageRepository"]["imageConfiguration"]
        assert configuration["runtimeEnvironmentVariables"] == {"QUEUE_URL": url, "QUEUE_REGION": REGION}


def test_a_container_that_is_off_is_nothing() -> None:
    found: list[Container] = []
    graph = in_region(lambda region: found.append(make_container(region, Settings(), traffic=None)))
    assert [item.name for item in graph if item.custom and item.name.startswith("container")] == []
    assert (found[0].url, found[0].arn, found[0].log_group_name, found[0].alarms) == (None, None, None, [])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_container_has_one_alarm_of_its_own(platform: str) -> None:
    found: list[Container] = []
    in_region(lambda region: found.append(make_container(region, settings(platform))))
    kind = {"ecs-express": "container-running-tasks", "app-runner": "container-server-errors"}[platform]
    assert [alarm.kind for alarm in found[0].alarms] == [kind]


def test_a_container_that_is_on_needs_its_group_and_its_image() -> None:
    with pytest.raises(ValueError, match="network has no security group container"):
        in_region(lambda region: make_container(region, settings(), traffic=None))
    with pytest.raises(ValueError, match=r"settings\.image is None"):
        in_region(lambda region: make_container(region, settings(image=None)))
