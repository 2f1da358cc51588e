"""The Region switch plan of two simulated regions: its executions, step by step, and its health checks."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from config.recovery_objectives import BY_PEOPLE, DURATIONS
from tests.ops.failover.answers import answered, refusal
from tests.ops.failover.resources import FIRST, PLAN, SECOND

FUNCTIONS = ("take-lease", "catch-up", "promote-secrets")
STEPS = [name for name in DURATIONS if name not in BY_PEOPLE and name != "turn-routing-controls"]
# By which AWS's model checks an execution's id.
ID = "eu-west-1/{:016x}"


@dataclass
class Execution:
    """One execution: the region that it activates, and how far each step is."""

    number: int
    region: str
    mode: str
    status: dict[str, str]
    state: str = "inProgress"

    @property
    def id(self) -> str:
        return ID.format(self.number)


@dataclass
class Plan:
    """Each look at an execution finds it a little further: what has begun has ended, or failed and waits for people.

    A step that promotes a server fails: by the time that the command executes the plan it is no replica any more. Those
    in `fail` fail too, and an approval waits.
    """

    steps: list[str] = field(default_factory=lambda: [*STEPS])
    healthy: str = FIRST
    fail: set[str] = field(default_factory=lambda: {"promote-database"})
    # Whether a step can be skipped that has not failed.
    early: bool = True
    has_checks: bool = True
    executions: list[Execution] = field(default_factory=list[Execution])
    # What happened whenever a step that turns something ended: from now on clients are led there.
    turned: Callable[[str], None] = lambda region: None

    def answers(self) -> dict[str, Callable[[str, Any], Any]]:
        return {
            "GetPlanInRegion": lambda region, body: answered({"plan": self._described()}),
            "ListRoute53HealthChecksInRegion": lambda region, body: answered({"healthChecks": self._checks()}),
            "ListPlanExecutions": lambda region, body: answered(
                {"items": [self._short(one) for one in self.executions]}
            ),
            "StartPlanExecution": lambda region, body: self._start(json.loads(body)),
            "GetPlanExecution": lambda region, body: self._look(json.loads(body)),
            "UpdatePlanExecutionStep": lambda region, body: self._skip(json.loads(body)),
        }

    def start(self, region: str, mode: str = "graceful") -> Execution:
        left_out = FUNCTIONS if mode == "ungraceful" else ()
        status = {name: "skipped" if name in left_out else "notStarted" for name in self.steps}
        made = Execution(len(self.executions) + 1, region, mode, status)
        self.executions.append(made)
        return made

    def _described(self) -> dict[str, Any]:
        return {"arn": PLAN, "workflows": [{"steps": [{"name": name} for name in self.steps]}]}

    def _checks(self) -> list[dict[str, Any]]:
        if not self.has_checks:
            return []
        return [
            {"region": region, "status": "healthy" if region == self.healthy else "unhealthy"}
            for region in (FIRST, SECOND)
        ]

    def _short(self, one: Execution) -> dict[str, Any]:
        began = datetime.fromtimestamp(0, UTC)
        return {
            "planArn": PLAN, "executionId": one.id, "startTime": began, "mode": one.mode, "executionState": one.state,
            "executionAction": "activate", "executionRegion": one.region,
        }  # fmt: skip

    def _start(self, asked: Any) -> Any:
        if any(one.state in ("inProgress", "pausedByFailedStep") for one in self.executions):
            return refusal("ConflictException", "the plan is being executed")
        made = self.start(asked["targetRegion"], asked["mode"])
        return answered({"executionId": made.id})

    def _look(self, asked: Any) -> Any:
        one = self._by_id(asked["executionId"])
        steps = [{"name": name, "status": status} for name, status in one.status.items()]
        shown = answered({**self._short(one), "stepStates": steps})
        self._go_on(one)
        return shown

    def _go_on(self, one: Execution) -> None:
        for name, status in one.status.items():
            if status == "running":
                one.status[name] = "failed" if name in self.fail else "completed"
                if name.startswith("turn-") and one.status[name] == "completed":
                    self.healthy = one.region
                    self.turned(one.region)
            if one.status[name] in ("failed", "pendingApproval"):
                one.state = "pausedByFailedStep" if status == "failed" else one.state
                return
            if one.status[name] == "notStarted":
                one.status[name] = "pendingApproval" if name == "approve" else "running"
                return
        one.state = "completed"

    def _skip(self, asked: Any) -> Any:
        one = self._by_id(asked["executionId"])
        assert asked["actionToTake"] == "skip"
        assert not asked["stepName"].startswith("turn-"), "that would turn nothing"
        if not self.early and one.status[asked["stepName"]] != "failed":
            return refusal("AccessDeniedException", "it has not failed")
        one.status[asked["stepName"]] = "skipped"
        one.state = "inProgress"
        return answered({})

    def _by_id(self, wanted: str) -> Execution:
        return next(one for one in self.executions if one.id == wanted)
