"""What the steps that act on a region need: clients, the time, and whether they may change anything."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ops.lib.clients import Client, Clients
from ops.lib.steps import Clock, Outcome, Status


class Regional(Protocol):
    """Whatever is in a region."""

    @property
    def region(self) -> str:
        """The region's name."""
        ...


@dataclass(frozen=True, kw_only=True)
class Context:
    """The clients, the clock, and whether this is a dry run."""

    clients: Clients
    clock: Clock
    dry_run: bool = False

    def client(self, service: str, site: Regional) -> Client:
        """A service's client in a site's region."""
        return self.clients.get(service, site.region)

    def change(self, what: str, call: Callable[[], object]) -> Outcome:
        """Makes a change, or says that it would in a dry run."""
        if self.dry_run:
            return Outcome(Status.WOULD, what)
        call()
        return Outcome(Status.DONE, what)
