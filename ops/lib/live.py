"""A deployed stack: its outputs, its configuration, and the account."""

from dataclasses import dataclass
from typing import Any

from config.load import StackConfig
from ops.lib.checks import Answer, failed, skipped
from ops.lib.clients import Client, Clients
from ops.lib.outputs import Outputs


@dataclass(frozen=True)
class Live:
    """One stack's name, its outputs, its configuration, and clients."""

    stack: str
    outputs: Outputs
    config: StackConfig
    clients: Clients

    def client(self, service: str, region: str | None = None) -> Client:
        """A service's client, in the first region unless another one is named."""
        return self.clients.get(service, region or self.outputs.region)

    def text(self, name: str) -> str:
        """An output that has to be there."""
        return self.outputs.text(name)

    def mapping(self, name: str) -> dict[str, str]:
        """An output that holds several values by their names."""
        self.outputs.text(name)
        return self.outputs.values[name]

    def absent(self, output: str, *, asked: bool) -> Answer | None:
        """The answer for a part that the stack lacks; None where the output that the part exports exists."""
        if self.outputs.has(output):
            return None
        if asked:
            return failed(f"it is configured, and the stack has no output {output}", "run `pulumi up`")
        return skipped("it is not part of this stack")

    def all(self, service: str, call: str, key: str, **asked: Any) -> list[Any]:
        """All items of a paginated call."""
        pages = self.client(service).get_paginator(call).paginate(**asked)
        return [item for page in pages for item in page[key]]
