"""The note of a failover, in the second region: when it began, which region is active, what was lost.

While it exists, drift is reported and not remediated: the state does not describe the region that is active.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from botocore.exceptions import ClientError

from config.serving import NOTE, folder
from ops.lib.clients import Client, code


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


class Journal:
    """The one note of a stack, as a parameter of Systems Manager."""

    def __init__(self, client: Client, stack: str):
        self._client, self.name = client, f"{folder(stack)}/{NOTE}"

    @property
    def region(self) -> str:
        """Where the note is kept."""
        return self._client.meta.region_name

    def read(self) -> Note | None:
        """The note, where there is one."""
        try:
            value = self._client.get_parameter(Name=self.name)["Parameter"]["Value"]
        except ClientError as error:
            if code(error) == "ParameterNotFound":
                return None
            raise
        return Note(**json.loads(value))

    def write(self, note: Note) -> None:
        """Replaces the note."""
        self._client.put_parameter(
            Name=self.name,
            Description="Payments were moved between regions; drift is not remediated meanwhile",
            Value=json.dumps(asdict(note)),
            Type="String",
            Overwrite=True,
        )

    def remove(self) -> None:
        """Deletes the note: the account is as the program says again."""
        self._client.delete_parameter(Name=self.name)
