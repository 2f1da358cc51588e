"""Functions, containers, queues, topics and alarms: each rule yields a field and what is wrong with it."""

import json
import re

from simulated_aws.kinds.forms import Fields, Found, field, is_given, is_unknown
from simulated_aws.kinds.paths import is_open, values_at

# The variables that Lambda sets itself (cfn-lint E3663), and the bytes of all of them (guide lambda, quotas).
RESERVED = frozenset({
    "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
})  # fmt: skip
VARIABLE, ENVIRONMENT_BYTES = r"[a-zA-Z][a-zA-Z0-9_]+", 4096
HOUR, DAY, WEEK = 3600, 86_400, 604_800
HTTP = ("http", "https")
ANOMALY_OPERATORS = ("LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold")

# The service of a target, by the settings that it alone takes (botocore: events.Target).
TARGETS = {
    "batchTarget": "batch", "ecsTarget": "ecs", "kinesisTarget": "kinesis", "sagemakerPipelineTarget": "sagemaker",
    "sqsTarget": "sqs",
}  # fmt: skip


def zip_package(function: Fields) -> Found:
    """A function that is no image names its runtime and its handler."""
    if function.get("packageType", "Zip") == "Zip" and not is_given(function, "imageUri"):
        yield from (
            (key, f"a zip package needs {key}") for key in ("handler", "runtime") if not is_given(function, key)
        )


def environment(function: Fields) -> Found:
    """The variables are none of Lambda's own, and few enough."""
    variables: Fields = field(function, "environment.variables") or {}
    for name in variables:
        if name in RESERVED or not re.fullmatch(VARIABLE, name):
            yield f"environment.variables.{name}", "Lambda was unable to configure your environment variables: reserved"
    size = len(json.dumps(variables, separators=(",", ":")))
    if size > ENVIRONMENT_BYTES and not any(is_open(value) for value in variables.values()):
        yield "environment.variables", f"{size} bytes exceed the {ENVIRONMENT_BYTES} bytes limit"


def log_levels(logging: Fields) -> Found:
    """Levels are filtered in JSON alone."""
    for key in ("applicationLogLevel", "systemLogLevel"):
        if is_given(logging, key) and logging.get("logFormat") == "Text":
            yield key, "needs the log format JSON"


def batches_of_a_queue(mapping: Fields) -> Found:
    """A queue's batches have their own sizes, and no position."""
    source = str(mapping.get("eventSourceArn"))
    if ":sqs:" not in source:
        return
    if any(is_unknown(mapping, key) for key in ("batchSize", "maximumBatchingWindowInSeconds")):
        return
    size, window = field(mapping, "batchSize") or 10, field(mapping, "maximumBatchingWindowInSeconds")
    if source.endswith(".fifo") and (size > 10 or window):
        yield "batchSize", "a FIFO queue has batches of at most 10, without a window"
    elif size > 10 and not window:
        yield "maximumBatchingWindowInSeconds", f"a batch of {size:g} needs a window of 1 second at least"
    for key in ("bisectBatchOnFunctionError", "destinationConfig", "maximumRecordAgeInSeconds", "maximumRetryAttempts",
                "parallelizationFactor", "startingPosition", "tumblingWindowInSeconds"):  # fmt: skip
        if field(mapping, key):
            yield key, "Unsupported parameter for an SQS event source"


def statistic(alarm: Fields) -> Found:
    """An alarm on a metric says what it makes of the values, and percentiles alone have few samples."""
    if is_given(alarm, "metricName") and not (is_given(alarm, "statistic") or is_given(alarm, "extendedStatistic")):
        yield "statistic", "exactly one of statistic and extendedStatistic is expected"
    is_percentile = is_unknown(alarm, "extendedStatistic") or re.match(r"p\d", str(alarm.get("extendedStatistic")))
    if field(alarm, "evaluateLowSampleCountPercentiles") and not is_percentile:
        yield "evaluateLowSampleCountPercentiles", "only for a percentile"


