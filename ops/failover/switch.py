"""The move of the payments from one region to the other, step by step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from botocore.exceptions import BotoCoreError, ClientError

from config.recovery_objectives import RPO_SECONDS
from ops.failover import event_source, secrets, waiting_payments
from ops.lib import database_server, replica_lag
from ops.lib.clients import unanswered
from ops.lib.context import Context
from ops.lib.journal import Journal, Note
from ops.lib.sites import Site
from ops.lib.steps import Outcome, Status, Step, StepError


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What a person has confirmed.

    `region_down`: the source's region is down. `loss`: more may be lost than the RPO allows. `promoted`: the Region
    switch plan has already promoted the target's server.
    """

    region_down: bool = False
    loss: bool = False
    promoted: bool = False


class Switch:
    """Moves the payments from a source to a target; every step does only what is missing."""

    def __init__(self, context: Context, journal: Journal, source: Site, target: Site, *, allowed: Allowed):
        self._context, self._journal, self._allowed = context, journal, allowed
        self._source, self._target = source, target

    def steps(self) -> Sequence[Step]:
        """All steps in their order."""
        context, target = self._context, self._target
        return [
            Step("freeze drift", self.freeze),
            Step("event source off", self.stop),
            Step("drained", self.drain),
            Step("loss", self.measure),
            Step("server", self.promote),
            Step("event source on", lambda: event_source.switch(context, target, on=True)),
            Step("payments go on", self.resume),
            # Payments log in with the values that the replicas hold; they need none of the later steps.
            Step("secrets", lambda: secrets.promote(context, target)),
            Step("waiting payments", self.carry_over),
        ]

    def freeze(self) -> Outcome:
        """Notes that payments are being moved, before anything else: from now on the state is out of date."""
        note = self._journal.read()
        if note and note.active == self._target.region:
            return Outcome(Status.ALREADY, f"{self._journal.name} says {note.active}")
        if not (
            self._allowed.promoted or self._context.dry_run or database_server.is_replica(self._context, self._target)
        ):
            raise StepError(
                f"{self._target.server} in {self._target.region} is not a replica: its data may be old. Where the "
                "Region switch plan has promoted it, add --promoted"
            )
        made = Note(active=self._target.region, began=self._context.clock.now())
        text = f"{self._journal.name} says {made.active}; drift is reported and not remediated"
        return self._context.change(text, lambda: self._journal.write(made))

    def stop(self) -> Outcome:
        """Switches the source's event source off, so that it takes no more payments."""
        return self._at_source(lambda: event_source.switch(self._context, self._source, on=False))

    def drain(self) -> Outcome:
        """Waits until the source has finished the payments in flight."""
        if self._context.dry_run:
            return Outcome(Status.WOULD, f"payments in flight in {self._source.region} are awaited")

        def wait() -> Outcome:
            event_source.await_drained(self._context, self._source)
            return Outcome(Status.DONE, f"no payment is in flight in {self._source.region}")

        return self._at_source(wait)

    def measure(self) -> Outcome:
        """Measures how much is lost, and continues only where that is allowed."""
        if not database_server.is_replica(self._context, self._target):
            note = self._journal.read()
            known = "unknown" if note is None or note.loss_seconds is None else f"{note.loss_seconds:.0f} s at most"
            return Outcome(Status.ALREADY, f"the server is promoted; lost: {known}")
        found = self._loss()
        outcome = _judged(found, accepted=self._allowed.loss)
        if found is not None and not self._context.dry_run:
            self._note(loss_seconds=found)
        return outcome

    def promote(self) -> Outcome:
        """Promotes the target's replica to a standalone server."""
        return database_server.promote(self._context, self._target)

    def resume(self) -> Outcome:
        """Waits until the target makes payments, and notes the time."""
        if self._context.dry_run:
            return Outcome(Status.WOULD, f"payments in {self._target.region} are awaited")
        event_source.await_on(self._context, self._target)
        note = self._journal.read()
        if note and note.restored:
            return Outcome(Status.ALREADY, f"payments are made in {self._target.region}")
        self._note(restored=self._context.clock.now())
        return Outcome(Status.DONE, f"payments are made in {self._target.region}")

    def carry_over(self) -> Outcome:
        """Moves the payments that still wait in the source's queue."""
        return waiting_payments.carry_over(self._context, self._source, self._target)

    def _loss(self) -> float | None:
        if not self._allowed.region_down and not self._context.dry_run:
            # Nothing is written any more: once the replica has caught up, nothing is lost.
            try:
                replica_lag.await_caught_up(self._context, self._target)
            except StepError:
                return replica_lag.possible_loss(self._context, self._target)
            return 0.0
        return replica_lag.possible_loss(self._context, self._target)

    def _at_source(self, act: Callable[[], Outcome]) -> Outcome:
        try:
            return act()
        except (StepError, BotoCoreError, ClientError) as error:
            if not (isinstance(error, StepError) or unanswered(error)):
                raise
            if not self._allowed.region_down:
                raise StepError(
                    f"{error}. Where {self._source.region} is down, continue without it by --region-down"
                ) from None
            return Outcome(
                Status.WARNED,
                f"{self._source.region} does not answer; run the command again when it does, so that it makes no "
                f"payments of its own: {error}",
            )

    def _note(self, **changes: float) -> None:
        note = self._journal.read()
        if note:
            self._journal.write(replace(note, **changes))


def _judged(loss: float | None, *, accepted: bool) -> Outcome:
    """Whether a promotion may lose so much; raises StepError where a person has to accept it first."""
    text = (
        "nobody knows how much is lost: there is no replica lag" if loss is None else f"at most {loss:.0f} s are lost"
    )
    if loss is not None and loss <= RPO_SECONDS:
        return Outcome(Status.DONE, text)
    if accepted:
        return Outcome(Status.WARNED, f"{text}, which was accepted")
    raise StepError(f"{text}; allowed: {RPO_SECONDS} s. Promote all the same with --accept-loss")
