"""The plan that lets the other region take over, and the two roles that it needs."""

from collections.abc import Mapping, Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import arcregionswitch, iam

from components.payments.function import ALIAS
from components.recovery.serving import ServingParts
from components.recovery.steps import Functions, Records, steps
from config.recovery_objectives import RTO_MINUTES
from foundation.component import Component
from foundation.policies import Statement, allow, assumable_by, document
from foundation.region import Region
from foundation.roles import bounded_role


class SwitchPlan(Component):
    """A plan of ARC's Region switch that moves the payments to the other region and, later, back.

    `parts` are of the two regions, the one that serves first comes first; `functions` are those that the plan calls
    there. `records` and `controls` are given where a failover is to turn them, `controls` by region.
    `approvers` are ARNs of principals, which may hold wildcards: they approve an execution by the role `approver_arn`.
    Without any there is neither the role nor the step: whoever starts the plan has decided. Raises ValueError unless
    there are two regions.
    """

    arn: Output[str]
    approver_arn: Output[str] | None = None

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        parts: Sequence[ServingParts],
        functions: Functions,
        records: Records | None = None,
        controls: Mapping[str, Input[str]],
        approvers: Sequence[str] = (),
        opts: ResourceOptions | None = None,
    ):
        regions = [one.region for one in parts]
        if len(set(regions)) != 2:
            raise ValueError(
                f"parts must be of two regions, as Region switch takes them; got {', '.join(regions) or 'none'}"
            )
        super().__init__(name, region, opts)
        self._parts, self._functions, self._records, self._controls = parts, functions, records, controls
        role, policy = self._execution_role(name)
        approver = self._approver(name, approvers) if approvers else None
        approver_arn = approver.arn if approver else None
        plan = arcregionswitch.Plan(
            name,
            name=region.naming.name("failover", limit=32),
            description=f"Moves the payments of {region.naming.environment} to the other region",
            execution_role=role.arn,
            recovery_approach="activePassive",
            regions=regions,
            primary_region=regions[0],
            recovery_time_objective_minutes=RTO_MINUTES,
            workflows=[
                {
                    "workflow_target_action": "activate",
                    "workflow_description": "Lets a region serve instead of the other one",
                    "steps": steps(parts, functions, approver_arn, records, controls),
                }
            ],
            # By them Region switch measures how long a recovery really took.
            associated_alarms=[
                {
                    "map_block_key": f"payments-wait-{one.region}",
                    "alarm_type": "applicationHealth",
                    "resource_identifier": one.queue.age_alarm.arn,
                }
                for one in parts
            ],
            tags=region.naming.tags("failover"),
            # The plan is evaluated with the role as soon as it is made.
            # Its name is taken as long as it exists.
            opts=self.child(depends_on=[policy], delete_before_replace=True),
        )
        if approver:
            self._approval(name, approver, plan)
        self.publish(arn=plan.arn, approver_arn=approver_arn)

    def _execution_role(self, name: str) -> tuple[iam.Role, iam.RolePolicy]:
        role = bounded_role(
            self,
            f"{name}-role",
            kind="failover-role",
            description="What a failover does",
            # Its guide gives no condition: one on a key that Region switch does not send would keep it out.
            trust=assumable_by("arc-region-switch.amazonaws.com"),
        )
        policy = iam.RolePolicy(
            f"{name}-role-policy",
            role=role.id,
            policy=document(*self._evaluation(role), *self._execution()),
            opts=self.child(),
        )
        return role, policy

    def _evaluation(self, role: iam.Role) -> list[Statement]:
        """What Region switch looks at between failovers, to warn of a plan that would fail."""
        plans = Output.format("arn:aws:arc-region-switch::{0}:plan/*", self.region.account_id)
        actions = ("GetPlan", "GetPlanExecution", "ListPlanExecutions")
        return [
            allow(["iam:SimulatePrincipalPolicy"], role.arn),
            allow([f"arc-region-switch:{action}" for action in actions], plans),
            # Neither can be narrowed: RDS and CloudWatch answer for all or for none.
            allow(["cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms", "rds:DescribeDBInstances"], "*"),
        ]

    def _execution(self) -> list[Statement]:
        parts, called = self._parts, self._functions.arns
        statements = [
            # What a promoted server inherits of its source is set by a change of it.
            allow(["rds:ModifyDBInstance", "rds:PromoteReadReplica"], [one.database.arn for one in parts]),
            allow(
                ["lambda:GetEventSourceMapping", "lambda:UpdateEventSourceMapping"],
                [one.payments.event_source_arn for one in parts],
            ),
            allow(["lambda:GetFunction"], [*called, *self._processors()]),
            allow(["lambda:InvokeFunction"], called),
        ]
        if self._controls:
            actions = ["GetRoutingControlState", "UpdateRoutingControlStates"]
            controls = list(self._controls.values())
            statements.append(allow([f"route53-recovery-cluster:{action}" for action in actions], controls))
            # A cluster's addresses are asked for by its panels and controls.
            config = [
                f"route53-recovery-control-config:Describe{kind}"
                for kind in ("Cluster", "ControlPanel", "RoutingControl")
            ]
            statements.append(allow(config, "*"))
        if self._records:
            zone = f"arn:aws:route53:::hostedzone/{self._records.hosted_zone_id}"
            statements.append(allow(["route53:ListResourceRecordSets"], zone))
        return statements

    def _processors(self) -> list[Input[str]]:
        """The functions that the mappings call, which is by their alias."""
        arns = [one.payments.processor_arn for one in self._parts]
        return [*arns, *(Output.concat(arn, ":", ALIAS) for arn in arns)]

    def _approver(self, name: str, approvers: Sequence[str]) -> iam.Role:
        # A principal of its own would be replaced by an id, and one of IAM Identity Center has no fixed name.
        trust = {
            "Effect": "Allow",
            "Principal": {"AWS": Output.format("arn:aws:iam::{0}:root", self.region.account_id)},
            "Action": "sts:AssumeRole",
            "Condition": {"ArnLike": {"aws:PrincipalArn": list(approvers)}},
        }
        return bounded_role(
            self,
            f"{name}-approver",
            kind="failover-approver",
            description="Approves a failover",
            trust=document(trust),
        )

    def _approval(self, name: str, approver: iam.Role, plan: arcregionswitch.Plan) -> None:
        actions = ("ApprovePlanExecutionStep", "GetPlan", "GetPlanExecution", "ListPlanExecutions")
        iam.RolePolicy(
            f"{name}-approver-policy",
            role=approver.id,
            policy=document(allow([f"arc-region-switch:{action}" for action in actions], plan.arn)),
            opts=self.child(),
        )