def anomaly(alarm: Fields) -> Found:
    """A band is compared with a band's operators, and everything else with a threshold."""
    has_band, is_of_band = is_given(alarm, "thresholdMetricId"), alarm.get("comparisonOperator") in ANOMALY_OPERATORS
    if has_band != is_of_band and not is_open(alarm.get("comparisonOperator")):
        yield "comparisonOperator", f"{alarm['comparisonOperator']} goes with thresholdMetricId, and no other does"
    if not has_band and alarm.get("threshold") is None and not is_given(alarm, "evaluationCriteria"):
        yield "threshold", "exactly one of threshold and thresholdMetricId is expected"


def resolution(metric: Fields) -> Found:
    """AWS's own metrics are of a minute; an alarm on less never has data."""
    period, namespace = metric.get("period"), str(metric.get("namespace"))
    if namespace.startswith("AWS/") and isinstance(period, int | float) and period < 60:
        yield "period", f"{period:g} seconds are less than the 60 of {namespace}"


def evaluated_time(alarm: Fields) -> Found:
    """An alarm looks back a day, or a week with periods of an hour and more."""
    period, periods = field(alarm, "period"), field(alarm, "evaluationPeriods")
    if isinstance(period, int | float) and isinstance(periods, int | float):
        most = DAY if period < HOUR else WEEK
        if period * periods > most:
            yield "evaluationPeriods", f"{period:g} seconds times {periods:g} are more than {most}"


def returned_data(alarm: Fields) -> Found:
    """An alarm watches the one of its queries that returns data."""
    queries = [value for _, value in values_at(alarm, "metricQueries[]")]
    watched = sum(query.get("returnData") is True for query in queries)
    if queries and watched != 1 and not any(is_unknown(query, "returnData") for query in queries):
        yield "metricQueries", f"exactly one query returns data, not {watched}"


def high_throughput(queue: Fields) -> Found:
    """A limit per group wants duplicates to be found per group."""
    by_group = queue.get("fifoThroughputLimit") == "perMessageGroupId"
    scope = queue.get("deduplicationScope")
    if by_group and scope != "messageGroup" and not is_unknown(queue, "deduplicationScope"):
        yield "fifoThroughputLimit", f"perMessageGroupId needs the deduplicationScope messageGroup, not {scope}"


def http_alone(subscription: Fields) -> Found:
    """Retries are chosen for HTTP alone, and raw messages go to queues and streams too."""
    for key, protocols in (("deliveryPolicy", HTTP), ("rawMessageDelivery", (*HTTP, "sqs", "firehose"))):
        protocol = subscription.get("protocol")
        if field(subscription, key) and protocol not in protocols and not is_open(protocol):
            yield key, f"{protocol} takes no {key}; allowed: {', '.join(protocols)}"


def names_of_variables(container: Fields) -> Found:
    """A secret and a variable of a container have different names."""
    names = [name for key in ("environments", "secrets") for _, name in values_at(container, f"{key}[].name")]
    for name in sorted({str(name) for name in names if names.count(name) > 1}):
        yield "secrets", f"the secret name must be unique and not shared with any environment variable: {name}"


def fifo(inputs: Fields) -> Found:
    """What is first in, first out says so in its name, and nothing else does."""
    if any(is_unknown(inputs, key) for key in ("fifoQueue", "fifoTopic")):
        return
    name, is_fifo = field(inputs, "name"), bool(inputs.get("fifoQueue") or inputs.get("fifoTopic"))
    if name and name.endswith(".fifo") != is_fifo:
        yield "name", f"{name} {'does not end' if is_fifo else 'ends'} with .fifo"


def endpoint_of_protocol(subscription: Fields) -> Found:
    """An endpoint has its protocol's form."""
    forms = {
        "email": r"[^@\s]+@[^@\s]+", "email-json": r"[^@\s]+@[^@\s]+", "http": r"http://.+", "https": r"https://.+",
        "lambda": r"arn:aws[\w-]*:lambda:.+", "sqs": r"arn:aws[\w-]*:sqs:.+", "sms": r"\+?[\d-]+",
        "firehose": r"arn:aws[\w-]*:firehose:.+",
    }  # fmt: skip
    protocol, endpoint = str(subscription.get("protocol")), subscription.get("endpoint")
    if protocol in forms and not is_open(endpoint) and not re.fullmatch(forms[protocol], str(endpoint)):
        yield "endpoint", f"{endpoint} is no endpoint of {protocol}"


