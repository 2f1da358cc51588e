"""The steps of a failover, in their order, as Region switch takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Input
from pulumi_aws import arcregionswitch

from components.recovery.serving import ServingParts
from config.recovery_objectives import DURATIONS, StepName

Step = arcregionswitch.PlanWorkflowStepArgsDict

RETRY_MINUTES = 1.0


@dataclass(frozen=True, kw_only=True)
class Records:
    """The records of one name, one for each region and called after it, in a zone of Route 53."""

    hosted_zone_id: str
    record_name: str


@dataclass(frozen=True, kw_only=True)
class Functions:
    """The functions that the plan calls, each by its ARN in the first and in the second region."""

    take_lease: Sequence[Input[str]]
    catch_up: Sequence[Input[str]]
    promote_secrets: Sequence[Input[str]]

    @property
    def arns(self) -> list[Input[str]]:
        """All of them."""
        return [*self.take_lease, *self.catch_up, *self.promote_secrets]


def steps(
    regions: Sequence[ServingParts],
    functions: Functions,
    approver_arn: Input[str] | None,
    records: Records | None,
    controls: Mapping[str, Input[str]],
) -> list[Step]:
    """What a failover does to either region, whichever is to serve, in the order of the table of its minutes.

    `approver_arn` is the role that approves, and `controls` are the routing controls by region, where there are any.
    """
    made: Mapping[StepName, Step | None] = {
        "seen": None,
        "approve": _approval(approver_arn) if approver_arn is not None else None,
        "stop-reading": _reading("stop-reading", regions, enable=False),
        "take-lease": _call("take-lease", functions.take_lease),
        "catch-up": _call("catch-up", functions.catch_up),
        "promote-database": {
            "name": "promote-database",
            "description": DURATIONS["promote-database"].does,
            "execution_block_type": "RdsPromoteReadReplica",
            "rds_promote_read_replica_configs": [
                {
                    "db_instance_arn_map": {parts.region: parts.database.arn for parts in regions},
                    "timeout_minutes": _limit("promote-database"),
                }
            ],
        },
        "start-reading": _reading("start-reading", regions, enable=True),
        "turn-routing-controls": _controls(regions, controls) if controls else None,
        "turn-records": _records(regions, records) if records else None,
        "promote-secrets": _call("promote-secrets", functions.promote_secrets),
    }
    return [step for name in DURATIONS if (step := made[name])]


def _limit(step: StepName) -> int:
    """After how many minutes the plan stops and asks; together they stay below what a recovery may take."""
    return DURATIONS[step].at_most


def _approval(role_arn: Input[str]) -> Step:
    return {
        "name": "approve",
        "description": DURATIONS["approve"].does,
        "execution_block_type": "ManualApproval",
        "execution_approval_configs": [{"approval_role": role_arn, "timeout_minutes": _limit("approve")}],
    }


def _call(name: StepName, arns: Sequence[Input[str]]) -> Step:
    """A function is called in the region that is to serve, which needs nothing of the other one."""
    return {
        "name": name,
        "description": DURATIONS[name].does,
        "execution_block_type": "CustomActionLambda",
        "custom_action_lambda_configs": [
            {
                "lambdas": [{"arn": arn} for arn in arns],
                "region_to_run": "activatingRegion",
                "retry_interval_minutes": RETRY_MINUTES,
                "timeout_minutes": _limit(name),
            }
        ],
    }


def _reading(name: StepName, regions: Sequence[ServingParts], *, enable: bool) -> Step:
    """The queue of the region that is to serve is read, or that of the other one is no more.

    The plan looks a mapping up by the region that it activates, so the one to switch off is listed under the other's.
    No execution skips it by itself: a region that can be stopped is stopped, however badly it does.
    """
    sources = regions if enable else list(reversed(regions))
    return {
        "name": name,
        "description": DURATIONS[name].does,
        "execution_block_type": "LambdaEventSourceMapping",
        "lambda_event_source_mapping_configs": [
            {
                "action": "enable" if enable else "disable",
                "region_event_source_mappings": [
                    {"region": parts.region, "arn": source.payments.event_source_arn}
                    for parts, source in zip(regions, sources, strict=True)
                ],
                "timeout_minutes": _limit(name),
            }
        ],
    }


def _controls(regions: Sequence[ServingParts], controls: Mapping[str, Input[str]]) -> Step:
    return {
        "name": "turn-routing-controls",
        "description": DURATIONS["turn-routing-controls"].does,
        "execution_block_type": "ARCRoutingControl",
        "arc_routing_control_configs": [
            {
                "region_and_routing_controls": [
                    {
                        "region": parts.region,
                        "routing_controls": [
                            {"routing_control_arn": arn, "state": "On" if region == parts.region else "Off"}
                            for region, arn in controls.items()
                        ],
                    }
                    for parts in regions
                ],
                "timeout_minutes": _limit("turn-routing-controls"),
            }
        ],
    }


def _records(regions: Sequence[ServingParts], records: Records) -> Step:
    return {
        "name": "turn-records",
        "description": DURATIONS["turn-records"].does,
        "execution_block_type": "Route53HealthCheck",
        "route53_health_check_configs": [
            {
                "hosted_zone_id": records.hosted_zone_id,
                "record_name": records.record_name,
                "record_sets": [{"region": parts.region, "record_set_identifier": parts.region} for parts in regions],
                "timeout_minutes": _limit("turn-records"),
            }
        ],
    }
