"""ARNs inside texts of JSON that have to be those of something: at once, or once everything is there."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from catalog import cloudwatch, sns, sqs
from simulated_aws.declarations import UNKNOWN
from simulated_aws.modelling import Inputs

# The service looks for what they name when it is given them: docs.aws.amazon.com/sns/latest/dg/
# sns-dead-letter-queues.html (a queue's own redrive policy is looked at with the queue that it names).
AT_ONCE: Mapping[str, tuple[str, ...]] = {sns.TOPIC_SUBSCRIPTION.token: ("redrivePolicy",)}
# What names nothing here never matches, and shows nothing.
LATER: Mapping[str, tuple[str, ...]] = {
    cloudwatch.DASHBOARD.token: ("dashboardBody",),
    cloudwatch.EVENT_RULE.token: ("eventPattern",),
    sqs.QUEUE.token: ("redriveAllowPolicy",),
    sqs.REDRIVE_ALLOW_POLICY.token: ("redriveAllowPolicy",),
}
# What an event pattern compares with may be a part of an ARN.
COMPARISONS = ("anything-but", "equals-ignore-case", "prefix", "suffix", "wildcard")


def named(token: str, inputs: Inputs, where: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Each ARN in a resource's texts, with the input that holds it; parts of ARNs and wildcards are left out."""
    for key in where.get(token, ()):
        text = inputs.get(key)
        if isinstance(text, str) and UNKNOWN not in text:
            yield from ((key, arn) for arn in _arns(_parsed(text)))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _arns(value: object, *, inside_list: bool = False) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith("arn:aws:") and "*" not in value:
            yield value
    elif isinstance(value, list):
        for item in cast(list[object], value):
            yield from _arns(item, inside_list=True)
    elif isinstance(value, dict):
        for key, item in cast(dict[str, object], value).items():
            if not (inside_list and key in COMPARISONS):
                yield from _arns(item)
