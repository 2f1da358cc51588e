"""A deployed stack: its outputs, its configuration, the account, and each of its regions."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from config.load import StackConfig
from ops.lib.checks import Answer, failed, skipped
from ops.lib.clients import Client, Clients
from ops.lib.journal import Journal
from ops.lib.outputs import Outputs

PREFIX = "recovery"


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

    @property
    def first(self) -> "Place":
        """The first region."""
        return Place(self, self.outputs.region, "")

    @property
    def second(self) -> "Place":
        """The second region; raises OutputsError where the stack has none."""
        return Place(self, self.text("recoveryRegion"), PREFIX)

    @cached_property
    def serving(self) -> str:
        """The region that makes the payments: that of a failover's note, else that of the configuration."""
        if not self.outputs.has("recoveryRegion"):
            return self.first.region
        note = Journal(self.client("ssm", self.second.region), self.stack).read()
        configured = self.second if self.config.recovery.active == "recovery" else self.first
        return note.active if note else configured.region


@dataclass(frozen=True)
class Place:
    """One of a stack's regions; its outputs are those of the first region with `prefix` before them."""

    live: Live
    region: str
    prefix: str

    @property
    def config(self) -> StackConfig:
        """The stack's configuration."""
        return self.live.config

    @property
    def is_first(self) -> bool:
        """Whether it is the first region."""
        return not self.prefix

    @property
    def serves(self) -> bool:
        """Whether the payments are made here, so that the other region is the standby."""
        return self.live.serving == self.region

    def client(self, service: str) -> Client:
        """A service's client in this region."""
        return self.live.client(service, self.region)

    def output(self, name: str) -> str:
        """What an output of the first region is called here."""
        return f"{self.prefix}{name[0].upper()}{name[1:]}" if self.prefix else name

    def text(self, name: str) -> str:
        """An output that has to be there, by its name in the first region."""
        return self.live.text(self.output(name))

    def mapping(self, name: str) -> dict[str, str]:
        """An output that holds several values, by its name in the first region."""
        return self.live.mapping(self.output(name))

    def absent(self, output: str, *, asked: bool) -> Answer | None:
        """The answer for a part that the region lacks, by the name of its output in the first region."""
        return self.live.absent(self.output(output), asked=asked)

    def all(self, service: str, call: str, key: str, **asked: Any) -> list[Any]:
        """All items of a paginated call."""
        pages = self.client(service).get_paginator(call).paginate(**asked)
        return [item for page in pages for item in page[key]]
