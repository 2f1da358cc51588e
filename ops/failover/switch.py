"""The move of the payments from one region to the other, step by step, as the Region switch plan does it."""

from collections.abc import Callable, Mapping, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from config.recovery_objectives import DURATIONS, StepName
from ops.failover import lease_taking, loss, names, readiness, secrets, waiting_payments
from ops.failover.move import Move
from ops.lib import database_server, event_source
from ops.lib.clients import unanswered
from ops.lib.steps import Outcome, Status, Step, StepError


class Switch:
    """Moves the payments from a source to a target; every step does only what is missing."""

    def __init__(self, move: Move):
        self._move = move
        self._context, self._source, self._target = move.context, move.source, move.target

    def steps(self, before: Sequence[Step] = ()) -> Sequence[Step]:
        """All steps in their order; `before` come after the check and before anything is stopped."""
        of_the_plan: Mapping[StepName, Callable[[], Outcome]] = {
            "stop-reading": self.stop,
            "take-lease": lambda: lease_taking.take(self._context, self._target),
            "catch-up": lambda: loss.catch_up(self._move),
            "promote-database": self.promote,
            "start-reading": self.start,
            "turn-records": lambda: names.turn(self._move),
            # Payments log in with the values that the replicas hold; they need none of the later steps.
            "promote-secrets": lambda: secrets.promote(self._context, self._target),
        }
        return [
            Step("check", lambda: readiness.check(self._move)),
            *before,
            Step("freeze drift", self.freeze),
            *(Step(name, of_the_plan[name]) for name in DURATIONS if name in of_the_plan),
            Step("waiting payments", self.carry_over),
            Step("clients follow", lambda: names.followed(self._move)),
        ]

    def freeze(self) -> Outcome:
        """Notes that payments are being moved, before they are: from now on the state is out of date."""
        journal, region = self._move.journal, self._target.region
        if self._move.begun():
            return Outcome(Status.ALREADY, f"{journal.name} says {region}")
        made = self._move.began()
        text = f"{journal.name} says {region}; drift is reported and not remediated"
        return self._context.change(text, lambda: journal.write(made))

    def stop(self) -> Outcome:
        """Switches the source's event source off, and waits until no payment is in flight there."""
        return self._at_source(self._stop)

    def _stop(self) -> Outcome:
        outcome = event_source.switch(self._context, self._source, on=False)
        if not self._context.dry_run:
            event_source.await_drained(self._context, self._source)
        return outcome

    def promote(self) -> Outcome:
        """Promotes the target's replica to a standalone server."""
        if not self._context.dry_run and database_server.is_replica(self._context, self._target):
            self._move.note(asked=self._context.clock.now())
        return database_server.promote(self._context, self._target)

    def start(self) -> Outcome:
        """Switches the target's event source on, waits until it makes payments, and notes the time."""
        outcome = event_source.switch(self._context, self._target, on=True)
        if self._context.dry_run:
            return outcome
        event_source.await_on(self._context, self._target)
        note = self._move.journal.read()
        if note and note.restored:
            return Outcome(Status.ALREADY, f"payments are made in {self._target.region}")
        self._move.note(restored=self._context.clock.now())
        return Outcome(Status.DONE, f"payments are made in {self._target.region}")

    def carry_over(self) -> Outcome:
        """Moves the payments that still wait in the source's queue."""
        return waiting_payments.carry_over(self._context, self._source, self._target)

    def _at_source(self, act: Callable[[], Outcome]) -> Outcome:
        region = self._source.region
        try:
            return act()
        except (StepError, BotoCoreError, ClientError) as error:
            if not (isinstance(error, StepError) or unanswered(error)):
                raise
            if not self._move.allowed.region_down:
                raise StepError(f"{error}. Where {region} is down, continue without it by --region-down") from None
            return Outcome(
                Status.WARNED,
                f"{region} does not answer; run the command again when it does, so that it makes no payments of its "
                f"own: {error}",
            )
