"""Functions, their roll-outs, and containers."""

import re
from collections.abc import Iterator

from policy.checks import at_least, both, equals, every, given, holds, several, when
from policy.rule import Check, Rule
from policy.values import Values

FUNCTION = "aws:lambda/function:Function"
EXPRESS = "aws:ecs/expressGatewayService:ExpressGatewayService"
APP_RUNNER = "aws:apprunner/service:Service"
# What Lambda supports until 2028 or later.
RUNTIMES = ("python3.12", "python3.13", "python3.14", "nodejs24.x")
SECRET_NAME = re.compile(r"(^|_)(PASSWORD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?)$")
ACCESS_KEY = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b")
BY_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


def _no_secrets(path: str) -> Check:
    """No variable is named as a secret's value is, or holds an access key; a secret's ARN is no secret."""

    def check(values: Values) -> Iterator[str]:
        variables = values.at(path)
        for name in variables if isinstance(variables, Values) else ():
            text = str(variables[name])
            named = SECRET_NAME.search(name.upper()) and not text.startswith("arn:")
            if named or ACCESS_KEY.search(text):
                yield f"the variable {name} holds a secret"

    return check


def _no_secrets_in_the_container(values: Values) -> Iterator[str]:
    for item in values.each("primaryContainer.environments"):
        if SECRET_NAME.search(str(item.at("name")).upper()):
            yield f"the variable {item['name']} holds a secret"


def _names_who_invokes(values: Values) -> Iterator[str]:
    principal = str(values.at("principal"))
    if principal == "*":
        yield "anybody may invoke the function"
    elif principal.endswith(".amazonaws.com") and not (values.at("sourceArn") or values.at("sourceAccount")):
        yield f"{principal} may invoke it for any account"


def _by_digest(path: str) -> Check:
    def check(values: Values) -> Iterator[str]:
        image = str(values.at(path))
        if not BY_DIGEST.search(image):
            yield f"{path} is {image}"

    return check


