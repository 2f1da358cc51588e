"""The move of the payments from one region to the other, step by step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from botocore.exceptions import BotoCoreError, ClientError

from ops.failover import event_source, loss, messages, secrets, server
from ops.failover.journal import Journal, Note
from ops.failover.sites import Site
from ops.failover.steps import Outcome, Status, Step, StepError
from ops.failover.work import Work
from ops.lib.clients import unanswered


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What a person has said yes to.

    That the source's region is down; that more is lost than is agreed; that the Region switch plan has promoted the
    target's server already.
    """

    region_down: bool = False
    loss: bool = False
    promoted: bool = False


class Switch:
    """Moves the payments from a source to a target; every step does only what is missing."""

    def __init__(self, work: Work, journal: Journal, source: Site, target: Site, *, allowed: Allowed):
        self._work, self._journal, self._allowed = work, journal, allowed
        self._source, self._target = source, target

    def steps(self) -> Sequence[Step]:
        """All steps in their order."""
        work, target = self._work, self._target
        return [
            Step("freeze drift", self.freeze),
            Step("event source off", self.stop),
            Step("drained", self.drain),
            Step("loss", self.measure),
            Step("server", self.promote),
            Step("event source on", lambda: event_source.switch(work, target, on=True)),
            Step("payments go on", self.resume),
            # Payments log in with what the replicas hold, and wait for none of the rest.
            Step("secrets", lambda: secrets.promote(work, target)),
            Step("waiting payments", self.carry_over),
        ]

    def freeze(self) -> Outcome:
        """Notes that payments are moved, before anything else: from now on the state is behind."""
        note = self._journal.read()
        if note and note.active == self._target.region:
            return Outcome(Status.ALREADY, f"{self._journal.name} says {note.active}")
        if not (self._allowed.promoted or self._work.dry_run or server.is_replica(self._work, self._target)):
            raise StepError(
                f"{self._target.server} in {self._target.region} is no replica: its books may be old. Where the Region "
                "switch plan has promoted it, go on by --promoted"
            )
        made = Note(active=self._target.region, began=self._work.clock.now())
        text = f"{self._journal.name} says {made.active}; drift is reported and not put right"
        return self._work.change(text, lambda: self._journal.write(made))

    def stop(self) -> Outcome:
        """Lets the source take no more payments."""
        return self._at_source(lambda: event_source.switch(self._work, self._source, on=False))

    def drain(self) -> Outcome:
        """Waits until the source has finished what it took."""
        if self._work.dry_run:
            return Outcome(Status.WOULD, f"payments in flight in {self._source.region} are awaited")

        def wait() -> Outcome:
            event_source.await_drained(self._work, self._source)
            return Outcome(Status.DONE, f"no payment is in flight in {self._source.region}")

        return self._at_source(wait)

    def measure(self) -> Outcome:
        """Says how much is lost, and goes on only with what is allowed."""
        if not server.is_replica(self._work, self._target):
            note = self._journal.read()
            known = "unknown" if note is None or note.loss_seconds is None else f"{note.loss_seconds:.0f} s at most"
            return Outcome(Status.ALREADY, f"the server is promoted; lost: {known}")
        found = self._loss()
        outcome = loss.judged(found, accepted=self._allowed.loss)
        if found is not None and not self._work.dry_run:
            self._note(loss_seconds=found)
        return outcome

    def promote(self) -> Outcome:
        """Makes the target's replica a server of its own."""
        return server.promote(self._work, self._target)

    def resume(self) -> Outcome:
        """Waits until the target makes payments, and notes when."""
        if self._work.dry_run:
            return Outcome(Status.WOULD, f"payments in {self._target.region} are awaited")
        event_source.await_on(self._work, self._target)
        note = self._journal.read()
        if note and note.restored:
            return Outcome(Status.ALREADY, f"payments are made in {self._target.region}")
        self._note(restored=self._work.clock.now())
        return Outcome(Status.DONE, f"payments are made in {self._target.region}")

    def carry_over(self) -> Outcome:
        """Moves the payments that still wait at the source."""
        return messages.carry_over(self._work, self._source, self._target)

    def _loss(self) -> float | None:
        if not self._allowed.region_down and not self._work.dry_run:
            # Nothing is written any more: once the replica has all of it, nothing is lost.
            try:
                loss.await_caught_up(self._work, self._target)
            except StepError:
                return loss.at_most(self._work, self._target)
            return 0.0
        return loss.at_most(self._work, self._target)

    def _at_source(self, act: Callable[[], Outcome]) -> Outcome:
        try:
            return act()
        except (StepError, BotoCoreError, ClientError) as error:
            away = isinstance(error, StepError) or unanswered(error)
            if not away:
                raise
            if not self._allowed.region_down:
                raise StepError(
                    f"{error}. Where {self._source.region} is down, go on without it by --region-down"
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
