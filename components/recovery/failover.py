"""What moves the payments from one region to the other: the plan, its functions, and its switches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ProviderResource, ResourceOptions

from components.database.credentials import User
from components.recovery.promotion import Promotion, PromotionArgs
from components.recovery.region import Place
from components.recovery.routing_controls import RoutingControls, RoutingControlsArgs
from components.recovery.steps import Records, Side
from components.recovery.switch_plan import SwitchPlan, SwitchPlanArgs
from config.sections import Recovery as Settings
from foundation.naming import Naming
from foundation.packaging import Package


@dataclass(frozen=True, kw_only=True)
class FirstRegion:
    """What a failover acts on in the first region, and where its function stands there.

    `alarm_arn` is of the alarm on payments that wait; `security_group_id` reaches the endpoint of Secrets Manager.
    """

    region: str
    provider: ProviderResource
    database_arn: Input[str]
    key_arn: Input[str]
    rotation_function_arn: Input[str]
    secret_arns: Mapping[User, Output[str]]
    event_source_arn: Input[str]
    processor_arn: Input[str]
    alarm_arn: Input[str]
    subnet_ids: Sequence[Input[str]]
    security_group_id: Input[str]
    topic_arn: Input[str]


@dataclass(frozen=True, kw_only=True)
class SecondRegion:
    """What a failover acts on in the second region."""

    place: Place
    database_arn: Input[str]
    key_arn: Input[str]
    rotation_function_arn: Input[str]
    secret_arns: Mapping[User, Output[str]]
    event_source_arn: Input[str]
    processor_arn: Input[str]
    alarm_arn: Input[str]


@dataclass(frozen=True, kw_only=True)
class FailoverArgs:
    """The settings, the two regions, and the archive of the functions."""

    naming: Naming
    account_id: Input[str]
    settings: Settings
    first: FirstRegion
    second: SecondRegion
    package: Package
    rotation_days: int
    log_retention_days: int


class Failover(ComponentResource):
    """A plan that lets either region serve, and in each the function that makes its secrets its own."""

    plan_arn: Output[str]
    first_promotion_arn: Output[str]
    promotion_arn: Output[str]

    def __init__(self, name: str, args: FailoverArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:recovery:Failover", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        self.first_promotion_arn = self._first_promotion(f"{name}-first-promotion")
        self.promotion_arn = self._promotion(f"{name}-promotion")
        first, second = args.first, args.second
        regions = [first.region, second.place.region]
        plan = SwitchPlan(
            f"{name}-plan",
            SwitchPlanArgs(
                naming=args.naming,
                account_id=args.account_id,
                sides=self._sides(),
                processor_arns=[first.processor_arn, second.processor_arn],
                alarm_arns={first.region: first.alarm_arn, second.place.region: second.alarm_arn},
                records=_records(args.settings),
                controls=self._controls(f"{name}-controls", regions) if args.settings.routing_controls else {},
            ),
            self._child,
        )
        self.plan_arn = plan.arn
        self.register_outputs(
            {
                "plan_arn": self.plan_arn,
                "first_promotion_arn": self.first_promotion_arn,
                "promotion_arn": self.promotion_arn,
            }
        )

    def _sides(self) -> list[Side]:
        first, second = self._args.first, self._args.second
        return [
            Side(
                region=first.region,
                database_arn=first.database_arn,
                event_source_arn=first.event_source_arn,
                promotion_arn=self.first_promotion_arn,
            ),
            Side(
                region=second.place.region,
                database_arn=second.database_arn,
                event_source_arn=second.event_source_arn,
                promotion_arn=self.promotion_arn,
            ),
        ]

    def _controls(self, name: str, regions: Sequence[str]) -> Mapping[str, Input[str]]:
        return RoutingControls(name, RoutingControlsArgs(naming=self._args.naming, regions=regions), self._child).arns

    def _first_promotion(self, name: str) -> Output[str]:
        """For the way back, when the first region's secrets are the replicas."""
        args, first = self._args, self._args.first
        return Promotion(
            name,
            PromotionArgs(
                naming=args.naming,
                package=args.package,
                secret_arns=first.secret_arns,
                rotation_function_arn=first.rotation_function_arn,
                rotation_days=args.rotation_days,
                subnet_ids=first.subnet_ids,
                security_group_id=first.security_group_id,
                key_arn=first.key_arn,
                log_retention_days=args.log_retention_days,
                topic_arn=first.topic_arn,
            ),
            ResourceOptions(parent=self, provider=first.provider),
        ).function_arn

    def _promotion(self, name: str) -> Output[str]:
        args, second, place = self._args, self._args.second, self._args.second.place
        return Promotion(
            name,
            PromotionArgs(
                naming=place.naming,
                package=args.package,
                secret_arns=second.secret_arns,
                rotation_function_arn=second.rotation_function_arn,
                rotation_days=args.rotation_days,
                subnet_ids=list(place.private_subnet_ids.values()),
                security_group_id=place.security_group_ids["release"],
                key_arn=second.key_arn,
                log_retention_days=args.log_retention_days,
                topic_arn=place.topic_arn,
            ),
            self._child,
        ).function_arn


def _records(settings: Settings) -> Records | None:
    if settings.hosted_zone_id is None or settings.record_name is None:
        return None
    return Records(hosted_zone_id=settings.hosted_zone_id, record_name=settings.record_name)
