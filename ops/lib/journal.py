"""The note of a failover, in the second region: when it began, which region is active, what was lost.

While it exists, drift is reported and not remediated: the state does not describe the region that is active.
"""

from dataclasses import dataclass
from typing import Any

from config.serving import NOTE, folder
from ops.lib.clients import Client
from ops.lib.kept_note import KeptNote


@dataclass(frozen=True, kw_only=True)
class Note:
    """A failover or failback: the region that payments move to, and since when, in seconds since 1970.

    `loss_seconds` is at most how many seconds of data the region moved to lacks; `asked` is when the promotion of its
    server was last asked for, `restored` when payments were made there, `turned` when the public names led there.
    `previous` is the note that was there before, which comes back where the move is put back.
    """

    active: str
    began: float
    loss_seconds: float | None = None
    asked: float | None = None
    restored: float | None = None
    turned: float | None = None
    previous: dict[str, Any] | None = None


class Journal(KeptNote[Note]):
    """The one note of a stack."""

    def __init__(self, client: Client, stack: str):
        description = "Payments were moved between regions; drift is not remediated meanwhile"
        super().__init__(client, f"{folder(stack)}/{NOTE}", Note, description)