FUNCTIONS = (
    Rule(
        name="function-names-who-invokes-it",
        controls=("FSBP Lambda.1", "PCI Lambda.1", "CKV_AWS_301", "CKV_AWS_364"),
        severity="critical",
        types=("aws:lambda/permission:Permission",),
        check=_names_who_invokes,
        message="source_arn: the resource for which the service may invoke the function",
    ),
    Rule(
        name="function-has-a-supported-runtime",
        controls=("FSBP Lambda.2", "PCI Lambda.2", "CKV_AWS_363"),
        severity="medium",
        types=(FUNCTION,),
        check=equals("runtime", *RUNTIMES),
        message=f"runtime: one of {', '.join(RUNTIMES)}",
    ),
    Rule(
        name="function-stands-in-the-network",
        controls=("Security Hub Lambda.3", "CKV_AWS_117"),
        severity="low",
        types=(FUNCTION,),
        check=given("vpcConfig.subnetIds", "vpcConfig.securityGroupIds"),
        message="vpc_config with private subnets and a security group",
    ),
    Rule(
        name="function-stands-in-two-zones",
        controls=("FSBP Lambda.5",),
        severity="medium",
        types=(FUNCTION,),
        check=several("vpcConfig.subnetIds"),
        message="vpc_config.subnet_ids of two zones at least",
    ),
    Rule(
        name="function-has-its-own-concurrency",
        controls=("CKV_AWS_115",),
        severity="low",
        types=(FUNCTION,),
        check=at_least("reservedConcurrentExecutions", 1),
        message="reserved_concurrent_executions: how many runs at most",
    ),
    Rule(
        name="function-encrypts-its-environment",
        controls=("CKV_AWS_173",),
        severity="medium",
        types=(FUNCTION,),
        check=given("kmsKeyArn"),
        message="kms_key_arn of a key of the account",
    ),
    Rule(
        name="function-is-traced",
        controls=("CKV_AWS_50",),
        severity="low",
        types=(FUNCTION,),
        check=equals("tracingConfig.mode", "Active"),
        message='tracing_config={"mode": "Active"}',
    ),
    Rule(
        name="function-runs-signed-code",
        controls=("CKV_AWS_272",),
        severity="medium",
        types=(FUNCTION,),
        check=given("codeSigningConfigArn"),
        message="code_signing_config_arn: only code that a profile of the account has signed",
    ),
    Rule(
        name="function-holds-no-secrets",
        controls=("CKV_AWS_45",),
        severity="critical",
        types=(FUNCTION,),
        check=_no_secrets("environment.variables"),
        message="the secret's ARN in the variable; the function reads the value",
    ),
    Rule(
        name="function-logs-to-its-own-group",
        controls=("own",),
        severity="medium",
        types=(FUNCTION,),
        check=both(given("loggingConfig.logGroup"), equals("loggingConfig.logFormat", "JSON")),
        message='logging_config={"log_format": "JSON", "log_group": ...}: Lambda\'s own groups have no key and no end',
    ),
    Rule(
        name="function-releases-its-groups",
        controls=("own",),
        severity="low",
        types=(FUNCTION,),
        check=when(lambda values: values.at("vpcConfig"), equals("replaceSecurityGroupsOnDestroy", True)),
        message="replace_security_groups_on_destroy=True: else a destroy waits for its interfaces up to 45 minutes",
    ),
    Rule(
        name="function-does-not-call-itself",
        controls=("own",),
        severity="medium",
        types=("aws:lambda/functionRecursionConfig:FunctionRecursionConfig",),
        check=equals("recursiveLoop", "Terminate"),
        message='recursive_loop="Terminate"',
    ),
    Rule(
        name="event-source-keeps-what-failed",
        controls=("own",),
        severity="high",
        types=("aws:lambda/eventSourceMapping:EventSourceMapping",),
        check=holds("functionResponseTypes", "ReportBatchItemFailures"),
        message='function_response_types=["ReportBatchItemFailures"]: what was processed is not processed again',
    ),
    Rule(
        name="failed-events-are-kept",
        controls=("own",),
        severity="medium",
        types=("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",),
        check=given("destinationConfig.onFailure.destination"),
        message="destination_config.on_failure: a queue for what could not be processed",
    ),
    Rule(
        name="rollout-takes-itself-back",
        controls=("own",),
        severity="high",
        types=("aws:codedeploy/deploymentGroup:DeploymentGroup",),
        check=both(
            equals("autoRollbackConfiguration.enabled", True),
            equals("alarmConfiguration.enabled", True),
            given("alarmConfiguration.alarms"),
            holds("autoRollbackConfiguration.events", "DEPLOYMENT_STOP_ON_ALARM"),
        ),
        message="auto_rollback_configuration and alarm_configuration: an alarm takes the roll-out back",
    ),
)
CONTAINERS = (
    Rule(
        name="cluster-has-insights",
        controls=("FSBP ECS.12", "CKV_AWS_65"),
        severity="low",
        types=("aws:ecs/cluster:Cluster",),
        check=every("settings", equals("name", "containerInsights"), equals("value", "enabled", "enhanced")),
        message='settings=[{"name": "containerInsights", "value": "enabled"}]',
    ),
    Rule(
        name="container-stands-in-two-zones",
        controls=("own",),
        severity="medium",
        types=(EXPRESS,),
        check=every("networkConfigurations", several("subnets"), given("securityGroups")),
        message="network_configurations with private subnets of two zones and a security group",
    ),
    Rule(
        name="container-is-named-by-digest",
        controls=("own",),
        severity="medium",
        types=(EXPRESS,),
        check=_by_digest("primaryContainer.image"),
        message="primary_container.image by its digest, @sha256:...: a tag can be moved",
    ),
    Rule(
        name="container-holds-no-secrets",
        controls=("FSBP ECS.8", "PCI ECS.8"),
        severity="critical",
        types=(EXPRESS,),
        check=_no_secrets_in_the_container,
        message="primary_container.secrets: ECS reads the value",
    ),
    Rule(
        name="container-logs-to-its-own-group",
        controls=("FSBP ECS.9",),
        severity="medium",
        types=(EXPRESS,),
        check=every("primaryContainer.awsLogsConfigurations", given("logGroup")),
        message="primary_container.aws_logs_configurations with a log group of the stack",
    ),
    Rule(
        name="app-runner-is-private",
        controls=("own",),
        severity="critical",
        types=(APP_RUNNER,),
        check=both(
            equals("networkConfiguration.ingressConfiguration.isPubliclyAccessible", False),
            equals("networkConfiguration.egressConfiguration.egressType", "VPC"),
        ),
        message="network_configuration: no public way in, and out through the network alone",
    ),
    Rule(
        name="app-runner-deploys-when-told",
        controls=("own",),
        severity="medium",
        types=(APP_RUNNER,),
        check=both(
            equals("sourceConfiguration.autoDeploymentsEnabled", False),
            _by_digest("sourceConfiguration.imageRepository.imageIdentifier"),
        ),
        message="auto_deployments_enabled=False, and the image by its digest",
    ),
    Rule(
        name="app-runner-has-its-own-key",
        controls=("own",),
        severity="medium",
        types=(APP_RUNNER,),
        check=given("encryptionConfiguration.kmsKey"),
        message="encryption_configuration.kms_key",
    ),
    Rule(
        name="app-runner-holds-no-secrets",
        controls=("own",),
        severity="critical",
        types=(APP_RUNNER,),
        check=_no_secrets("sourceConfiguration.imageRepository.imageConfiguration.runtimeEnvironmentVariables"),
        message="runtime_environment_secrets: App Runner reads the value",
    ),
    Rule(
        name="app-runner-connector-spans-two-zones",
        controls=("own",),
        severity="medium",
        types=("aws:apprunner/vpcConnector:VpcConnector",),
        check=both(several("subnets"), given("securityGroups")),
        message="subnets of two zones, and security_groups",
    ),
)
RULES = FUNCTIONS + CONTAINERS
