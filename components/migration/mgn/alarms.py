"""How the state of each server that is migrated reaches somebody: its events, and alarms on trouble and on lag."""

from collections.abc import Mapping, Sequence

from pulumi import Output, ResourceOptions
from pulumi_aws import cloudwatch

from foundation.alarms import Alarm, Question, description
from foundation.component import Component
from foundation.metric_alarms import alarm
from foundation.region import Region

# Each event names its server; the first two come at the beginning and at the end of a state (MGN user guide, event
# samples).
STALLED, LAUNCHED = "MGN Source Server Data Replication Stalled Change", "MGN Source Server Launch Result"
READY = "MGN Source Server Lifecycle State Change"
TROUBLES = ["STALLED", "TEST_LAUNCH_FAILED", "CUTOVER_LAUNCH_FAILED"]
# MGN's metrics of each server, of which there is none before it has been seen once.
LONGEST_LAG = 'SELECT MAX(LagDuration) FROM SCHEMA("AWS/MGN", SourceServerID)'
LAG_SECONDS, PERIODS = 1800, 3


class ServerAlarms(Component):
    """Every event of a server reaches the topic; alarms start where one stalls, fails to launch, or lags behind.

    The service's events and metrics are those of the whole account in a region.
    """

    def __init__(self, name: str, region: Region, opts: ResourceOptions | None = None):
        super().__init__(name, region, opts)
        changes = self._rule(f"{name}-changes", "changes", "What changes in a server's migration", READY)
        cloudwatch.EventTarget(
            f"{name}-changes-target", rule=changes.name, arn=region.topics.alerts_arn, opts=self.child()
        )
        # This rule has no target: that it was triggered is what the alarm is about.
        trouble = self._rule(
            f"{name}-trouble",
            "trouble",
            "Servers whose replication stalled or whose launch failed",
            detail={"state": TROUBLES},
        )
        alarm(
            self,
            f"{name}-trouble-alarm",
            kind="server-migration-trouble",
            question=Question.MIGRATION,
            runbook="migration",
            reason="A server's replication stalled or its launch failed; the event that came with it names the server.",
            namespace="AWS/Events",
            metric="TriggeredRules",
            dimensions={"RuleName": trouble.name},
            threshold=0,
        )
        self.add_alarm(self._lag(f"{name}-lag"))
        self.publish()

    def _rule(
        self, name: str, kind: str, what: str, *more: str, detail: Mapping[str, Sequence[str]] | None = None
    ) -> cloudwatch.EventRule:
        pattern = {"source": ["aws.mgn"], "detail-type": [STALLED, LAUNCHED, *more]}
        return cloudwatch.EventRule(
            name,
            description=what,
            event_pattern=Output.json_dumps(pattern | ({"detail": detail} if detail else {}), sort_keys=True),
            tags=self.region.naming.tags(f"server-migration-{kind}"),
            opts=self.child(),
        )

    def _lag(self, name: str) -> Alarm:
        kind, question, runbook = "server-migration-lag", Question.MIGRATION, "migration"
        naming, topics = self.region.naming, [self.region.topics.alerts_arn]
        made = cloudwatch.MetricAlarm(
            name,
            name=naming.name(kind, limit=255),
            alarm_description=description(
                f"The copy of a server is more than {LAG_SECONDS // 60} minutes behind it: do not cut over meanwhile.",
                runbook,
            ),
            metric_queries=[{"id": "lag", "expression": LONGEST_LAG, "period": 300, "return_data": True}],
            comparison_operator="GreaterThanThreshold",
            threshold=LAG_SECONDS,
            evaluation_periods=PERIODS,
            treat_missing_data="notBreaching",
            alarm_actions=topics,
            ok_actions=topics,
            tags=naming.tags(kind),
            opts=self.child(),
        )
        return Alarm(kind=kind, question=question, runbook=runbook, region=self.region, name=made.name, arn=made.arn)
