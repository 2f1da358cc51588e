"""The plan that lets the other region take over, and the two roles that it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import arcregionswitch, iam

from components.recovery.steps import Records, Side, steps
from config.recovery_objectives import RTO_MINUTES
from foundation.naming import Naming
from foundation.policies import Statement, allow, assumable_by, document


@dataclass(frozen=True, kw_only=True)
class SwitchPlanArgs:
    """The two regions, the one that serves first, the functions that read the queues, and what tells of their health.

    `alarm_arns` are by region; `records` and `controls` where a failover is to turn them, `controls` by region.
    """

    naming: Naming
    account_id: Input[str]
    sides: Sequence[Side]
    processor_arns: Sequence[Input[str]]
    alarm_arns: Mapping[str, Input[str]]
    records: Records | None = None
    controls: Mapping[str, Input[str]]

    def __post_init__(self) -> None:
        if len({side.region for side in self.sides}) != 2:
            regions = ", ".join(side.region for side in self.sides)
            raise ValueError(f"sides must be of two regions, as Region switch takes them; got {regions or 'none'}")


class SwitchPlan(ComponentResource):
    """A plan of ARC's Region switch that moves the payments to the other region and, later, back.

    Whoever may take the role `approver_arn` lets an execution of it go on.
    """

    arn: Output[str]
    approver_arn: Output[str]

    def __init__(self, name: str, args: SwitchPlanArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:recovery:SwitchPlan", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        regions = [side.region for side in args.sides]
        role, policy = self._execution_role(name)
        approver = self._approver(name)
        plan = arcregionswitch.Plan(
            name,
            name=args.naming.name("failover", limit=32),
            description=f"Moves the payments of {args.naming.environment} to the other region",
            execution_role=role.arn,
            recovery_approach="activePassive",
            regions=regions,
            primary_region=regions[0],
            recovery_time_objective_minutes=RTO_MINUTES,
            workflows=[
                {
                    "workflow_target_action": "activate",
                    "workflow_description": "Lets a region serve instead of the other one",
                    "steps": steps(args.sides, approver.arn, args.records, args.controls),
                }
            ],
            # By them Region switch measures how long a recovery really took.
            associated_alarms=[
                {
                    "map_block_key": f"payments-wait-{region}",
                    "alarm_type": "applicationHealth",
                    "resource_identifier": arn,
                }
                for region, arn in args.alarm_arns.items()
            ],
            tags=args.naming.tags("failover"),
            # The plan is tried out with the role as soon as it is made.
            opts=ResourceOptions(parent=self, depends_on=[policy]),
        )
        self._approval(name, approver, plan)
        self.arn, self.approver_arn = plan.arn, approver.arn
        self.register_outputs({"arn": self.arn, "approver_arn": self.approver_arn})

    def _execution_role(self, name: str) -> tuple[iam.Role, iam.RolePolicy]:
        role = iam.Role(
            f"{name}-role",
            description="What a failover does",
            assume_role_policy=assumable_by("arc-region-switch.amazonaws.com"),
            tags=self._args.naming.tags("failover-role"),
            opts=self._child,
        )
        policy = iam.RolePolicy(
            f"{name}-role-policy",
            role=role.id,
            policy=document(*self._evaluation(role), *self._execution()),
            opts=self._child,
        )
        return role, policy

    def _evaluation(self, role: iam.Role) -> list[Statement]:
        """What Region switch looks at between failovers, to warn of a plan that would fail."""
        plans = Output.format("arn:aws:arc-region-switch::{0}:plan/*", self._args.account_id)
        actions = ("GetPlan", "GetPlanExecution", "ListPlanExecutions")
        return [
            allow(["iam:SimulatePrincipalPolicy"], role.arn),
            allow([f"arc-region-switch:{action}" for action in actions], plans),
            # Neither can be narrowed: RDS and CloudWatch answer for all or for none.
            allow(["cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms", "rds:DescribeDBInstances"], "*"),
        ]

    def _execution(self) -> list[Statement]:
        sides = self._args.sides
        promotions = [side.promotion_arn for side in sides]
        statements = [
            # What a promoted server inherits of its source is set by a change of it.
            allow(["rds:ModifyDBInstance", "rds:PromoteReadReplica"], [side.database_arn for side in sides]),
            allow(
                ["lambda:GetEventSourceMapping", "lambda:UpdateEventSourceMapping"],
                [side.event_source_arn for side in sides],
            ),
            allow(["lambda:GetFunction"], [*promotions, *self._args.processor_arns]),
            allow(["lambda:InvokeFunction"], promotions),
        ]
        if self._args.controls:
            actions = ["GetRoutingControlState", "UpdateRoutingControlStates"]
            controls = list(self._args.controls.values())
            statements.append(allow([f"route53-recovery-cluster:{action}" for action in actions], controls))
            # A cluster's addresses are asked for by its panels and controls.
            config = [
                f"route53-recovery-control-config:Describe{kind}"
                for kind in ("Cluster", "ControlPanel", "RoutingControl")
            ]
            statements.append(allow(config, "*"))
        if self._args.records:
            zone = f"arn:aws:route53:::hostedzone/{self._args.records.hosted_zone_id}"
            statements.append(allow(["route53:ListResourceRecordSets"], zone))
        return statements

    def _approver(self, name: str) -> iam.Role:
        """The account's own policies say who may take it."""
        account = {"AWS": Output.format("arn:aws:iam::{0}:root", self._args.account_id)}
        return iam.Role(
            f"{name}-approver",
            description="Lets a failover go on",
            assume_role_policy=document({"Effect": "Allow", "Principal": account, "Action": "sts:AssumeRole"}),
            tags=self._args.naming.tags("failover-approver"),
            opts=self._child,
        )

    def _approval(self, name: str, approver: iam.Role, plan: arcregionswitch.Plan) -> None:
        actions = ("ApprovePlanExecutionStep", "GetPlan", "GetPlanExecution", "ListPlanExecutions")
        iam.RolePolicy(
            f"{name}-approver-policy",
            role=approver.id,
            policy=document(allow([f"arc-region-switch:{action}" for action in actions], plan.arn)),
            opts=self._child,
        )
