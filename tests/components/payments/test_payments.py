"""The queue, the functions and their roll-out, as the program registers them."""

import json
from functools import cache
from typing import Any

import pytest

from catalog import lambda_
from components.flags import agent_layer
from lambda_src.metrics import NAMESPACE
from lambda_src.parking import MOST_SECONDS
from lambdas.release.rollout import START_SECONDS
from tests.support.graph import Graph, Registered, build_stack

PROCESSOR = {"name": "payment-processor", "handler": "lambda_src.handler.handle", "trigger": "queue"}
NIGHTLY: dict[str, Any] = {
    "name": "nightly-report",
    "handler": "lambda_src.handler.handle",
    "trigger": "schedule",
    "schedule": "cron(0 3 * * ? *)",
    "memoryMb": 1024,
    "timeoutSeconds": 120,
    "reservedConcurrency": 1,
    "environment": {"REPORT": "daily"},
}


@cache
def stack() -> Graph:
    return build_stack("dev", changes={"payments:payments": {"functions": [PROCESSOR, NIGHTLY]}})


def function(name: str = "payment-processor") -> Registered:
    return stack().one(f"payments-{name}-function")


def permissions(role: str) -> list[tuple[list[str], list[str]]]:
    statements = stack().one(role).policy()
    return [
        (item["Action"], item["Resource"] if isinstance(item["Resource"], list) else [item["Resource"]])
        for item in statements
    ]


def test_the_processor_is_what_the_requirements_ask_for() -> None:
    inputs = function().inputs
    assert inputs["memorySize"] == 512
    assert inputs["timeout"] == 30
    assert inputs["reservedConcurrentExecutions"] == 50
    assert inputs["runtime"] == "python3.14"
    assert inputs["publish"] is True
    assert inputs["tracingConfig"] == {"mode": "Active"}
    assert inputs["kmsKeyArn"] == stack().one("payments-key").properties["arn"]
    assert inputs["sourceCodeHash"]
    group = stack().by_id(inputs["vpcConfig"]["securityGroupIds"][0])
    assert group.tags["Name"] == "application-security-group-dev"
    subnets = {stack().by_id(subnet).name for subnet in inputs["vpcConfig"]["subnetIds"]}
    assert subnets == {"network-private-subnet-a", "network-private-subnet-b"}


def test_the_environment_points_at_this_stack_and_holds_no_secret() -> None:
    server, queue = stack().one("database-server-instance"), stack().one("queue-queue")
    application = stack().one("flags-application").id
    operations = stack().one("flags-operations-environment").properties["environmentId"]
    operations_profile = stack().one("flags-operations-profile").properties["configurationProfileId"]
    releases = stack().one("flags-releases-environment").properties["environmentId"]
    releases_profile = stack().one("flags-releases-profile").properties["configurationProfileId"]
    prefix = f"/applications/{application}/environments"
    assert function().inputs["environment"]["variables"] == {
        "FLAGS_APPLICATION": application,
        "FLAGS_OPERATIONS_ENVIRONMENT": operations,
        "FLAGS_OPERATIONS_PROFILE": operations_profile,
        "FLAGS_RELEASES_ENVIRONMENT": releases,
        "FLAGS_RELEASES_PROFILE": releases_profile,
        "AWS_APPCONFIG_EXTENSION_POLL_INTERVAL_SECONDS": "15",
        "AWS_APPCONFIG_EXTENSION_POLL_TIMEOUT_MILLIS": "1000",
        # What the agent fetches before the first payment asks for it.
        "AWS_APPCONFIG_EXTENSION_PREFETCH_LIST": f"{prefix}/{operations}/configurations/{operations_profile},"
        f"{prefix}/{releases}/configurations/{releases_profile}",
        "DATABASE_HOST": server.properties["address"],
        "DATABASE_PORT": "3306",
        "DATABASE_NAME": "payments",
        "APPLICATION_SECRET_ARN": stack().one("database-credentials-application-secret").properties["arn"],
        "QUEUE_URL": queue.properties["url"],
        "DEAD_LETTER_QUEUE_URL": stack().one("queue-dead-letters-queue").properties["url"],
        "MAX_RECEIVE_COUNT": "5",
        "STACK": "dev",
        "POWERTOOLS_SERVICE_NAME": "payment-processor",
    }


def test_a_second_function_is_one_entry_of_the_configuration() -> None:
    inputs = function("nightly-report").inputs
    assert (inputs["name"], inputs["memorySize"], inputs["timeout"]) == ("nightly-report-dev", 1024, 120)
    variables = inputs["environment"]["variables"]
    assert variables["REPORT"] == "daily"
    assert variables["STACK"] == "dev", "a function's own variables can't say that it is another stack's"
    rule = stack().one("payments-nightly-report-schedule")
    assert rule.inputs["scheduleExpression"] == "cron(0 3 * * ? *)"
    target = stack().one("payments-nightly-report-schedule-target")
    assert target.inputs["arn"].endswith(":nightly-report-dev:live")
    permission = stack().one("payments-nightly-report-schedule-permission")
    assert permission.inputs["qualifier"] == "live"
    assert permission.inputs["sourceArn"] == rule.properties["arn"]
    assert permission.urn in target.depends_on
    assert stack().names("EventSourceMapping") == {"payments-payment-processor-source"}


