"""The note of a cutover: how far it has come, and since when; it outlives whoever began it."""

from dataclasses import dataclass, replace

from config.serving import folder
from ops.lib.clients import Client
from ops.lib.kept_note import KeptNote
from ops.lib.steps import StepError


@dataclass(frozen=True, kw_only=True)
class Note:
    """A cutover; times are in seconds since 1970, and None for what has not been.

    `began` is when the copy was started, and `still` when the old database was found to be written no more. `mark` is
    the row by which it is known what has arrived, and `arrived` since when. `compared` is when both were found to be
    the same, and `last` the old one's last entry then. `stopping` is since when the copy is not to run any more, and
    `position` the place in the new server's binlog that the copy back begins at. `opened` is when payments began on the
    new side: from then on turning back needs the copy back, which was seen to run since `followed`.

    `closing` is when they were told to end again, `mark_back` and `arrived_back` are as above for the other direction,
    `compared_back` when both were the same again, and `returned` when the old side had all of them.
    """

    began: float
    still: float | None = None
    mark: str | None = None
    arrived: float | None = None
    compared: float | None = None
    last: int | None = None
    stopping: float | None = None
    position: str | None = None
    followed: float | None = None
    opened: float | None = None
    closing: float | None = None
    mark_back: str | None = None
    arrived_back: float | None = None
    compared_back: float | None = None
    returned: float | None = None


class Journal(KeptNote[Note]):
    """The one note of a stack, in its first region."""

    def __init__(self, client: Client, stack: str):
        description = "The database is moved to this stack; see docs/cutover.md"
        super().__init__(client, f"{folder(stack)}/cutover", Note, description)

    def required(self) -> Note:
        """The note; raises StepError where no cutover has begun."""
        note = self.read()
        if note is None:
            raise StepError("no cutover has begun here: `make cutover` begins one")
        return note

    def change(self, **changes: float | str | None) -> Note:
        """Changes what is given of the note that is there, and returns it."""
        changed = replace(self.required(), **changes)
        self.write(changed)
        return changed
