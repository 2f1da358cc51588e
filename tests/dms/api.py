"""DMS's API in front of replications, by the parameters and the answers of botocore's model of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.dms.machine import InvalidStateError, Machine
from tests.ops.failover.answers import answered, refusal

Parameters = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Api:
    """The API of replications by ARN, and their metrics at the time that `now` tells."""

    machines: Mapping[str, Machine]
    now: Callable[[], float]

    def answers(self) -> dict[str, Callable[[Parameters], Any]]:
        """What is answered by operation."""
        return {
            "StartReplicationTask": lambda asked: self._start(
                asked, "ReplicationTask", asked["ReplicationTaskArn"], asked["StartReplicationTaskType"]
            ),
            "StartReplication": lambda asked: self._start(
                asked, "Replication", asked["ReplicationConfigArn"], asked["StartReplicationType"]
            ),
            "StopReplicationTask": lambda asked: self._stop("ReplicationTask", asked["ReplicationTaskArn"]),
            "StopReplication": lambda asked: self._stop("Replication", asked["ReplicationConfigArn"]),
            "DescribeReplicationTasks": lambda asked: answered({"ReplicationTasks": self._described(asked)}),
            "DescribeReplications": lambda asked: answered({"Replications": self._described(asked)}),
            "DescribeTableStatistics": lambda asked: self._tables("TableStatistics", asked["ReplicationTaskArn"]),
            "DescribeReplicationTableStatistics": lambda asked: self._tables(
                "ReplicationTableStatistics", asked["ReplicationConfigArn"]
            ),
            "DescribeReplicationTaskAssessmentRuns": lambda asked: answered(
                {"ReplicationTaskAssessmentRuns": self._named(asked).runs()}
            ),
            "GetMetricData": self._metrics,
        }

    def _start(self, asked: Parameters, described: str, arn: str, how: str) -> Any:
        try:
            self.machines[arn].start(how, asked.get("CdcStartPosition"))
        except InvalidStateError as error:
            return refusal("InvalidResourceStateFault", str(error))
        return answered({described: self.machines[arn].described()})

    def _stop(self, described: str, arn: str) -> Any:
        try:
            self.machines[arn].stop()
        except InvalidStateError as error:
            return refusal("InvalidResourceStateFault", str(error))
        return answered({described: self.machines[arn].described()})

    def _named(self, asked: Parameters) -> Machine:
        [wanted] = asked["Filters"]
        return self.machines[wanted["Values"][0]]

    def _described(self, asked: Parameters) -> list[dict[str, Any]]:
        [wanted] = asked["Filters"]
        return [self.machines[arn].described() for arn in wanted["Values"] if arn in self.machines]

    def _tables(self, described: str, arn: str) -> Any:
        return answered({described: self.machines[arn].statistics()})

    def _metrics(self, asked: Parameters) -> Any:
        results = [{"Id": query["Id"], **self._points(query["Expression"])} for query in asked["MetricDataQueries"]]
        return answered({"MetricDataResults": results})

    def _points(self, expression: str) -> dict[str, Any]:
        """The newest minute of those that a query is about: one task by its name, else all."""
        name = expression.partition("ReplicationTaskIdentifier = '")[2].rstrip("'")
        found = [machine.lag() for machine in self.machines.values() if machine.arn.endswith(name)]
        lags = [lag for lag in found if lag is not None]
        at = [datetime.fromtimestamp(self.now(), UTC)] if lags else []
        return {"Timestamps": at, "Values": [max(lags)] if lags else []}