def test_the_processor_reads_whole_batches_and_no_more_than_it_can_run() -> None:
    source = stack().one("payments-payment-processor-source").inputs
    assert source["functionName"].endswith(":payment-processor-dev:live")
    assert source["eventSourceArn"] == stack().one("queue-queue").properties["arn"]
    assert source["functionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["batchSize"] == 10
    assert source["scalingConfig"] == {"maximumConcurrency": 50}


def test_a_function_may_use_what_it_needs_and_nothing_else() -> None:
    queue, dead_letters = (stack().one(f"queue-{role}").properties["arn"] for role in ("queue", "dead-letters-queue"))
    queue_key = stack().one("queue-key").properties["arn"]
    secret = stack().one("database-credentials-application-secret").properties["arn"]
    found = permissions("payments-payment-processor-role-policy")
    for right in (
        (["secretsmanager:GetSecretValue"], [secret]),
        (["kms:Decrypt"], [stack().one("database-credentials-key").properties["arn"]]),
        (["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [queue]),
        (["sqs:SendMessage"], [queue, dead_letters]),
        (["kms:Decrypt", "kms:GenerateDataKey"], [queue_key]),
        (["kms:Decrypt"], [stack().one("flags-key").properties["arn"]]),
    ):
        assert right in found
    everywhere = [actions for actions, resources in found if resources == ["*"]]
    assert (
        sorted(action.partition(":")[0] for actions in everywhere for action in actions) == ["ec2"] * 6 + ["xray"] * 2
    )
    nightly = {action for actions, _ in permissions("payments-nightly-report-role-policy") for action in actions}
    assert "sqs:ReceiveMessage" not in nightly


@pytest.mark.parametrize("name", ["payment-processor", "nightly-report"])
def test_failed_events_are_kept_and_loops_are_stopped(name: str) -> None:
    failures = stack().one(f"payments-{name}-failures").inputs
    dead_letters = stack().one("queue-dead-letters-queue").properties["arn"]
    assert failures["destinationConfig"] == {"onFailure": {"destination": dead_letters}}
    assert failures["qualifier"] == "live"
    assert stack().one(f"payments-{name}-recursion").inputs["recursiveLoop"] == "Terminate"


@pytest.mark.parametrize("role", ["queue", "dead-letters-queue"])
def test_the_queues_are_encrypted_and_refuse_plaintext(role: str) -> None:
    queue = stack().one(f"queue-{role}")
    assert queue.inputs["kmsMasterKeyId"] == stack().one("queue-key").properties["arn"]
    (statement,) = stack().one(f"queue-{role}-policy").policy()
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == queue.properties["arn"]


def test_a_message_is_kept_until_somebody_has_looked_at_it() -> None:
    queue, dead_letters = stack().one("queue-queue").inputs, stack().one("queue-dead-letters-queue")
    assert queue["visibilityTimeoutSeconds"] == 6 * 30
    assert (queue["messageRetentionSeconds"], dead_letters.inputs["messageRetentionSeconds"]) == (864_000, 1_209_600)
    assert json.loads(queue["redrivePolicy"]) == {
        "deadLetterTargetArn": dead_letters.properties["arn"],
        "maxReceiveCount": 5,
    }
    assert "redrivePolicy" not in dead_letters.inputs
    allowed = json.loads(stack().one("queue-dead-letters-redrive").inputs["redriveAllowPolicy"])
    assert allowed == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [stack().one("queue-queue").properties["arn"]],
    }


def test_the_visibility_follows_the_processors_timeout() -> None:
    graph = build_stack("dev", changes={"payments:payments": {"functions": [PROCESSOR | {"timeoutSeconds": 60}]}})
    assert graph.one("queue-queue").inputs["visibilityTimeoutSeconds"] == 360


def test_waiting_payments_and_dead_letters_are_alarms() -> None:
    age, dead = stack().one("queue-age").inputs, stack().one("queue-dead-letters").inputs
    assert (age["metricName"], age["threshold"]) == ("ApproximateAgeOfOldestMessage", 300)
    assert age["dimensions"] == {"QueueName": stack().one("queue-queue").properties["name"]}
    assert (dead["metricName"], dead["threshold"]) == ("ApproximateNumberOfMessagesVisible", 0)
    assert dead["dimensions"] == {"QueueName": stack().one("queue-dead-letters-queue").properties["name"]}


def test_what_the_processor_counts_as_trouble_is_an_alarm() -> None:
    for role, metric in (("retried", "PaymentRetried"), ("flags-unavailable", "FlagsUnavailable")):
        inputs = stack().one(f"payments-processor-{role}").inputs
        assert inputs["metricName"] == metric
        assert inputs["namespace"] == NAMESPACE
        # As the processor writes it, whose variable STACK is the suffix.
        assert inputs["dimensions"] == {"Stack": function().inputs["environment"]["variables"]["STACK"]}


def test_payments_that_wait_are_alarms_by_what_they_wait_for() -> None:
    pages = stack().one("alerts-pages").properties["arn"]
    for role, reason, paged in (
        ("oldest", {}, False),
        ("parked-stop", {"Reason": "stop"}, True),
        ("parked-flags", {"Reason": "flags"}, False),
        ("parked-database", {"Reason": "database"}, False),
    ):
        inputs = stack().one(f"payments-processor-{role}").inputs
        assert (inputs["namespace"], inputs["metricName"], inputs["statistic"]) == (NAMESPACE, "PaymentAge", "Maximum")
        assert inputs["dimensions"] == {"Stack": "dev", **reason}
        assert (inputs["threshold"], inputs["treatMissingData"]) == (900, "notBreaching")
        # Each payment that is parked reports itself within this time.
        assert inputs["period"] * inputs["evaluationPeriods"] > MOST_SECONDS
        assert (inputs["alarmActions"] == [pages]) is paged


def test_the_agent_of_the_flags_stands_beside_each_function() -> None:
    for name in ("payment-processor", "nightly-report"):
        (layer,) = function(name).inputs["layers"]
        assert layer == agent_layer("eu-west-2")


def test_the_queues_alarms_take_a_release_of_flags_back() -> None:
    monitors = stack().one("flags-releases-environment").inputs["monitors"]
    alarms = {stack().one(f"queue-{role}").properties["arn"] for role in ("age", "dead-letters")}
    assert {monitor["alarmArn"] for monitor in monitors} == alarms


# What payments experience of a version, which Lambda counts as no error.
EXPERIENCED = ("success", "latency", "acceptance")


def test_only_the_queues_reader_is_judged_by_payments() -> None:
    group = stack().one("payments-rollout-nightly-report-group").inputs
    own = {stack().one(f"payments-nightly-report-{role}").properties["name"] for role in ("errors", "throttles")}
    assert set(group["alarmConfiguration"]["alarms"]) == own


def test_the_alarms_exist_before_a_version_is_rolled_out() -> None:
    group, run = (stack().one(f"payments-rollout-payment-processor-{part}") for part in ("group", "run"))
    alarms = {stack().one(f"objectives-{kind}-rollout-5m").urn for kind in EXPERIENCED}
    assert alarms <= group.references["alarmConfiguration"]
    assert group.urn in run.references["input"]


def test_the_start_of_a_roll_out_has_time_to_see_that_it_begins() -> None:
    assert stack().one("payments-rollout-release-function").inputs["timeout"] >= 2 * START_SECONDS


def test_a_new_version_takes_over_gradually_and_an_alarm_takes_it_back() -> None:
    group = stack().one("payments-rollout-payment-processor-group").inputs
    assert group["deploymentConfigName"] == "CodeDeployDefault.LambdaLinear10PercentEvery1Minute"
    assert group["autoRollbackConfiguration"]["enabled"] is True
    assert "DEPLOYMENT_STOP_ON_ALARM" in group["autoRollbackConfiguration"]["events"]
    own = {stack().one(f"payments-payment-processor-{role}").properties["name"] for role in ("errors", "throttles")}
    felt = {stack().one(f"objectives-{kind}-rollout-5m").properties["name"] for kind in EXPERIENCED}
    assert set(group["alarmConfiguration"]["alarms"]) == own | felt
    (trigger,) = group["triggerConfigurations"]
    assert trigger["triggerTargetArn"] == stack().one("alerts-topic").properties["arn"]
    run = stack().one("payments-rollout-payment-processor-run").inputs
    assert json.loads(run["input"]) == {
        "application": "payments-rollout-dev",
        "group": "payment-processor-dev",
        "function": "payment-processor-dev",
        "alias": "live",
        "version": "1",
    }


def test_a_roll_out_starts_only_when_there_is_a_way_to_what_it_calls() -> None:
    (function,) = (item for item in stack().of("Function") if item.name == "payments-rollout-release-function")
    ways = {stack().one(f"network-endpoint-{service}").urn for service in ("codedeploy", "lambda")}
    assert ways <= set(function.depends_on)


def test_an_edit_of_an_alias_sends_nothing_since_it_would_send_the_first_version_too() -> None:
    for alias in (item for item in stack().of("Alias") if item.token == lambda_.ALIAS.token):
        fixed = {"functionName", "name", "region"}
        assert set(alias.inputs) - fixed <= {"description", "functionVersion", "routingConfig"}, alias.name
        assert {"description", "functionVersion", "routingConfig"} <= alias.ignored, alias.name


def test_the_roll_out_may_move_these_aliases_alone() -> None:
    arn = function().properties["arn"]
    (moving, aliases), *rest = permissions("payments-rollout-role-policy")
    assert "lambda:UpdateAlias" in moving
    other = function("nightly-report").properties["arn"]
    assert set(aliases) == {arn, other, f"{arn}:live", f"{other}:live"}
    assert [actions for actions, resources in rest if resources == ["*"]] == [["cloudwatch:DescribeAlarms"]]
    release = stack().one("payments-rollout-release-function").inputs
    group = stack().by_id(release["vpcConfig"]["securityGroupIds"][0])
    assert group.tags["Name"] == "release-security-group-dev"
