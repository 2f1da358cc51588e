"""One run of cutover or cutback: the options they share, the steps they take, and the report."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial

from botocore.config import Config

from ops.assess.runs import Runs, ServerlessRuns, TaskRuns
from ops.compare.questions import Function
from ops.cutover.journal import Journal, Note
from ops.cutover.parts import Allowed, Cutover, Payments
from ops.cutover.replication import Task, replication
from ops.lib import account
from ops.lib.clients import Client, Clients, connect
from ops.lib.command import FOUND, CommandError, console, print_json
from ops.lib.context import Context
from ops.lib.outputs import Outputs
from ops.lib.steps import Clock, Step, Steps, show_step

# As long as the function may take that ends the copy, and a little more.
PATIENT = Config(connect_timeout=3, read_timeout=910, retries={"total_max_attempts": 2, "mode": "standard"})


class Execution:
    """One run, started by a person.

    Raises CommandError where the credentials are of another account than the stack's, and OutputsError where the stack
    has no migration of a database.
    """

    def __init__(
        self,
        given: argparse.Namespace,
        allowed: Allowed,
        clients: Clients | None = None,
        clock: Clock | None = None,
    ):
        self._given, clients = given, clients or Clients(partial(connect, config=PATIENT))
        outputs = Outputs.read(given.stack, given.outputs)
        region = outputs.region
        account.require(clients, outputs.account, regions=[region], source=f"stack {given.stack}")
        self._console = console(as_json=given.json)
        context = Context(clients=clients, clock=clock or Clock(), dry_run=given.dry_run)
        dms = clients.get("dms", region)
        self.cutover = Cutover(
            context=context,
            journal=Journal(clients.get("ssm", region), given.stack),
            payments=Payments(
                region=region, event_source=outputs.text("eventSourceId"), queue_url=outputs.text("queueUrl")
            ),
            copy=replication(dms, outputs.text("dmsTaskArn")),
            back=replication(dms, outputs.text("dmsReverseTaskArn")) if outputs.has("dmsReverseTaskArn") else None,
            ask=Function(clients.get("lambda", region), outputs.text("comparisonFunctionName")),
            bootstrap=outputs.text("bootstrapFunctionName"),
            runs=_runs(dms, outputs),
            reports=outputs.text("migrationReportsBucket"),
            allowed=allowed,
            say=lambda text: self._console.print(text, markup=False),
        )
        self._steps = Steps(context.clock, lambda taken: show_step(self._console, taken))

    def take(self, steps: Sequence[Step], then: Sequence[str]) -> int:
        """Runs the steps that are asked for, reports, and returns the exit code; `then` is what people do next."""
        complete = self._steps.take(self._asked(steps))
        note = self.cutover.note()
        if not complete:
            self._console.print("[bold red]Not complete.[/] Nothing is lost: mend it, and run the same command again.")
        for line in then if complete else ():
            self._console.print(f"Next: {line}", markup=False)
        if note and (seconds := without_service(note)) is not None:
            minutes = f"{seconds / 60:.1f} min"
            self._console.print(f"No payment was booked for {minutes}, counted from when the old side stood still.")
        if self._given.json:
            taken = [
                {"name": step.name, "seconds": round(step.seconds, 1), **asdict(step.outcome)}
                for step in self._steps.taken
            ]
            print_json(
                {
                    "stack": self._given.stack,
                    "complete": complete,
                    "dryRun": self._given.dry_run,
                    "steps": taken,
                    "note": asdict(note) if note else None,
                    "then": list(then),
                }
            )
        return 0 if complete else FOUND

    def _asked(self, steps: Sequence[Step]) -> Sequence[Step]:
        """One step, those up to one, or all of them."""
        names = [step.name for step in steps]
        name = self._given.step or self._given.until
        if name is None:
            return steps
        if name not in names:
            raise CommandError(f"there is no step {name} now; the steps are {', '.join(names)}")
        at = names.index(name)
        return steps[at : at + 1] if self._given.step else steps[: at + 1]


def options(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser with the options of both directions."""
    made.add_argument("--dry-run", action="store_true", help="change nothing, and say what would be done")
    only = made.add_mutually_exclusive_group()
    only.add_argument("--step", metavar="NAME", help="this step alone")
    only.add_argument("--until", metavar="NAME", help="the steps up to this one")
    return made


def _runs(client: Client, outputs: Outputs) -> Runs:
    """The assessments, which are only read here."""
    arn = outputs.text("dmsTaskArn")
    if isinstance(replication(client, arn), Task):
        return TaskRuns(client=client, task_arn=arn, role_arn="", bucket="", key_arn="")
    return ServerlessRuns(client=client, config_arn=arn)


def without_service(note: Note) -> float | None:
    """How many seconds no payment could be booked on either side, counted from when the old one was found still."""
    return None if note.still is None or note.opened is None else note.opened - note.still
