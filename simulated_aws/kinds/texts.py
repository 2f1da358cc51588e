"""Texts in a language of their own: which input holds which, and what AWS would refuse of it."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any, cast

from catalog import appconfig, cloudwatch, dms, dynamodb, ec2, lambda_, networkfirewall, sns, sqs, transfer
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.languages import (
    dashboards,
    events,
    flags,
    items,
    json_text,
    keys,
    logs,
    metrics,
    migration,
    policies,
    queues,
    resource_policies,
    schedules,
    suricata,
)

Inputs = Mapping[str, Any]
Language = Callable[[str], Iterator[Fault]]

# The language of each input that is a text, by type; `[]` stands for each item of a list.
LANGUAGES: Mapping[str, Mapping[str, Language]] = {
    cloudwatch.COMPOSITE_ALARM.token: {"alarmRule": metrics.alarm_rule},
    cloudwatch.DASHBOARD.token: {"dashboardBody": dashboards.dashboard},
    cloudwatch.EVENT_RULE.token: {
        "eventPattern": events.event_pattern,
        "scheduleExpression": schedules.schedule,
    },
    cloudwatch.EVENT_TARGET.token: {"input": json_text.any_json},
    cloudwatch.LOG_METRIC_FILTER.token: {"pattern": logs.filter_pattern},
    cloudwatch.METRIC_ALARM.token: {"metricQueries[].expression": metrics.alarm_expression},
    cloudwatch.QUERY_DEFINITION.token: {"queryString": logs.insights_query},
    dms.CERTIFICATE.token: {"certificatePem": keys.certificates},
    dms.REPLICATION_CONFIG.token: {
        "replicationSettings": migration.task_settings,
        "tableMappings": migration.table_mappings,
    },
    dms.REPLICATION_TASK.token: {
        "replicationTaskSettings": migration.task_settings,
        "tableMappings": migration.table_mappings,
    },
    dynamodb.TABLE_ITEM.token: {"item": items.item},
    lambda_.EVENT_SOURCE_MAPPING.token: {"filterCriteria.filters[].pattern": json_text.any_json},
    lambda_.INVOCATION.token: {"input": json_text.any_json},
    sns.TOPIC_SUBSCRIPTION.token: {
        "deliveryPolicy": json_text.any_json,
        "filterPolicy": json_text.any_json,
        "redrivePolicy": queues.subscription_redrive,
    },
    sqs.QUEUE.token: {"redriveAllowPolicy": queues.redrive_allow, "redrivePolicy": queues.redrive},
    sqs.REDRIVE_ALLOW_POLICY.token: {"redriveAllowPolicy": queues.redrive_allow},
    transfer.SSH_KEY.token: {"body": keys.ssh_public_key},
}
# What has to be read together with other inputs.
STRUCTURES: Mapping[str, Callable[[Inputs], Iterator[Fault]]] = {
    appconfig.HOSTED_CONFIGURATION_VERSION.token: flags.hosted_version,
    ec2.VPC_ENDPOINT.token: resource_policies.endpoint,
    transfer.USER.token: resource_policies.session,
    **{token: partial(resource_policies.resources, token) for token in resource_policies.OWN},
    networkfirewall.RULE_GROUP.token: suricata.rule_group,
    cloudwatch.EVENT_TARGET.token: lambda inputs: (
        Fault(f"inputTransformer.{path}", reason)
        for path, reason in events.input_transformer(inputs.get("inputTransformer") or {})
    ),
}


def faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """What AWS would refuse of the texts in the inputs, with the place inside the text as the rest of the path."""
    for pattern, language in LANGUAGES.get(token, {}).items():
        for path, text in _found(inputs, pattern.split("."), ""):
            if text and UNKNOWN not in text:
                yield from (Fault(_joined(path, inner), reason) for inner, reason in _read(language, text))
    for key in policies.INPUTS:
        text = inputs.get(key)
        if isinstance(text, str) and UNKNOWN not in text:
            yield from (Fault(_joined(key, inner), reason) for inner, reason in policies.faults(token, key, text))
    if token in STRUCTURES:
        yield from STRUCTURES[token](inputs)


@cache
def _read(language: Language, text: str) -> tuple[Fault, ...]:
    return tuple(language(text))


def _joined(path: str, inner: str) -> str:
    return f"{path}.{inner}" if inner else path


def _found(value: object, keys_left: list[str], path: str) -> Iterator[tuple[str, str]]:
    """The texts that a pattern of keys leads to, with their paths."""
    if not keys_left:
        if isinstance(value, str):
            yield path, value
        return
    key, is_list = keys_left[0].removesuffix("[]"), keys_left[0].endswith("[]")
    inner = cast(Inputs, value).get(key) if isinstance(value, dict) else None
    here = _joined(path, key) if path else key
    if not is_list:
        yield from _found(inner, keys_left[1:], here)
    elif isinstance(inner, list):
        for index, item in enumerate(cast(list[object], inner)):
            yield from _found(item, keys_left[1:], f"{here}[{index}]")
