"""What a month of the environment may cost, and who hears when it costs more."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import budgets, costexplorer

from config.sections import Costs as Settings
from foundation.naming import Naming

# The tags that finance groups costs by.
COST_TAGS = ("CostCenter", "Environment", "Owner", "Project")
ENVIRONMENT_TAG = "Environment"
# The kind of cost and the percentage of the budget above which the topic is told. A forecast takes AWS about five weeks
# of costs.
NOTIFICATIONS = (("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100))


@dataclass(frozen=True, kw_only=True)
class CostsArgs:
    """The stack's settings, and the topic that hears of costs; its policy has to admit Budgets and anomaly alerts."""

    naming: Naming
    settings: Settings
    topic_arn: Input[str]


class Costs(ComponentResource):
    """A monthly budget for what carries the environment's tag, and alerts on costs that are out of the ordinary.

    In the account that pays, the tags are activated first, a cost category splits the costs by environment, and a
    monitor watches this environment alone. Another account may have one monitor only, which belongs to no stack: the
    alerts are of that one where the settings name it. Budgets and Cost Explorer are global; the provider of any region
    reaches them.
    """

    budget_name: Output[str]
    anomaly_monitor_arn: Output[str] | None = None
    cost_category_arn: Output[str] | None = None

    def __init__(self, name: str, args: CostsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:governance:Costs", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        self.budget_name = self._budget(name).name
        if args.settings.payer_account:
            # Costs can be told apart by a tag only where it is active.
            active = ResourceOptions(parent=self, depends_on=self._active_tags(name))
            self.cost_category_arn = self._category(name, active).arn
            self.anomaly_monitor_arn = self._monitor(name, active).arn
        elif args.settings.anomaly_monitor_arn:
            self.anomaly_monitor_arn = Output.from_input(args.settings.anomaly_monitor_arn)
        if self.anomaly_monitor_arn:
            self._subscription(name, self.anomaly_monitor_arn)
        self.register_outputs(
            {
                "budget_name": self.budget_name,
                "anomaly_monitor_arn": self.anomaly_monitor_arn,
                "cost_category_arn": self.cost_category_arn,
            }
        )

    def _budget(self, name: str) -> budgets.Budget:
        args = self._args
        return budgets.Budget(
            f"{name}-budget",
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(args.settings.monthly_budget_usd),
            limit_unit="USD",
            cost_filters=[
                {"name": "TagKeyValue", "values": [f"user:{ENVIRONMENT_TAG}${args.naming.environment}"]},
            ],
            notifications=[
                {
                    "notification_type": kind,
                    "comparison_operator": "GREATER_THAN",
                    "threshold": percent,
                    "threshold_type": "PERCENTAGE",
                    "subscriber_sns_topic_arns": [args.topic_arn],
                }
                for kind, percent in NOTIFICATIONS
            ],
            tags=args.naming.tags("budget"),
            opts=self._child,
        )

    def _active_tags(self, name: str) -> list[costexplorer.CostAllocationTag]:
        return [
            costexplorer.CostAllocationTag(f"{name}-tag-{tag}", tag_key=tag, status="Active", opts=self._child)
            for tag in COST_TAGS
        ]

    def _category(self, name: str, opts: ResourceOptions) -> costexplorer.CostCategory:
        naming = self._args.naming
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
            opts=opts,
        )

    def _monitor(self, name: str, opts: ResourceOptions) -> costexplorer.AnomalyMonitor:
        """A monitor of this environment's tag, beside which the account may have those of other environments."""
        naming = self._args.naming
        # With the empty parts, as AWS gives it back: without them every refresh would find another monitor.
        nothing = dict.fromkeys(("And", "CostCategories", "Dimensions", "Not", "Or"))
        tag = {"Key": ENVIRONMENT_TAG, "MatchOptions": None, "Values": [naming.environment]}
        return costexplorer.AnomalyMonitor(
            f"{name}-monitor",
            monitor_type="CUSTOM",
            monitor_specification=Output.json_dumps({**nothing, "Tags": tag}, sort_keys=True),
            tags=naming.tags("anomaly-monitor"),
            opts=opts,
        )

    def _subscription(self, name: str, monitor_arn: Output[str]) -> None:
        args = self._args
        costexplorer.AnomalySubscription(
            f"{name}-subscription",
            # Topics take single alerts only; summaries go by e-mail.
            frequency="IMMEDIATE",
            monitor_arn_lists=[monitor_arn],
            subscribers=[{"type": "SNS", "address": args.topic_arn}],
            threshold_expression={
                "dimension": {
                    "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                    "match_options": ["GREATER_THAN_OR_EQUAL"],
                    "values": [str(args.settings.anomaly_threshold_usd)],
                }
            },
            tags=args.naming.tags("anomaly-alerts"),
            opts=self._child,
        )
