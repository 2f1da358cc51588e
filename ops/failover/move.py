"""What failover, failback and drill have in common: their options, and what they report."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console

from ops.failover.journal import Journal, Note
from ops.failover.loss import RECOVERY_POINT_SECONDS, RECOVERY_TIME_SECONDS
from ops.failover.sites import Site, primary, recovery
from ops.failover.steps import Clock, Status, Step, Steps, Taken
from ops.failover.timetable import Row, rows, together
from ops.failover.work import Work
from ops.lib.clients import Clients
from ops.lib.command import FOUND, console, print_json
from ops.lib.outputs import Outputs

COLOURS = {
    Status.DONE: "green",
    Status.ALREADY: "green",
    Status.WOULD: "cyan",
    Status.WARNED: "yellow",
    Status.FAILED: "red",
}


class Move:
    """One move of the payments between the two regions, on a person's command."""

    def __init__(self, options: argparse.Namespace, clients: Clients | None = None, clock: Clock | None = None):
        self.outputs = Outputs.read(options.stack, options.outputs)
        self.stack: str = options.stack
        self.primary, self.recovery = primary(self.outputs), recovery(self.outputs)
        self.work = Work(clients=clients or Clients(), clock=clock or Clock(), dry_run=options.dry_run)
        self.journal = Journal(self.work.client("ssm", self.recovery), self.stack)
        self.met = False
        # The last note of a move that has ended, when the journal has it no more.
        self.ended: Note | None = None
        self._as_json: bool = options.json
        self.console = console(as_json=self._as_json)
        self._steps = Steps(self.work.clock, lambda taken: tell(self.console, taken))

    def take(self, steps: Sequence[Step], target: Site, then: Sequence[str]) -> int:
        """Takes the steps, reports, and returns the exit code; `then` is what is left to a person."""
        complete = self._steps.take(steps)
        result = self._result(target, complete=complete)
        self.met = result["met"]
        if complete:
            self._say(result, then)
        else:
            self.console.print("[bold red]Not complete.[/] Mend the cause and run the same command again.")
        if self._as_json:
            print_json(result | {"then": list(then)})
        return 0 if complete else FOUND

    @property
    def durations(self) -> list[Row]:
        """The minutes of the plan's steps, as far as they were taken."""
        return rows([] if self.work.dry_run else self._steps.taken)

    def _result(self, target: Site, *, complete: bool) -> dict[str, Any]:
        note = self.ended or self.journal.read()
        steps = [
            {"name": taken.name, "seconds": round(taken.seconds, 1), **asdict(taken.outcome)}
            for taken in self._steps.taken
        ]
        recovery_time = note.restored - note.began if note and note.restored else None
        loss = note.loss_seconds if note else None
        return {
            "stack": self.stack,
            "to": target.region,
            "complete": complete,
            "dryRun": self.work.dry_run,
            "steps": steps,
            "recoveryTimeSeconds": recovery_time,
            "recoveryPointSeconds": loss,
            "durations": [asdict(row) for row in (*self.durations, together(self.durations))],
            "met": recovery_time is not None
            and recovery_time <= RECOVERY_TIME_SECONDS
            and loss is not None
            and loss <= RECOVERY_POINT_SECONDS,
        }

    def _say(self, result: dict[str, Any], then: Sequence[str]) -> None:
        if result["recoveryTimeSeconds"] is not None and not self.work.dry_run:
            self.console.print(
                f"Payments stood still for {_minutes(result['recoveryTimeSeconds'])} (allowed: "
                f"{RECOVERY_TIME_SECONDS / 60:.0f} min). Lost at most: {_minutes(result['recoveryPointSeconds'])} "
                f"(allowed: {RECOVERY_POINT_SECONDS / 60:.0f} min)."
            )
        for line in then:
            self.console.print(f"Next: {line}", markup=False)


def options(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of every move."""
    made.add_argument("--dry-run", action="store_true", help="only look, and say what would be done")
    return made


def tell(to: Console, taken: Taken) -> None:
    """One line for a step that has ended."""
    outcome = taken.outcome
    colour = COLOURS[outcome.status]
    to.print(f"[{colour}]{outcome.status:8}[/] {taken.name:18} {taken.seconds:7.1f} s  ", end="")
    to.print(outcome.text, markup=False)


def _minutes(seconds: float | None) -> str:
    return "unknown" if seconds is None else f"{seconds / 60:.1f} min"
