"""Functions and their deployments."""

from collections.abc import Iterator

from policy.checks.documents import let_in, permission
from policy.checks.environment import no_secrets
from policy.checks.properties import (
    all_of,
    at_least,
    check,
    contains,
    customer_key,
    enabled,
    equals,
    given,
    two_zones,
    when,
)
from policy.checks.stacks import stack_check
from policy.resources import Stack, Violation
from policy.rule import CRITICAL, HIGH, LOW, MEDIUM, rule
from policy.values import Values

FUNCTION = "aws:lambda/function:Function"
CODE_SIGNING = "aws:lambda/codeSigningConfig:CodeSigningConfig"
PERMISSION = "aws:lambda/permission:Permission"
RECURSION = "aws:lambda/functionRecursionConfig:FunctionRecursionConfig"
EVENT_SOURCE = "aws:lambda/eventSourceMapping:EventSourceMapping"
INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
DEPLOYMENT_GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup"
# What Lambda supports until 2028 or later.
RUNTIMES = ("python3.12", "python3.13", "python3.14", "nodejs24.x")
# These services do not wait for the function's answer.
ASYNCHRONOUS = ("events.amazonaws.com", "s3.amazonaws.com", "ses.amazonaws.com", "sns.amazonaws.com")


@check("source_arn: the resource for which the service may invoke the function")
def _invoked_from_one_account(values: Values) -> Iterator[str]:
    if values.at("principal") == "*":
        yield "anybody may invoke the function"
    for found in let_in([permission(values)]):
        yield f"{found.caller.text} may invoke the function"
    if values.at("functionUrlAuthType") is not None:
        yield "it may be invoked by a URL"


@stack_check("dead_letter_config, or a FunctionEventInvokeConfig with on_failure, where events invoke it")
def _failed_events_kept(stack: Stack) -> Iterator[Violation]:
    """Each function that is invoked asynchronously has a destination for the events on which it fails."""
    for function in stack.of(FUNCTION):
        permissions = stack.users(function, PERMISSION, "function")
        asynchronous = any(item.values.at("principal") in ASYNCHRONOUS for item in permissions)
        kept = stack.users(function, INVOKE_CONFIG, "functionName") or function.values.at("deadLetterConfig")
        if asynchronous and not kept:
            yield Violation(resource=function, text="an event on which it fails is lost")


RULES = (
    rule(
        PERMISSION, "lambda-permission-source", CRITICAL, "FSBP Lambda.1, PCI Lambda.1, CKV_AWS_301, CKV_AWS_364"
    ).needs(_invoked_from_one_account),
    rule(FUNCTION, "lambda-supported-runtime", MEDIUM, "FSBP Lambda.2, PCI Lambda.2, CKV_AWS_363").needs(
        equals("runtime", *RUNTIMES)
    ),
    rule(FUNCTION, "lambda-inside-vpc", LOW, "Security Hub Lambda.3, CKV_AWS_117").needs(
        given("vpcConfig.subnetIds", "vpcConfig.securityGroupIds"), "the subnets are private"
    ),
    rule(FUNCTION, "lambda-vpc-multi-az", MEDIUM, "FSBP Lambda.5").needs(two_zones("vpcConfig.subnetIds")),
    rule(FUNCTION, "lambda-reserved-concurrency", LOW, "CKV_AWS_115").needs(
        at_least("reservedConcurrentExecutions", 1), "how many run at the same time at most"
    ),
    rule(FUNCTION, "lambda-environment-kms-encryption", MEDIUM, "CKV_AWS_173").needs(customer_key("kmsKeyArn")),
    rule(FUNCTION, "lambda-active-tracing", LOW, "CKV_AWS_50").needs(equals("tracingConfig.mode", "Active")),
    rule(CODE_SIGNING, "lambda-code-signing-enforced", MEDIUM).needs(
        equals("policies.untrustedArtifactOnDeployment", "Enforce")
    ),
    rule(FUNCTION, "lambda-code-signing", MEDIUM, "CKV_AWS_272").needs(
        given("codeSigningConfigArn"), "only code that a profile of the account has signed"
    ),
    rule(FUNCTION, "lambda-no-secrets-in-environment", CRITICAL, "CKV_AWS_45").needs(
        no_secrets("environment.variables", required="the secret's ARN in the variable; the function reads the value")
    ),
    rule(FUNCTION, "lambda-log-group", MEDIUM).needs(
        all_of(given("loggingConfig.logGroup"), equals("loggingConfig.logFormat", "JSON")),
        "the groups that Lambda creates itself have no key and no retention",
    ),
    rule(FUNCTION, "lambda-replace-security-groups-on-destroy", LOW).needs(
        when(lambda values: values.at("vpcConfig"), enabled("replaceSecurityGroupsOnDestroy")),
        "else a destroy waits for its network interfaces up to 45 minutes",
    ),
    rule(RECURSION, "lambda-recursive-loop-terminated", MEDIUM).needs(equals("recursiveLoop", "Terminate")),
    rule(EVENT_SOURCE, "lambda-partial-batch-response", HIGH).needs(
        contains("functionResponseTypes", "ReportBatchItemFailures"), "what was processed is not processed again"
    ),
    rule(INVOKE_CONFIG, "lambda-on-failure-destination", MEDIUM).needs(
        given("destinationConfig.onFailure.destination"), "a queue for what could not be processed"
    ),
    rule((FUNCTION, PERMISSION, INVOKE_CONFIG), "lambda-on-failure-configured", MEDIUM, "CKV_AWS_116").needs(
        _failed_events_kept
    ),
    rule(FUNCTION, "lambda-alarm-configured", HIGH).needs_alarm("the function's errors"),
    rule(DEPLOYMENT_GROUP, "codedeploy-automatic-rollback", HIGH).needs(
        all_of(
            enabled("autoRollbackConfiguration.enabled"),
            enabled("alarmConfiguration.enabled"),
            given("alarmConfiguration.alarms"),
            contains("autoRollbackConfiguration.events", "DEPLOYMENT_STOP_ON_ALARM"),
            required="auto_rollback_configuration and alarm_configuration",
        ),
        "an alarm rolls the deployment back",
    ),
)
