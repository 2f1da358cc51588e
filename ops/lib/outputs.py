"""The outputs of a stack, as the commands read them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from botocore.exceptions import BotoCoreError, ClientError

from config import json_file
from config.handover import ITEM
from ops.lib.clients import Clients
from ops.lib.pulumi_cli import pulumi


class OutputsError(Exception):
    """The outputs can't be read, or one that is needed is not among them; the message says which and what to do."""


class Outputs:
    """The outputs of one stack."""

    def __init__(self, values: Mapping[str, Any], source: str):
        self.values, self._source = values, source

    @classmethod
    def read(cls, stack: str, file: Path | None = None) -> "Outputs":
        """Those in a file, as `pulumi stack output --json` writes it, else those of the stack's state."""
        if file:
            try:
                return cls._parsed(file.read_bytes(), str(file))
            except OSError as error:
                raise OutputsError(f"{file} can't be read: {error.strerror}") from None
        try:
            run = pulumi("stack", "output", "--json", "--stack", stack)
        except OSError:
            raise OutputsError("there is no pulumi on PATH; run `make install`, or give a file by --outputs") from None
        if run.returncode:
            raise OutputsError(f"the outputs of stack {stack} can't be read: {run.stderr.strip()}")
        return cls._parsed(run.stdout, f"stack {stack}")

    @classmethod
    def handed_over(cls, clients: Clients, table: str, regions: Sequence[str]) -> "Outputs":
        """Those that a move of the payments needs, as the last `up` wrote them beside the lease.

        The first of the regions that answers is enough. Raises OutputsError with what each said where none has them.
        """
        said: list[str] = []
        for region in regions:
            client = clients.get("dynamodb", region)
            try:
                found = client.get_item(TableName=table, Key={"lease": {"S": ITEM}}, ConsistentRead=True)
            except (BotoCoreError, ClientError) as error:
                said.append(f"{region}: {error}")
                continue
            if "Item" in found:
                return cls._parsed(found["Item"]["outputs"]["S"], f"the table {table} in {region}")
            said.append(f"{region}: nothing was written; run `pulumi up`")
        raise OutputsError(f"the outputs can't be read from the table {table}: {'; '.join(said)}")

    @classmethod
    def _parsed(cls, text: str | bytes, source: str) -> "Outputs":
        try:
            values = json_file.parsed(text)
        except json_file.JsonFileError:
            values = None
        if not isinstance(values, dict):
            raise OutputsError(f"{source} holds no JSON object of outputs; `pulumi stack output --json` writes one")
        return cls(cast(dict[str, Any], values), source)

    def has(self, *names: str) -> bool:
        """Whether all of these outputs have a value."""
        return all(self.values.get(name) for name in names)

    def text(self, name: str) -> str:
        """An output that has to be there."""
        if not self.has(name):
            raise OutputsError(f"{self._source} has no output {name}; is the part that exports it enabled, and up?")
        return str(self.values[name])

    @property
    def region(self) -> str:
        """The first region."""
        return self.text("rdsArn").split(":")[3]

    @property
    def account(self) -> str:
        """The account's number."""
        return self.text("rdsArn").split(":")[4]
