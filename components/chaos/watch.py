"""The notification that an experiment did not end as planned."""

from collections.abc import Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from foundation.alarms import Question
from foundation.component import Component
from foundation.metric_alarms import alarm
from foundation.region import Region

KIND = "experiment-ended-early"


class ExperimentWatch(Component):
    """An alarm on experiments that failed, or that an alarm on the payments stopped.

    `template_ids` are of the experiments that it watches.
    """

    def __init__(
        self, name: str, region: Region, *, template_ids: Sequence[Input[str]], opts: ResourceOptions | None = None
    ):
        super().__init__(name, region, opts)
        rule = cloudwatch.EventRule(
            f"{name}-rule",
            description="Counts experiments that failed or were stopped",
            event_pattern=Output.json_dumps(
                {
                    "source": ["aws.fis"],
                    "detail-type": ["FIS Experiment State Change"],
                    "detail": {
                        "experiment-template-id": list(template_ids),
                        "new-state": {"status": ["failed", "stopped"]},
                    },
                },
                sort_keys=True,
            ),
            tags=region.naming.tags(KIND),
            opts=self.child(),
        )
        alarm(
            self,
            f"{name}-alarm",
            kind=KIND,
            question=Question.EXPERIMENTS,
            runbook="payments",
            reason="An experiment failed, or was stopped since payments failed or waited: its log says what it showed.",
            namespace="AWS/Events",
            metric="TriggeredRules",
            dimensions={"RuleName": rule.name},
            threshold=0,
        )
        self.publish()
