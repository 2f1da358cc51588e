"""Checks of governance: what is shared, what it may cost, which experiments may run."""

from collections.abc import Iterator

from ops.lib.boundary import boundary
from ops.lib.checks import Answer, judged
from ops.lib.live import Live

# Budgets and Cost Explorer answer in one region for all.
BILLING_REGION = "us-east-1"


def sharing(live: Live) -> Answer:
    """Whether each region's share is open to the configured principals alone, all of them in the organisation."""
    if absent := live.absent("ramShareArn", asked=live.config.sharing.enabled):
        return absent
    second = [(live.second.region, "recoveryRamShareArn")] if live.outputs.has("recoveryRegion") else []
    faults = [
        fault
        for region, output in ((live.outputs.region, "ramShareArn"), *second)
        for fault in _of_a_share(live, region, live.text(output))
    ]
    return judged(
        faults,
        f"{len(live.config.sharing.principals)} principals",
        "enable sharing in the organisation; run `pulumi up`",
    )


def _of_a_share(live: Live, region: str, arn: str) -> Iterator[str]:
    client = live.client("ram", region)
    [share] = client.get_resource_shares(resourceOwner="SELF", resourceShareArns=[arn])["resourceShares"]
    if share.get("allowExternalPrincipals"):
        yield f"the one of {region} is open to accounts outside of the organisation"
    if share.get("status") != "ACTIVE":
        yield f"the one of {region}: it is {share.get('status')}"
    found = client.get_resource_share_associations(associationType="PRINCIPAL", resourceShareArns=[arn])
    states = {one["associatedEntity"]: one["status"] for one in found["resourceShareAssociations"]}
    wanted = set(live.config.sharing.principals)
    for name in sorted(states.keys() - wanted):
        yield f"{name} takes part in {region} and is not in the configuration"
    for name in sorted(wanted):
        if states.get(name) != "ASSOCIATED":
            yield f"{name} is {states.get(name, 'missing')} in {region}"


def roles(live: Live) -> Answer:
    """Whether what bounds the stack's roles is in the account, as it is committed."""
    return boundary(live.client("iam"), live.outputs.account, live.config.suffix)


def budget(live: Live) -> Answer:
    """Whether the budget is that of the configuration, counts, and notifies the topic."""
    if absent := live.absent("budgetName", asked=True):
        return absent
    client, name = live.client("budgets", BILLING_REGION), live.text("budgetName")
    asked = {"AccountId": live.outputs.account, "BudgetName": name}
    found = client.describe_budget(**asked)["Budget"]
    limit, wanted = float(found["BudgetLimit"]["Amount"]), live.config.costs.monthly_budget_usd
    faults = [] if limit == wanted else [f"the limit is {limit:g} USD and not {wanted}"]
    if found.get("HealthStatus", {}).get("Status") == "UNHEALTHY":
        faults.append(f"it does not count: {found['HealthStatus'].get('StatusReason', 'no reason given')}")
    notifications = client.describe_notifications_for_budget(**asked)["Notifications"]
    if not notifications:
        faults.append("it notifies nobody")
    for one in notifications:
        subscribers = client.describe_subscribers_for_notification(**asked, Notification=one)["Subscribers"]
        if live.text("snsTopicArn") not in [subscriber["Address"] for subscriber in subscribers]:
            faults.append(f"{one['NotificationType'].lower()} costs at {one['Threshold']:g}% do not notify the topic")
    return judged(faults, f"{limit:g} USD a month", "run `pulumi up`; activate the tag Environment for cost allocation")


def unusual_costs(live: Live) -> Answer:
    """Whether the topic is notified of unusual costs."""
    costs = live.config.costs
    if absent := live.absent("anomalyMonitorArn", asked=costs.payer_account or costs.anomaly_monitor_arn is not None):
        return absent
    found = live.client("ce", BILLING_REGION).get_anomaly_subscriptions(MonitorArn=live.text("anomalyMonitorArn"))
    notified = {one["Address"] for subscription in found["AnomalySubscriptions"] for one in subscription["Subscribers"]}
    topic = live.text("snsTopicArn")
    return judged(
        [] if topic in notified else ["they do not notify the topic"],
        "the topic is notified of them",
        "run `pulumi up`",
    )


def experiments(live: Live) -> Answer:
    """Whether every experiment stops on alarms, also while payments wait, and never runs without a target."""
    if absent := live.absent("chaosTemplateIds", asked=live.config.chaos.enabled):
        return absent
    client, faults = live.client("fis"), list[str]()
    templates = live.mapping("chaosTemplateIds")
    for kind, template in templates.items():
        found = client.get_experiment_template(id=template)["experimentTemplate"]
        stops = {one["source"] for one in found["stopConditions"]}
        if stops != {"aws:cloudwatch:alarm"}:
            faults.append(f"{kind} stops on {', '.join(sorted(stops)) or 'nothing'}")
        elif not any(":alarm:payments-age-" in one["value"] for one in found["stopConditions"]):
            faults.append(f"{kind} goes on while payments wait")
        if found.get("experimentOptions", {}).get("emptyTargetResolutionMode") != "fail":
            faults.append(f"{kind} runs where it finds no target")
    return judged(faults, f"{len(templates)} experiments stop on alarms", "see `make drift`; run `pulumi up`")


CHECKS = {
    "R3 experiments": experiments,
    "N3 boundary of the roles": roles,
    "G1 sharing": sharing,
    "G3 budget": budget,
    "G3 unusual costs": unusual_costs,
}
