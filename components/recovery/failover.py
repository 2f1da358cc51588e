"""What moves the payments from one region to the other: the plan, its functions, and its routing controls."""

from pulumi import Output, ResourceOptions

from components.lease import Lease
from components.recovery.canary import Canary
from components.recovery.lease_taking import LeaseTaking
from components.recovery.promotion import Promotion
from components.recovery.routing_controls import RoutingControls
from components.recovery.serving import ServingParts
from components.recovery.steps import Records
from components.recovery.switch_plan import SwitchPlan
from config.sections import Recovery as Settings
from foundation.component import Component
from foundation.packaging import Package


class Failover(Component):
    """A plan that lets either region serve, and in each the functions that take the lease and make its secrets its own.

    The plan and its switches are made by the second region's provider, which answers while the first region does not.
    """

    plan_arn: Output[str]
    first_promotion_arn: Output[str]
    promotion_arn: Output[str]
    first_lease_arn: Output[str]
    lease_arn: Output[str]

    def __init__(
        self,
        name: str,
        first: ServingParts,
        second: ServingParts,
        *,
        settings: Settings,
        lease: Lease,
        package: Package,
        rotation_days: int,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, second.payments.region, opts)
        # For the way back, when the first region's secrets are the replicas.
        promotions = [
            Promotion(f"{name}-{role}", parts, package=package, rotation_days=rotation_days, opts=self.child())
            for role, parts in (("first-promotion", first), ("promotion", second))
        ]
        leases = [
            LeaseTaking(f"{name}-{role}", parts, lease=lease, package=package, opts=self.child())
            for role, parts in (("first-lease", first), ("lease", second))
        ]
        for role, parts, promotion, taking in (
            ("first-canary", first, promotions[0], leases[0]),
            ("canary", second, promotions[1], leases[1]),
        ):
            Canary(
                f"{name}-{role}",
                parts,
                functions={
                    "rotation": parts.database.rotation_function_arn,
                    "secret-promotion": promotion.function_arn,
                    "take-lease": taking.function_arn,
                },
                serves=(parts is first) == (settings.active == "primary"),
                package=package,
                opts=self.child(),
            )
        # What they are called is of the environment and not of a region.
        region = self.region.named_as(first.payments.region)
        controls = (
            RoutingControls(f"{name}-controls", region, regions=[first.region, second.region], opts=self.child()).arns
            if settings.routing_controls
            else {}
        )
        plan = SwitchPlan(
            f"{name}-plan",
            region,
            parts=[first, second],
            promotion_arns=[promotion.function_arn for promotion in promotions],
            records=_records(settings),
            controls=controls,
            opts=self.child(),
        )
        self.publish(
            plan_arn=plan.arn,
            first_promotion_arn=promotions[0].function_arn,
            promotion_arn=promotions[1].function_arn,
            first_lease_arn=leases[0].function_arn,
            lease_arn=leases[1].function_arn,
        )


def _records(settings: Settings) -> Records | None:
    if settings.hosted_zone_id is None or settings.record_name is None:
        return None
    return Records(hosted_zone_id=settings.hosted_zone_id, record_name=settings.record_name)