def image_source(source: Fields) -> Found:
    """A private image wants a role, and a public one is not deployed by itself."""
    kind = field(source, "imageRepository.imageRepositoryType")
    if kind == "ECR" and not is_given(source, "authenticationConfiguration.accessRoleArn"):
        yield "authenticationConfiguration.accessRoleArn", "an image of a private repository needs a role"
    if kind == "ECR_PUBLIC" and source.get("autoDeploymentsEnabled") is not False:
        yield "autoDeploymentsEnabled", "an image of a public repository is not deployed by itself"


def frequency(subscription: Fields) -> Found:
    """Topics hear at once, and people by post once a day or a week."""
    wanted = "SNS" if subscription.get("frequency") == "IMMEDIATE" else "EMAIL"
    for path, kind in values_at(subscription, "subscribers[].type"):
        if kind != wanted and not is_open(subscription.get("frequency")):
            yield path, f"{subscription['frequency']} subscribers are of the type {wanted}, not {kind}"


def forecasts(budget: Fields) -> Found:
    """A budget of a day is compared with what was spent alone."""
    for path, kind in values_at(budget, "notifications[].notificationType"):
        if budget.get("timeUnit") == "DAILY" and kind == "FORECASTED":
            yield path, "FORECASTED goes with MONTHLY, QUARTERLY and ANNUALLY, not with DAILY"


def layers(function: Fields) -> Found:
    """A layer that says in its name which processor it is for runs on no other."""
    given = field(function, "architectures")
    architecture = given[0] if given else "x86_64"
    for path, arn in values_at(function, "layers[]"):
        found = re.search(r"[-_](arm64|x86_64|x86-64|amd64):\d+$", str(arn), re.IGNORECASE)
        wanted = found and ("arm64" if found[1].lower() == "arm64" else "x86_64")
        if wanted and not is_open(architecture) and architecture != wanted:
            yield path, f"{arn} is of {wanted}, and the function of {architecture}"


def limit(budget: Fields) -> Found:
    """A budget of costs or usage has a limit, or several planned ones, or one of AWS's making."""
    kinds = ("limitAmount", "plannedLimits", "autoAdjustData")
    if budget.get("budgetType") in ("COST", "USAGE") and not any(budget.get(key) for key in kinds):
        yield "limitAmount", f"a budget of {budget['budgetType']} needs a limit"


def url_authorization(permission: Fields) -> Found:
    """Only the invocation of a URL has an authorization of its own."""
    action = permission.get("action")
    if is_given(permission, "functionUrlAuthType") and action != "lambda:InvokeFunctionUrl" and not is_open(action):
        yield "functionUrlAuthType", f"only valid with lambda:InvokeFunctionUrl, not with {action}"


def weights(alias: Fields) -> Found:
    """An alias routes a part of its calls to another version than its own."""
    others: Fields = field(alias, "routingConfig.additionalVersionWeights") or {}
    if alias.get("functionVersion") in others:
        what = f"{alias['functionVersion']} is the version of the alias; another one is expected"
        yield "routingConfig.additionalVersionWeights", what


def of_target(target: Fields) -> Found:
    """The settings of a target are those of its own service (botocore: events.Target)."""
    arn = str(target.get("arn"))
    for key, service in TARGETS.items():
        if is_given(target, key) and arn.startswith("arn:") and arn.split(":")[2] != service:
            yield key, f"{key} is for a target of {service}, not for {arn}"


def printable(alarm: Fields) -> Found:
    """A name has no control characters."""
    if re.search(r"[\x00-\x1f\x7f]", str(alarm.get("name"))):
        yield "name", f"{alarm['name']!r} has control characters"


def dimensions(metric: Fields) -> Found:
    """A dimension's name and value are of ASCII, and no name starts with a colon."""
    given: Fields = field(metric, "dimensions") or {}
    for name, value in given.items():
        texts = [name] if is_open(value) else [name, str(value)]
        if name.startswith(":") or not all(text.isascii() and text.strip() for text in texts):
            yield (
                f"dimensions.{name}",
                f"{name!r} with {value!r} is no dimension: ASCII is expected, without a colon first",
            )
