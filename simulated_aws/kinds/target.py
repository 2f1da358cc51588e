"""An input that takes an ARN takes those of some services, and of some of their resources."""

import re
from collections.abc import Iterator

from catalog import cloudwatch, ec2, sns
from simulated_aws.declarations import Fault
from simulated_aws.kinds.lists.targets import TARGETS
from simulated_aws.kinds.region import ARN, texts_with_paths
from simulated_aws.modelling import Inputs

# What each protocol of a subscription delivers to (docs.aws.amazon.com/sns/latest/api/API_Subscribe.html).
ENDPOINTS = {
    "email": r"[^@\s]+@[^@\s]+",
    "email-json": r"[^@\s]+@[^@\s]+",
    "firehose": r"arn:aws:firehose:.+",
    "http": r"http://.+",
    "https": r"https://.+",
    "lambda": r"arn:aws:lambda:.+",
    "sms": r"\+?[0-9]+",
    "sqs": r"arn:aws:sqs:.+",
}
# Where the logs of a flow log's type of destination go.
FLOW_LOGS = {"cloud-watch-logs": "logs", "s3": "s3", "kinesis-data-firehose": "firehose"}
# The targets that a rule reaches with a role and not by the target's own policy
# (docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html).
WITH_ROLE = ("batch", "codebuild", "codepipeline", "ecs", "firehose", "kinesis", "ssm", "states")


def faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """ARNs of another service, or of another resource, than an input takes."""
    known = [target for target in TARGETS if not target.of or any(token == of.token for of in target.of)]
    for path, text in texts_with_paths(inputs):
        arn = ARN.fullmatch(text)
        for target in known:
            if arn and target.path.fullmatch(path):
                start = target.kinds.get(arn["service"])
                if start is None or not arn["rest"].startswith(start):
                    allowed = " or ".join(f"arn:aws:{service}:…:{rest}" for service, rest in target.kinds.items())
                    yield Fault(path, f"InvalidParameterValue: {text}; allowed: {allowed}")
                elif text.endswith(".fifo") and not target.fifo:
                    yield Fault(path, f"InvalidParameterValue: {text}; allowed: no FIFO queue or topic")
    yield from _pairs(token, inputs)


def _pairs(token: str, inputs: Inputs) -> Iterator[Fault]:
    """Inputs of which one says what the other is."""
    found = dict(texts_with_paths(inputs))
    if token == sns.TOPIC_SUBSCRIPTION.token and "endpoint" in found:
        protocol, endpoint = found.get("protocol", ""), found["endpoint"]
        if protocol in ENDPOINTS and not re.fullmatch(ENDPOINTS[protocol], endpoint):
            yield Fault("endpoint", f"InvalidParameter: Invalid parameter: {protocol} endpoint: {endpoint!r}")
    if token == ec2.FLOW_LOG.token and "logDestination" in found:
        kind = found.get("logDestinationType", "cloud-watch-logs")
        if kind in FLOW_LOGS and not found["logDestination"].startswith(f"arn:aws:{FLOW_LOGS[kind]}:"):
            yield Fault("logDestination", f"InvalidParameter: {found['logDestination']} is no {kind}")
    if token == cloudwatch.EVENT_TARGET.token and "roleArn" not in inputs and "arn" in found:
        service = ARN.fullmatch(found["arn"])
        if service and service["service"] in WITH_ROLE:
            yield Fault("roleArn", f"ValidationException: RoleArn is required for target {found['arn']}")
