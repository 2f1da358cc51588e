"""Moves the dead letters of the payments back to their queue, where each is processed again as it came.

SQS itself moves them, so that no attribute, group or trace is lost; what one run has begun the next one awaits.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from ops.lib import account
from ops.lib.clients import Client, Clients
from ops.lib.command import FOUND, console, parser, print_json, run
from ops.lib.outputs import Outputs
from ops.lib.steps import Clock, Outcome, Status, Step, StepError, Steps, show_step

# Slow enough to be stopped when they fail again; the processor takes far more.
A_SECOND = 10
# For a task to start and to be listed as completed, beside the time that the messages take.
PATIENCE_SECONDS, EVERY_SECONDS = 300, 5
RUNNING = ("RUNNING", "CANCELLING")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One region's queue and dead-letter queue by URL, and the mapping that lets the processor read the queue."""

    region: str
    queue_url: str
    dead_letter_url: str
    event_source: str


def main(arguments: Sequence[str], clients: Clients | None = None, clock: Clock | None = None) -> int:
    """Runs the command line; 0 where no dead letter waits to be moved any more, 1 where a step failed."""
    made = parser("redrive", __doc__)
    made.add_argument("--dry-run", action="store_true", help="change nothing, and say what would be moved")
    given = made.parse_args(arguments)
    outputs, clients, clock = Outputs.read(given.stack, given.outputs), clients or Clients(), clock or Clock()
    places = list(_places(outputs))
    regions = [place.region for place in places]
    account.require(clients, outputs.account, regions=regions, source=f"stack {given.stack}")
    screen = console(as_json=given.json)
    steps = Steps(clock, lambda taken: show_step(screen, taken))
    moves = [_Redrive(place, clients, clock, dry_run=given.dry_run) for place in places]
    complete = steps.take([Step(f"dead letters, {move.place.region}", move.run) for move in moves])
    if given.json:
        taken = [{"name": step.name, **asdict(step.outcome)} for step in steps.taken]
        print_json({"stack": given.stack, "complete": complete, "steps": taken})
    return 0 if complete else FOUND


def _places(outputs: Outputs) -> Iterator[Place]:
    """The regions of the stack."""
    yield Place(
        region=outputs.region,
        queue_url=outputs.text("queueUrl"),
        dead_letter_url=outputs.text("deadLetterQueueUrl"),
        event_source=outputs.text("eventSourceId"),
    )
    if outputs.has("recoveryRegion"):
        yield Place(
            region=outputs.text("recoveryRegion"),
            queue_url=outputs.text("recoveryQueueUrl"),
            dead_letter_url=outputs.text("recoveryDeadLetterQueueUrl"),
            event_source=outputs.text("recoveryEventSourceId"),
        )


class _Redrive:
    """One region's dead letters go back to its queue, where its processor reads that."""

    def __init__(self, place: Place, clients: Clients, clock: Clock, *, dry_run: bool):
        self.place, self._clock, self._dry_run = place, clock, dry_run
        self._sqs: Client = clients.get("sqs", place.region)
        self._functions: Client = clients.get("lambda", place.region)

    def run(self) -> Outcome:
        source, target = self._arn(self.place.dead_letter_url), self._arn(self.place.queue_url)
        count = self._count()
        if not count and self._state(source) not in RUNNING:
            return Outcome(Status.ALREADY, "there are none")
        what = f"{count} dead letters"
        if not self._is_read():
            return Outcome(Status.WARNED, f"{what} stay: no payments are made here; a failover carries them over")
        if self._dry_run:
            return Outcome(Status.WOULD, f"{what} go back to the queue")
        # SQS runs one at a time.
        if self._state(source) not in RUNNING:
            self._sqs.start_message_move_task(
                SourceArn=source, DestinationArn=target, MaxNumberOfMessagesPerSecond=A_SECOND
            )
        moved = self._clock.until(
            lambda: self._ended(source),
            seconds=PATIENCE_SECONDS + count / A_SECOND,
            every=EVERY_SECONDS,
            what="the end of the move",
        )
        return Outcome(Status.DONE, f"{moved} dead letters went back to the queue; whatever fails again returns")

    def _ended(self, source: str) -> str | None:
        """How many were moved, once the task has completed; raises StepError where it did not complete."""
        state = self._state(source)
        if state in RUNNING:
            return None
        task = self._task(source)
        moved = str(task.get("ApproximateNumberOfMessagesMoved", 0))
        if state != "COMPLETED":
            reason = task.get("FailureReason", "somebody has stopped it")
            raise StepError(f"the move ended as {state} after {moved} messages: {reason}; run the command again")
        return moved

    def _state(self, source: str) -> str:
        return str(self._task(source).get("Status", ""))

    def _task(self, source: str) -> dict[str, object]:
        """The latest move of messages from the queue; empty where there was none."""
        found = self._sqs.list_message_move_tasks(SourceArn=source, MaxResults=1).get("Results", [])
        return found[0] if found else {}

    def _is_read(self) -> bool:
        found = self._functions.get_event_source_mapping(UUID=self.place.event_source)
        return found["State"] in ("Enabled", "Enabling", "Updating")

    def _count(self) -> int:
        name = "ApproximateNumberOfMessages"
        found = self._sqs.get_queue_attributes(QueueUrl=self.place.dead_letter_url, AttributeNames=[name])
        return int(found["Attributes"][name])

    def _arn(self, url: str) -> str:
        return self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
