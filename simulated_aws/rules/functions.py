"""What Lambda and AppConfig refuse: functions, what invokes them, and the flags that they read."""

import re
from collections.abc import Iterator

from catalog import appconfig, lambda_, sqs
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.rules.register import Inputs, Others, refuses, refuses_beside


def function_name(named: str) -> str:
    """The name of a function in its name or its ARN, with or without a qualifier."""
    return named.rpartition(":function:")[2].partition(":")[0]


@refuses_beside(lambda_.FUNCTION)
def _unreserved_concurrency(inputs: Inputs, others: Others) -> Iterator[Fault]:
    functions = [inputs, *others(lambda_.FUNCTION).values()]
    reserved = sum(function.get("reservedConcurrentExecutions") or 0 for function in functions)
    if reserved > 900:
        yield Fault("reservedConcurrentExecutions", f"{reserved} reserved leave less than 100 of the account's 1000")


@refuses_beside(lambda_.INVOCATION)
def _existing_function(inputs: Inputs, others: Others) -> Iterator[Fault]:
    if inputs["functionName"] not in others(lambda_.FUNCTION):
        yield Fault("functionName", f"ResourceNotFoundException: {inputs['functionName']}")


@refuses_beside(lambda_.EVENT_SOURCE_MAPPING)
def _event_source(inputs: Inputs, others: Others) -> Iterator[Fault]:
    """What Lambda checks of a queue when it is to be read."""
    queues = others(sqs.QUEUE).items()
    name = inputs["eventSourceArn"].rpartition(":")[2]
    queue = next((queue for key, queue in queues if key.endswith(f"/{name}")), None)
    function = others(lambda_.FUNCTION).get(function_name(inputs["functionName"]))
    if queue is None or function is None:
        return
    timeout, visible = function.get("timeout", 3), queue.get("visibilityTimeoutSeconds", 30)
    if visible < timeout:
        yield Fault("eventSourceArn", f"InvalidParameterValueException: {visible} s of visibility for {timeout} s")
    scaling: Inputs = inputs.get("scalingConfig") or {}
    concurrency = scaling.get("maximumConcurrency")
    if concurrency is not None and not 2 <= concurrency <= 1000:
        yield Fault("scalingConfig.maximumConcurrency", f"{concurrency} is not between 2 and 1000")


@refuses(
    appconfig.CONFIGURATION_PROFILE,
    appconfig.DEPLOYMENT,
    appconfig.ENVIRONMENT,
    appconfig.HOSTED_CONFIGURATION_VERSION,
)
def _appconfig_ids(inputs: Inputs) -> Iterator[Fault]:
    """AppConfig takes an id as it gave it, and not as Pulumi joins it to the application's."""
    for key in ("applicationId", "environmentId", "configurationProfileId"):
        value = inputs.get(key, UNKNOWN)
        if value != UNKNOWN and not re.fullmatch(r"[a-z0-9]{4,7}", str(value)):
            yield Fault(key, f"{value!r} is no id of 4 to 7 lower-case letters and digits")
