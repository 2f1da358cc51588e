"""A move of the payments from one region to the other: between which, under which note, and what was confirmed."""

from dataclasses import asdict, dataclass, replace

from botocore.exceptions import BotoCoreError, ClientError

from ops.lib.clients import unanswered
from ops.lib.context import Context
from ops.lib.journal import Journal, Note
from ops.lib.sites import Site
from ops.lib.steps import StepError


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What a person has confirmed.

    `region_down`: the source's region is down. `loss`: what was not replicated may be lost. `promoted`: the Region
    switch plan has already promoted the target's server.
    """

    region_down: bool = False
    loss: bool = False
    promoted: bool = False


@dataclass(frozen=True, kw_only=True)
class Move:
    """The source and the target of the payments."""

    context: Context
    journal: Journal
    source: Site
    target: Site
    allowed: Allowed

    def begun(self) -> bool:
        """Whether the note says that payments move to the target: the source may be stopped already."""
        note = self.journal.read()
        return note is not None and note.active == self.target.region

    def began(self) -> Note:
        """The note with which a move begins; it keeps the one that was there before."""
        before = self.journal.read()
        return Note(
            active=self.target.region,
            began=self.context.clock.now(),
            previous=asdict(replace(before, previous=None)) if before else None,
        )

    def note(self, **changes: float) -> None:
        """Adds to the note, where there is one."""
        note = self.journal.read()
        if note:
            self.journal.write(replace(note, **changes))

    def source_answers(self) -> bool:
        """Whether the source's region answers; raises StepError where it does not and nobody said that it is down."""
        try:
            self.context.client("lambda", self.source).get_event_source_mapping(UUID=self.source.event_source)
        except (BotoCoreError, ClientError) as error:
            if not unanswered(error):
                raise
            if not self.allowed.region_down:
                raise StepError(
                    f"{error}. Where {self.source.region} is down, continue without it by --region-down"
                ) from None
            return False
        return True
