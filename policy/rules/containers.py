"""Containers, on ECS and on App Runner."""

import re
from collections.abc import Iterator

from policy.checks.environment import no_secrets
from policy.checks.properties import all_of, check, customer_key, disabled, each, equals, given, two_zones
from policy.checks.stacks import ROUTE, private_subnets, stack_check
from policy.resources import Stack, Violation
from policy.rule import CRITICAL, HIGH, LOW, MEDIUM, Check, rule
from policy.rules.network import ENDPOINT
from policy.values import Values

CLUSTER = "aws:ecs/cluster:Cluster"
SERVICE = "aws:ecs/expressGatewayService:ExpressGatewayService"
APP_RUNNER = "aws:apprunner/service:Service"
CONNECTOR = "aws:apprunner/vpcConnector:VpcConnector"
BY_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


def _by_digest(path: str, required: str) -> Check:
    @check(required)
    def problems(values: Values) -> Iterator[str]:
        image = str(values.at(path))
        if not BY_DIGEST.search(image):
            yield f"{path} is {image}"

    return problems


@stack_check("interface endpoints of ecr.api and ecr.dkr")
def _pulls_privately(stack: Stack) -> Iterator[Violation]:
    """Where ECS runs containers in the network, their images come through it too."""
    for service in stack.of(SERVICE):
        served = {str(item.values.at("serviceName")).partition(".ecr.")[2] for item in stack.of(ENDPOINT)}
        for name in ("api", "dkr"):
            if name not in served:
                yield Violation(resource=service, text=f"its image does not come through an endpoint of ecr.{name}")


RULES = (
    rule(CLUSTER, "ecs-container-insights", LOW, "FSBP ECS.12, CKV_AWS_65").needs(
        each("settings", equals("name", "containerInsights"), equals("value", "enabled", "enhanced"))
    ),
    rule(SERVICE, "ecs-multi-az", MEDIUM).needs(
        each("networkConfigurations", two_zones("subnets"), given("securityGroups")), "the subnets are private"
    ),
    rule((SERVICE, ROUTE), "ecs-subnets-private", HIGH, "FSBP ECS.2, PCI ECS.2").needs(
        private_subnets(SERVICE, "networkConfigurations"), "in others ECS gives it a public address"
    ),
    rule(SERVICE, "ecs-image-digest", MEDIUM).needs(
        _by_digest("primaryContainer.image", "primary_container.image by its digest, @sha256:..."),
        "a tag can be moved",
    ),
    rule(SERVICE, "ecs-no-secrets-in-environment", CRITICAL, "FSBP ECS.8, PCI ECS.8").needs(
        no_secrets("primaryContainer.environments", required="primary_container.secrets: ECS reads the value")
    ),
    rule(SERVICE, "ecs-log-group", MEDIUM, "FSBP ECS.9").needs(
        each("primaryContainer.awsLogsConfigurations", given("logGroup")), "a log group of the stack"
    ),
    rule((SERVICE, ENDPOINT), "ecs-image-vpc-endpoints", MEDIUM, "FSBP EC2.55, FSBP EC2.56").needs(_pulls_privately),
    rule(APP_RUNNER, "apprunner-no-public-access", CRITICAL).needs(
        all_of(
            disabled("networkConfiguration.ingressConfiguration.isPubliclyAccessible"),
            equals("networkConfiguration.egressConfiguration.egressType", "VPC"),
            required="network_configuration",
        ),
        "no public way in, and out through the network alone",
    ),
    rule(APP_RUNNER, "apprunner-no-automatic-deployments", MEDIUM).needs(
        all_of(
            disabled("sourceConfiguration.autoDeploymentsEnabled"),
            _by_digest("sourceConfiguration.imageRepository.imageIdentifier", "the image by its digest"),
        )
    ),
    rule(APP_RUNNER, "apprunner-kms-encryption", MEDIUM).needs(customer_key("encryptionConfiguration.kmsKey")),
    rule(APP_RUNNER, "apprunner-no-secrets-in-environment", CRITICAL).needs(
        no_secrets(
            "sourceConfiguration.imageRepository.imageConfiguration.runtimeEnvironmentVariables",
            required="runtime_environment_secrets: App Runner reads the value",
        )
    ),
    rule(CONNECTOR, "apprunner-vpc-connector-multi-az", MEDIUM).needs(
        all_of(two_zones("subnets"), given("securityGroups"))
    ),
)
