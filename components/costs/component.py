"""What a month of the environment may cost, and who is notified when it costs more."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Output, Resource, ResourceOptions
from pulumi_aws import budgets, costexplorer

from config.objectives import Costs as Settings
from foundation.component import Component
from foundation.region import Region

# The tags that finance groups costs by.
COST_TAGS = ("CostCenter", "Environment", "Owner", "Project")
ENVIRONMENT_TAG = "Environment"
# The kind of cost and the percentage of the budget above which the topic is notified. A forecast takes AWS about five
# weeks of costs.
NOTIFICATIONS = (("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100))


@dataclass(frozen=True, kw_only=True)
class CostsArgs:
    """The region, whose alerts topic has to admit Budgets and anomaly alerts, and the stack's settings."""

    region: Region
    settings: Settings


class Costs(Component):
    """A monthly budget for what carries the environment's tag, and alerts on costs that are out of the ordinary.

    In the account that pays, the tags are activated first, a cost category splits the costs by environment, and a
    monitor watches this environment alone. Another account may have one monitor only, which belongs to no stack: the
    alerts are of that one where the settings name it. Budgets and Cost Explorer are global; the provider of any region
    reaches them.
    """

    budget_name: Output[str]
    anomaly_monitor_arn: Output[str] | None
    cost_category_arn: Output[str] | None

    def __init__(self, name: str, args: CostsArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._settings = args.settings
        category_arn: Output[str] | None = None
        monitor_arn: Output[str] | None = None
        if args.settings.payer_account:
            # Costs can be grouped by a tag only where it is active.
            active = self._active_tags(name)
            category_arn, monitor_arn = self._category(name, active), self._monitor(name, active)
        elif args.settings.anomaly_monitor_arn:
            monitor_arn = Output.from_input(args.settings.anomaly_monitor_arn)
        if monitor_arn is not None:
            self._subscription(name, monitor_arn)
        self.publish(budget_name=self._budget(name), anomaly_monitor_arn=monitor_arn, cost_category_arn=category_arn)

    def _budget(self, name: str) -> Output[str]:
        naming = self.region.naming
        return budgets.Budget(
            f"{name}-budget",
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(self._settings.monthly_budget_usd),
            limit_unit="USD",
            cost_filters=[
                {"name": "TagKeyValue", "values": [f"user:{ENVIRONMENT_TAG}${naming.environment}"]},
            ],
            notifications=[
                {
                    "notification_type": kind,
                    "comparison_operator": "GREATER_THAN",
                    "threshold": percent,
                    "threshold_type": "PERCENTAGE",
                    "subscriber_sns_topic_arns": [self.region.topics.alerts_arn],
                }
                for kind, percent in NOTIFICATIONS
            ],
            tags=naming.tags("budget"),
            opts=self.child(),
        ).name

    def _active_tags(self, name: str) -> list[Resource]:
        return [
            costexplorer.CostAllocationTag(
                f"{name}-tag-{tag}",
                tag_key=tag,
                status="Active",
                # The tags are the whole organisation's; without this, to destroy one stack would switch them off.
                opts=self.child(retain_on_delete=True),
            )
            for tag in COST_TAGS
        ]

    def _category(self, name: str, active: Sequence[Resource]) -> Output[str]:
        naming = self.region.naming
        return costexplorer.CostCategory(
            f"{name}-category",
            name=naming.name("environments", limit=50),
            rule_version="CostCategoryExpression.v1",
            rules=[
                {
                    "type": "INHERITED_VALUE",
                    "inherited_value": {"dimension_name": "TAG", "dimension_key": ENVIRONMENT_TAG},
                }
            ],
            default_value="untagged",
            tags=naming.tags("environments"),
            opts=self.child(depends_on=active),
        ).arn

    def _monitor(self, name: str, active: Sequence[Resource]) -> Output[str]:
        """A monitor of this environment's tag, beside which the account may have those of other environments."""
        naming = self.region.naming
        tag = {"Key": ENVIRONMENT_TAG, "Values": [naming.environment]}
        return costexplorer.AnomalyMonitor(
            f"{name}-monitor",
            monitor_type="CUSTOM",
            monitor_specification=Output.json_dumps({"Tags": tag}, sort_keys=True),
            tags=naming.tags("anomaly-monitor"),
            # It comes back with every part that an expression may have, which more and more are, and another one would
            # be another monitor.
            opts=self.child(depends_on=active, ignore_changes=["monitor_specification"]),
        ).arn

    def _subscription(self, name: str, monitor_arn: Output[str]) -> None:
        costexplorer.AnomalySubscription(
            f"{name}-subscription",
            # Topics take single alerts only; summaries go by e-mail.
            frequency="IMMEDIATE",
            monitor_arn_lists=[monitor_arn],
            subscribers=[{"type": "SNS", "address": self.region.topics.alerts_arn}],
            threshold_expression={
                "dimension": {
                    "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                    "match_options": ["GREATER_THAN_OR_EQUAL"],
                    "values": [str(self._settings.anomaly_threshold_usd)],
                }
            },
            tags=self.region.naming.tags("anomaly-alerts"),
            opts=self.child(),
        )
