"""The word to people when an experiment did not end as planned."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from foundation.alarms import AlarmArgs, alarm
from foundation.naming import Naming

ALARM_KIND = "experiment-ended-early"


@dataclass(frozen=True, kw_only=True)
class ExperimentWatchArgs:
    """The experiments' templates by id, and who hears of them."""

    naming: Naming
    template_ids: Sequence[Input[str]]
    topic_arn: Input[str]


class ExperimentWatch(ComponentResource):
    """An alarm on experiments that failed, or that the payments' alarm stopped."""

    def __init__(self, name: str, args: ExperimentWatchArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:chaos:ExperimentWatch", name, None, opts)
        child = ResourceOptions(parent=self)
        rule = cloudwatch.EventRule(
            f"{name}-rule",
            description="Counts experiments that failed or were stopped",
            event_pattern=Output.json_dumps(
                {
                    "source": ["aws.fis"],
                    "detail-type": ["FIS Experiment State Change"],
                    "detail": {
                        "experiment-template-id": list(args.template_ids),
                        "new-state": {"status": ["failed", "stopped"]},
                    },
                },
                sort_keys=True,
            ),
            tags=args.naming.tags("experiment-ended-early"),
            opts=child,
        )
        alarm(
            f"{name}-alarm",
            AlarmArgs(
                naming=args.naming,
                kind=ALARM_KIND,
                reason="An experiment failed, or was stopped since payments suffered: what it showed is worth a look.",
                runbook="payments",
                namespace="AWS/Events",
                metric="TriggeredRules",
                dimensions={"RuleName": rule.name},
                threshold=0,
                topic_arn=args.topic_arn,
            ),
            child,
        )
        self.register_outputs({})
