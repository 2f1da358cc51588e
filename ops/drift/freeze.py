"""Why nothing may be remediated now, and whether somebody has to do something about that."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from botocore.exceptions import BotoCoreError, ClientError

from config.sections import Recovery
from ops.drift.active_region import contradictions
from ops.lib.clients import Clients
from ops.lib.context import Context
from ops.lib.journal import Journal, Note
from ops.lib.outputs import Outputs
from ops.lib.sites import primary, recovery
from ops.lib.steps import Clock

# How long payments may stay where they were moved before people are told every day: a weekend, and a day to prepare the
# way back. Until then no other region has a copy of the database.
NOTE_HOURS = 72
HOUR = 3600


class Cause(StrEnum):
    """What keeps remediation from going on: another program, a failover, or regions that are not as configured."""

    PROGRAM = "deployed program"
    NOTE = "note of a failover"
    REGIONS = "active region"


@dataclass(frozen=True)
class Freeze:
    """A cause and what is known of it; `pressing` says that people have to be told, and that the command fails."""

    cause: Cause
    reason: str
    pressing: bool = True


def freezes(clients: Clients, outputs: Outputs, stack: str, settings: Recovery, mismatch: str) -> Sequence[Freeze]:
    """All reasons; none where remediation may go on. Where that can't be found out, it may not."""
    of_program = [Freeze(Cause.PROGRAM, mismatch)] if mismatch else []
    return [*of_program, *(_of_regions(clients, outputs, stack, settings) if outputs.has("recoveryRegion") else ())]


def _of_regions(clients: Clients, outputs: Outputs, stack: str, settings: Recovery) -> Iterator[Freeze]:
    region = outputs.text("recoveryRegion")
    journal = Journal(clients.get("ssm", region), stack)
    try:
        note = journal.read()
    except (BotoCoreError, ClientError) as error:
        yield Freeze(Cause.NOTE, f"{journal.name} in {region} can't be read: {error}")
        return
    if note:
        yield _of_note(note)
        return
    # The Region switch plan leaves no note.
    context = Context(clients=clients, clock=Clock())
    try:
        found = list(contradictions(context, primary(outputs), recovery(outputs), settings))
    except (BotoCoreError, ClientError) as error:
        yield Freeze(Cause.REGIONS, f"which region is active can't be read: {error}")
        return
    if found:
        yield Freeze(Cause.REGIONS, f"payments:recovery.active is `{settings.active}`, but {'; and '.join(found)}")


def _of_note(note: Note) -> Freeze:
    hours = (time.time() - note.began) / HOUR
    text = f"payments were moved to {note.active} {hours:.0f} hours ago"
    if hours <= NOTE_HOURS:
        return Freeze(Cause.NOTE, text, pressing=False)
    return Freeze(Cause.NOTE, f"{text}, and no more than {NOTE_HOURS} may pass before they move back")
