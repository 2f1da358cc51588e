"""The steps of a failover, in their order, as Region switch takes them."""

from collections.abc import Iterator, Mapping, Sequence
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


def steps(
    regions: Sequence[ServingParts],
    promotion_arns: Sequence[Input[str]],
    approver_arn: Input[str],
    records: Records | None,
    controls: Mapping[str, Input[str]],
) -> list[Step]:
    """What a failover does to either region, whichever is to serve.

    `controls` are the routing controls by region, where there are any.
    """
    return [
        {
            "name": "approve",
            "description": "Somebody takes the decision to give up what was not replicated",
            "execution_block_type": "ManualApproval",
            "execution_approval_configs": [{"approval_role": approver_arn, "timeout_minutes": _limit("approve")}],
        },
        _reading("stop-reading", regions, enable=False),
        {
            "name": "promote-database",
            "description": "The replica becomes a server of its own, under the same address",
            "execution_block_type": "RdsPromoteReadReplica",
            "rds_promote_read_replica_configs": [
                {
                    "db_instance_arn_map": {parts.region: parts.database.arn for parts in regions},
                    "timeout_minutes": _limit("promote-database"),
                }
            ],
        },
        _reading("start-reading", regions, enable=True),
        *_traffic(regions, records, controls),
        {
            "name": "promote-secrets",
            "description": "The replicas of the secrets rotate on their own; payments do not wait for it",
            "execution_block_type": "CustomActionLambda",
            "custom_action_lambda_configs": [
                {
                    "lambdas": [{"arn": arn} for arn in promotion_arns],
                    "region_to_run": "activatingRegion",
                    "retry_interval_minutes": RETRY_MINUTES,
                    "timeout_minutes": _limit("promote-secrets"),
                }
            ],
        },
    ]


def _limit(step: StepName) -> int:
    """After how many minutes the plan stops and asks; together they stay below what a recovery may take."""
    return DURATIONS[step].at_most


def _reading(name: StepName, regions: Sequence[ServingParts], *, enable: bool) -> Step:
    """The queue of the region that is to serve is read, or that of the other one is no more.

    The plan looks a mapping up by the region that it activates, so the one to switch off is listed under the other's.
    """
    sources = regions if enable else list(reversed(regions))
    return {
        "name": name,
        "description": "Payments are read in one region only",
        "execution_block_type": "LambdaEventSourceMapping",
        "lambda_event_source_mapping_configs": [
            {
                "action": "enable" if enable else "disable",
                "region_event_source_mappings": [
                    {"region": parts.region, "arn": source.payments.event_source_arn}
                    for parts, source in zip(regions, sources, strict=True)
                ],
                "timeout_minutes": _limit(name),
                # A region that is gone can't be stopped.
                "ungracefuls": [] if enable else [{"behavior": "skip"}],
            }
        ],
    }


def _traffic(
    regions: Sequence[ServingParts], records: Records | None, controls: Mapping[str, Input[str]]
) -> Iterator[Step]:
    if controls:
        yield {
            "name": "turn-routing-controls",
            "description": "The control of the region that serves is on, the other one's off",
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
    if records:
        yield {
            "name": "turn-records",
            "description": "The plan's health checks make Route 53 answer with the region that serves",
            "execution_block_type": "Route53HealthCheck",
            "route53_health_check_configs": [
                {
                    "hosted_zone_id": records.hosted_zone_id,
                    "record_name": records.record_name,
                    "record_sets": [
                        {"region": parts.region, "record_set_identifier": parts.region} for parts in regions
                    ],
                    "timeout_minutes": _limit("turn-records"),
                }
            ],
        }
