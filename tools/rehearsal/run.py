"""The phases of a rehearsal, each timed and compared with its required result."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pulumi.automation import EngineEvent, OpType
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from simulated_aws.account import Step
from simulated_aws.kinds.order import unordered
from tools.rehearsal.coverage import Coverage, coverage
from tools.rehearsal.engine import Rehearsal

FOUND_ON_PATH = "from $PATH at "


def short(urn: str) -> str:
    """The name at the end of a URN."""
    return urn.rpartition("::")[2]


class UnexpectedError(Exception):
    """A phase with another result than required."""


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A phase that is over, with the resources that the engine looked at in it."""

    name: str
    seconds: float
    resources: int


class Run:
    """One rehearsal: what its phases took and said, and what its `up` made; `tell` writes what ends a phase.

    `spans` has the seconds from the start in which the `up` made each resource, by URN.
    """

    def __init__(
        self, console: Console, rehearsal: Rehearsal, over: Callable[[Phase], None], tell: Callable[[str], None]
    ):
        self._console, self._rehearsal, self._over, self._tell = console, rehearsal, over, tell
        self.phases: list[Phase] = []
        self.warnings: dict[str, None] = {}
        self.spans: dict[str, tuple[float, float]] = {}
        self.resources: list[dict[str, Any]] = []
        self.outputs: Mapping[str, Any] = {}
        self.steps: list[Step] = []
        self.coverage: list[Coverage] = []
        self._total = 0

    def all(self) -> None:
        """Runs every phase; raises UnexpectedError or CommandError if one fails."""
        stack = self._rehearsal.stack
        packs = self._rehearsal.policy_packs
        preview = self._phase("preview", partial(stack.preview, policy_packs=packs))
        self._total = sum(preview.change_summary.values())
        self._expect("preview", preview.change_summary, OpType.CREATE)
        self.outputs = self._phase("up", partial(stack.up, policy_packs=packs)).outputs
        self.resources, self.steps = self._rehearsal.resources(), self._rehearsal.account.history()
        self._ordered()
        self._seen()
        self._allowed()
        self._released()
        self._expect("up again", self._phase("up again", stack.up).summary.resource_changes or {}, OpType.SAME)
        self._expect("refresh", self._phase("refresh", stack.refresh).summary.resource_changes or {}, OpType.SAME)
        self._rehearsal.settle()
        if self._rehearsal.unprotect():
            self._phase("unprotect", stack.up)
        kept = {item["id"] for item in self._rehearsal.resources() if item.get("retainOnDelete")}
        self._phase("destroy", stack.destroy)
        left = [f"{live.name} ({key})" for key, live in self._rehearsal.account.live().items() if key not in kept]
        if left or self._rehearsal.resources():
            raise UnexpectedError(f"destroy left something behind: {', '.join(left) or 'in the state'}")
        self._uninterrupted()

    def _ordered(self) -> None:
        """Checks that another schedule would have ended well too: no pair is in order by chance."""
        found = unordered(self.resources)
        if found:
            raise UnexpectedError("; ".join(found))

    def _seen(self) -> None:
        """Checks that nothing can fail unseen: no component without logs, alarms or a dashboard row."""
        self.coverage = coverage(self.resources)
        holes = [hole for entry in self.coverage for hole in entry.holes()]
        if holes:
            raise UnexpectedError("; ".join(holes))

    def _allowed(self) -> None:
        """Checks that every policy allows what the resources need of it, which AWS tries of some of them alone."""
        unmet = [f"{path}: {refusal}" for path, refusal in self._rehearsal.account.unmet()]
        if unmet:
            raise UnexpectedError("; ".join(unmet))

    def _released(self) -> None:
        """Checks that each release of feature flags stayed: the engine sees its start alone."""
        found = [f"{name} is {reason}" for name, reason in self._rehearsal.account.rolled_back()]
        if found:
            raise UnexpectedError("; ".join(found))

    def _uninterrupted(self) -> None:
        """Checks that no change interrupted traffic that is allowed before and after it."""
        found = [f"{path}: {reason}" for path, reason in self._rehearsal.account.interruptions()]
        if found:
            raise UnexpectedError("; ".join(found))

    def _phase(self, name: str, operation: Any) -> Any:
        columns = (TextColumn("{task.description:10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        start, done = time.monotonic(), 0
        # A bar is for who looks on, and is gone when the phase is over; a file has the line of the phase alone.
        with Progress(
            *columns, console=self._console, transient=True, disable=not self._console.is_terminal
        ) as progress:
            task = progress.add_task(name, total=self._total or None)

            def watch(event: EngineEvent) -> None:
                nonlocal done
                if event.resource_pre_event if name == "preview" else event.res_outputs_event:
                    done += 1
                    progress.advance(task)
                if name == "up":
                    self._note(event, time.monotonic() - start)
                self._hear(event)

            result = operation(on_event=watch)
        phase = Phase(name=name, seconds=time.monotonic() - start, resources=done)
        self.phases.append(phase)
        self._over(phase)
        return result

    def _note(self, event: EngineEvent, now: float) -> None:
        begun, ended = event.resource_pre_event, event.res_outputs_event
        if begun:
            self.spans[begun.metadata.urn] = (now, now)
        elif ended:
            self.spans[ended.metadata.urn] = (self.spans.get(ended.metadata.urn, (now, now))[0], now)

    def _hear(self, event: EngineEvent) -> None:
        """Prints what ends a phase at once, and keeps what only warns for the end."""
        if event.policy_event:
            broken = event.policy_event
            text = f"{short(broken.resource_urn or '')}: {broken.policy_name}: {broken.message.strip()}"
            self._say(text, is_error=broken.enforcement_level == "mandatory")
        said = event.diagnostic_event
        # The engine warns of what it finds on PATH, but the command for the dynamic providers is ours.
        if said and said.severity in ("warning", "error") and FOUND_ON_PATH not in said.message:
            text = f"{short(said.urn or '')}: {said.message.strip()}".removeprefix(": ")
            self._say(text, is_error=said.severity == "error")

    def _say(self, text: str, *, is_error: bool) -> None:
        if is_error:
            self._tell(text)
        else:
            self.warnings[" ".join(text.split())] = None

    @staticmethod
    def _expect(phase: str, changes: Mapping[Any, int], only: OpType) -> None:
        others = {str(kind): count for kind, count in changes.items() if kind != only and count}
        if others:
            raise UnexpectedError(f"{phase} was to {only} only, and did {others}")
