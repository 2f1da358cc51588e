"""Checks of what people see: each region's alarms, topic, logs and tags, and the stack's outputs."""

from ops.lib.checks import Answer, failed, judged, passed
from ops.lib.live import Live, Place

TAGS = ("Environment", "Project", "CostCenter", "Owner", "ManagedBy")
OUTPUTS = (
    *("vpcId", "rdsEndpoint", "rdsIdentifier", "lambdaFunctionName", "lambdaFunctionArn", "dbSecretArn", "kmsKeyArn"),
    *("snsTopicArn", "queueUrl", "deadLetterQueueUrl"),
)
# By which a failover finds the second region, and whoever follows it.
SECOND_OUTPUTS = (
    *("recoveryRegion", "recoveryVpcId", "recoveryRdsIdentifier", "recoveryRdsArn", "recoveryRdsEndpoint"),
    *("recoveryQueueUrl", "recoveryDeadLetterQueueUrl", "recoveryEventSourceId", "recoveryDbSecretArn"),
    *("recoveryDbMasterSecretArn", "recoverySnsTopicArn", "secretPromotionFunctionArn"),
    *("recoverySecretPromotionFunctionArn", "regionSwitchPlanArn"),
)


def alarms(place: Place) -> Answer:
    """Whether alarms notify the topic, are enabled, and none is in ALARM."""
    topic = place.text("snsTopicArn")
    found = place.all("cloudwatch", "describe_alarms", "MetricAlarms", AlarmTypes=["MetricAlarm"])
    ours = [alarm for alarm in found if topic in alarm["AlarmActions"]]
    if not ours:
        return failed("no alarm notifies the topic", "run `pulumi up`")
    faults = [f"{alarm['AlarmName']} has its actions disabled" for alarm in ours if not alarm["ActionsEnabled"]]
    faults += [f"{alarm['AlarmName']} is in ALARM" for alarm in ours if alarm["StateValue"] == "ALARM"]
    return judged(faults, f"{len(ours)} alarms are enabled", "each alarm's description says what to do")


def topic(place: Place) -> Answer:
    """Whether whoever is to be notified or paged has confirmed the subscription, in either topic of the region."""
    alerts, pages = (_subscribed(place, name) for name in ("snsTopicArn", "pagesTopicArn"))
    missing = [email for email in place.config.alerts.emails if email not in [one["Endpoint"] for one in alerts]]
    faults = [f"{email} is not subscribed" for email in missing]
    for name, found in (("alerts", alerts), ("pages", pages)):
        waiting = [one for one in found if not _confirmed(one)]
        faults += [f"{_who(one)} has not confirmed its subscription to the {name}" for one in waiting]
    if not any(map(_confirmed, alerts)):
        faults.append("nobody is notified of alarms")
    if place.config.alerts.paging_endpoint and not any(map(_confirmed, pages)):
        faults.append("nobody is paged")
    return judged(
        faults,
        f"{len(alerts)} subscriptions to alerts, {len(pages)} to pages",
        "follow the link in AWS's message, or let the service confirm it; `pulumi up --replace` of the subscription "
        "sends it again (docs/runbooks/alerts.md)",
    )


def _subscribed(place: Place, topic: str) -> list[dict[str, str]]:
    return place.all("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=place.text(topic))


def _who(subscription: dict[str, str]) -> str:
    """An address that people read; that of a service is a secret."""
    protocol = subscription["Protocol"]
    return subscription["Endpoint"] if protocol == "email" else f"the service behind {protocol}"


def _confirmed(subscription: dict[str, str]) -> bool:
    return subscription["SubscriptionArn"].startswith("arn:")


def logs(place: Place) -> Answer:
    """Whether logs are kept as long as the configuration says, under a customer managed key."""
    functions = place.client("lambda")
    names = [
        functions.get_function_configuration(FunctionName=name)["LoggingConfig"]["LogGroup"]
        for name in place.mapping("lambdaFunctionNames").values()
    ]
    faults: list[str] = []
    for name in (*names, place.text("flowLogGroupName")):
        groups = place.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        group = next((one for one in groups if one["logGroupName"] == name), None)
        if group is None:
            faults.append(f"{name} does not exist")
        elif group.get("retentionInDays") != place.config.logs.retention_days:
            faults.append(f"{name} is kept {group.get('retentionInDays', 'for ever')} days")
        elif not group.get("kmsKeyId"):
            faults.append(f"{name} has no customer managed key")
    return judged(faults, f"{len(names) + 1} log groups", "run `pulumi up`")


def tags(place: Place) -> Answer:
    """Whether the resources that cost most have all tags."""
    arns = [place.text("rdsArn"), place.text("snsTopicArn"), *place.mapping("lambdaFunctionArns").values()]
    found = place.client("resourcegroupstaggingapi").get_resources(ResourceARNList=arns)["ResourceTagMappingList"]
    tags_of = {one["ResourceARN"]: {tag["Key"] for tag in one["Tags"]} for one in found}
    faults = [
        f"{arn} lacks {', '.join(missing)}"
        for arn in arns
        if (missing := [tag for tag in TAGS if tag not in tags_of.get(arn, set())])
    ]
    return judged(faults, f"{len(arns)} resources have all tags", "see `make drift`; run `pulumi up`")


def outputs(live: Live) -> Answer:
    """Whether the stack has the outputs by which tests and people find its services."""
    wanted = (*OUTPUTS, *(SECOND_OUTPUTS if live.config.recovery.enabled else ()))
    missing = [name for name in wanted if not live.outputs.has(name)]
    if missing:
        return failed(f"there is no {', '.join(missing)}", "run `pulumi up`")
    return passed(f"{len(live.outputs.values)} outputs")


CHECKS = {"P2 outputs": outputs}
EVERYWHERE = {"O1 alarms": alarms, "O1 topic": topic, "O2 logs": logs, "G2 tags": tags}
