"""The parts of one region by which it serves payments, and which a failover acts on."""

from dataclasses import dataclass

from components.database import RegionalDatabase
from components.network import Network
from components.payments import PaymentQueue, Payments


@dataclass(frozen=True, kw_only=True)
class ServingParts:
    """The network, the database, the queue and the functions of one region."""

    network: Network
    database: RegionalDatabase
    queue: PaymentQueue
    payments: Payments

    @property
    def region(self) -> str:
        """The region's name."""
        return self.payments.region.name
