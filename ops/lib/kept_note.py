"""A note that outlives the command that wrote it, as a parameter of Systems Manager."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Generic, TypeVar

from botocore.exceptions import ClientError

from ops.lib.clients import Client, code

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

N = TypeVar("N", bound="DataclassInstance")


class KeptNote(Generic[N]):
    """The one note of a name; `kind` is its dataclass, and `description` says to whoever finds it what it means."""

    def __init__(self, client: Client, name: str, kind: type[N], description: str):
        self._client, self.name, self._kind, self._description = client, name, kind, description

    @property
    def region(self) -> str:
        """Where the note is kept."""
        return self._client.meta.region_name

    def read(self) -> N | None:
        """The note, where there is one."""
        try:
            value = self._client.get_parameter(Name=self.name)["Parameter"]["Value"]
        except ClientError as error:
            if code(error) == "ParameterNotFound":
                return None
            raise
        return self._kind(**json.loads(value))

    def write(self, note: N) -> None:
        """Replaces the note."""
        self._client.put_parameter(
            Name=self.name,
            Description=self._description,
            Value=json.dumps(asdict(note)),
            Type="String",
            Overwrite=True,
        )

    def remove(self) -> None:
        """Deletes the note."""
        self._client.delete_parameter(Name=self.name)
