"""Checks of what people see: alarms, the topic, logs, tags, outputs."""

from ops.lib.checks import Answer, failed, judged, passed
from ops.lib.live import Live

TAGS = ("Environment", "Project", "CostCenter", "Owner", "ManagedBy")
OUTPUTS = (
    *("vpcId", "rdsEndpoint", "rdsIdentifier", "lambdaFunctionName", "lambdaFunctionArn", "dbSecretArn", "kmsKeyArn"),
    *("snsTopicArn", "queueUrl", "deadLetterQueueUrl"),
)


def alarms(live: Live) -> Answer:
    """Whether alarms notify the topic, are enabled, and none is in ALARM."""
    topic = live.text("snsTopicArn")
    found = live.all("cloudwatch", "describe_alarms", "MetricAlarms", AlarmTypes=["MetricAlarm"])
    ours = [alarm for alarm in found if topic in alarm["AlarmActions"]]
    if not ours:
        return failed("no alarm notifies the topic", "run `pulumi up`")
    faults = [f"{alarm['AlarmName']} has its actions disabled" for alarm in ours if not alarm["ActionsEnabled"]]
    faults += [f"{alarm['AlarmName']} is in ALARM" for alarm in ours if alarm["StateValue"] == "ALARM"]
    return judged(faults, f"{len(ours)} alarms are enabled", "each alarm's description says what to do")


def topic(live: Live) -> Answer:
    """Whether the people of the configuration have confirmed their subscriptions."""
    found = live.all("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=live.text("snsTopicArn"))
    confirmed = {one["Endpoint"] for one in found if one["SubscriptionArn"].startswith("arn:")}
    missing = [email for email in live.config.alerts.emails if email not in confirmed]
    faults = [f"{email} has not confirmed" for email in missing] or (
        [] if confirmed else ["nobody is notified of alarms"]
    )
    return judged(faults, f"{len(confirmed)} subscriptions", "confirm AWS's message; set payments:alerts.emails")


def logs(live: Live) -> Answer:
    """Whether logs are kept as long as the configuration says, under a customer managed key."""
    functions = live.client("lambda")
    names = [
        functions.get_function_configuration(FunctionName=name)["LoggingConfig"]["LogGroup"]
        for name in live.mapping("lambdaFunctionNames").values()
    ]
    faults: list[str] = []
    for name in (*names, live.text("flowLogGroupName")):
        groups = live.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        group = next((one for one in groups if one["logGroupName"] == name), None)
        if group is None:
            faults.append(f"{name} does not exist")
        elif group.get("retentionInDays") != live.config.logs.retention_days:
            faults.append(f"{name} is kept {group.get('retentionInDays', 'for ever')} days")
        elif not group.get("kmsKeyId"):
            faults.append(f"{name} has no customer managed key")
    return judged(faults, f"{len(names) + 1} log groups", "run `pulumi up`")


def tags(live: Live) -> Answer:
    """Whether the resources that cost most have all tags."""
    arns = [live.text("rdsArn"), live.text("snsTopicArn"), *live.mapping("lambdaFunctionArns").values()]
    found = live.client("resourcegroupstaggingapi").get_resources(ResourceARNList=arns)["ResourceTagMappingList"]
    tags_of = {one["ResourceARN"]: {tag["Key"] for tag in one["Tags"]} for one in found}
    faults = [
        f"{arn} lacks {', '.join(missing)}"
        for arn in arns
        if (missing := [tag for tag in TAGS if tag not in tags_of.get(arn, set())])
    ]
    return judged(faults, f"{len(arns)} resources have all tags", "see `make drift`; run `pulumi up`")


def outputs(live: Live) -> Answer:
    """Whether the stack has the outputs by which tests and people find its services."""
    missing = [name for name in OUTPUTS if not live.outputs.has(name)]
    if missing:
        return failed(f"there is no {', '.join(missing)}", "run `pulumi up`")
    return passed(f"{len(live.outputs.values)} outputs")


CHECKS = {"O1 alarms": alarms, "O1 topic": topic, "O2 logs": logs, "G2 tags": tags, "P2 outputs": outputs}
