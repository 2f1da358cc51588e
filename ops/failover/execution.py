"""One run of failover, failback or drill: the options they share, the steps they take, and the report."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from config.handover import lease_table
from config.recovery_objectives import RPO_SECONDS, RTO_SECONDS
from ops.failover.move import Allowed, Move
from ops.failover.timetable import Row, rows, together
from ops.lib import account
from ops.lib.clients import Clients
from ops.lib.command import FOUND, CommandError, configuration, console, print_json, with_config
from ops.lib.context import Context
from ops.lib.journal import Journal, Note
from ops.lib.outputs import Outputs, OutputsError
from ops.lib.sites import Site, primary, recovery
from ops.lib.steps import Clock, Status, Step, Steps, show_step


class Execution:
    """One move of the payments between the two regions, started by a person.

    Raises CommandError where the credentials are of another account than the stack's.
    """

    def __init__(self, options: argparse.Namespace, clients: Clients | None = None, clock: Clock | None = None):
        clients = clients or Clients()
        self.outputs = _outputs(options, clients)
        self.stack: str = options.stack
        self.primary, self.recovery = primary(self.outputs), recovery(self.outputs)
        # The first region may be away.
        regions = [self.recovery.region, self.primary.region]
        account.require(clients, self.outputs.account, regions=regions, source=f"stack {options.stack}")
        self.context = Context(clients=clients, clock=clock or Clock(), dry_run=options.dry_run)
        self.journal = Journal(self.context.client("ssm", self.recovery), self.stack)
        self.met = False
        # The last note of a failover that has ended; the journal no longer has it.
        self.ended: Note | None = None
        self._as_json: bool = options.json
        self.console = console(as_json=self._as_json)
        self._steps = Steps(self.context.clock, lambda taken: show_step(self.console, taken))

    def move(self, source: Site, target: Site, allowed: Allowed) -> Move:
        """A move of the payments between the two regions."""
        return Move(context=self.context, journal=self.journal, source=source, target=target, allowed=allowed)

    def take(self, steps: Sequence[Step], target: Site, then: Sequence[str]) -> int:
        """Runs the steps, reports, and returns the exit code; `then` lists what a person has to do next."""
        complete = self._steps.take(steps)
        result = self._result(target, complete=complete)
        self.met = result["met"]
        if complete:
            self._say(result, then)
        else:
            self.console.print("[bold red]Not complete.[/] Fix the cause and run the same command again.")
        if self._as_json:
            print_json(result | {"then": list(then)})
        return 0 if complete else FOUND

    def status_of(self, step: str) -> Status | None:
        """How a step ended; None where it was not run."""
        return next((taken.outcome.status for taken in self._steps.taken if taken.name == step), None)

    @property
    def durations(self) -> list[Row]:
        """The minutes of the plan's steps, as far as they were run."""
        return rows([] if self.context.dry_run else self._steps.taken)

    def _result(self, target: Site, *, complete: bool) -> dict[str, Any]:
        note = self.ended or self.journal.read()
        steps = [
            {"name": taken.name, "seconds": round(taken.seconds, 1), **asdict(taken.outcome)}
            for taken in self._steps.taken
        ]
        # Clients' payments are made once they are led there as well.
        recovery_time = max(note.restored, note.turned or 0.0) - note.began if note and note.restored else None
        loss = note.loss_seconds if note else None
        return {
            "stack": self.stack,
            "to": target.region,
            "complete": complete,
            "dryRun": self.context.dry_run,
            "steps": steps,
            "recoveryTimeSeconds": recovery_time,
            "recoveryPointSeconds": loss,
            "durations": [asdict(row) for row in (*self.durations, together(self.durations))],
            "met": recovery_time is not None
            and recovery_time <= RTO_SECONDS
            and loss is not None
            and loss <= RPO_SECONDS,
        }

    def _say(self, result: dict[str, Any], then: Sequence[str]) -> None:
        if result["recoveryTimeSeconds"] is not None and not self.context.dry_run:
            self.console.print(
                f"Payments were interrupted for {_minutes(result['recoveryTimeSeconds'])} (allowed: "
                f"{RTO_SECONDS / 60:.0f} min). Lost at most: {_minutes(result['recoveryPointSeconds'])} "
                f"(allowed: {RPO_SECONDS / 60:.0f} min)."
            )
        for line in then:
            self.console.print(f"Next: {line}", markup=False)


def options(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser with the options of both directions."""
    with_config(made)
    made.add_argument("--dry-run", action="store_true", help="change nothing, and say what would be done")
    made.add_argument("--abort", action="store_true", help="put everything back, unless the server is promoted")
    return made


def _outputs(options: argparse.Namespace, clients: Clients) -> Outputs:
    """Those of a file, else those that the last `up` left beside the lease: the state may be out of reach."""
    if options.outputs:
        return Outputs.read(options.stack, options.outputs)
    config = configuration(options)
    if not config.recovery.enabled:
        raise CommandError(f"the stack {options.stack} has no second region")
    # The region that is more likely to answer is asked first.
    regions = (config.recovery.region, config.region)
    try:
        return Outputs.handed_over(clients, lease_table(config.suffix), regions)
    except OutputsError as error:
        said = str(error)
    try:
        return Outputs.read(options.stack)
    except OutputsError as error:
        raise OutputsError(f"{said}; and {error}") from None


def _minutes(seconds: float | None) -> str:
    return "unknown" if seconds is None else f"{seconds / 60:.1f} min"
