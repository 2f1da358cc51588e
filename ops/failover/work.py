"""What every step of a failover works with."""

from collections.abc import Callable
from dataclasses import dataclass

from ops.failover.sites import Site
from ops.failover.steps import Clock, Outcome, Status
from ops.lib.clients import Client, Clients


@dataclass(frozen=True, kw_only=True)
class Work:
    """The clients, the time, and whether anything is to be changed."""

    clients: Clients
    clock: Clock
    dry_run: bool = False

    def client(self, service: str, site: Site) -> Client:
        """A service's client in a site's region."""
        return self.clients.get(service, site.region)

    def change(self, what: str, call: Callable[[], object]) -> Outcome:
        """Makes a change, or says that it would."""
        if self.dry_run:
            return Outcome(Status.WOULD, what)
        call()
        return Outcome(Status.DONE, what)
