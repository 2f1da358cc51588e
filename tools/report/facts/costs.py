"""What a stack costs a month while nothing happens, by component."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.idle import quantities
from catalog.price import Inputs, Price
from tools.report.facts.inventory import components
from tools.report.facts.rehearsed import Rehearsed

# What costs only by use, and is not in the sum.
BY_USE = (
    "requests and runs of functions, queues, topics, keys and secrets",
    "data that NAT gateways, firewalls and endpoints let through, and data between zones and regions",
    "queries that DNS Firewall judges, and the domains on its lists",
    "logs, traces and metrics of the program's own",
    "backups beyond the servers' storage, and their copies in the second region",
    "stored files, and their scans",
    "feature flags that are read, and roll-outs",
    "servers that Application Migration Service starts to replicate others",
    "taxes and support, and any discount",
)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one component pays for one thing."""

    component: str
    price: Price
    quantity: float

    @property
    def monthly(self) -> float:
        """US dollars a month."""
        return self.quantity * self.price.monthly


def costs(rehearsed: Rehearsed) -> list[Cost]:
    """Each component's costs, the dearest component first."""
    tops = components(rehearsed.resources)
    inside: dict[str, list[tuple[str, Inputs]]] = {}
    for item in rehearsed.resources:
        if "inputs" in item:
            inside.setdefault(tops[item["urn"]], []).append((item["type"], item["inputs"]))
    found = [
        Cost(component=component, price=price, quantity=quantity)
        for component, resources in inside.items()
        for price, quantity in quantities(resources).items()
    ]
    sums = {component: total(found, component) for component in inside}
    return sorted(found, key=lambda cost: (-sums[cost.component], cost.component, -cost.monthly, cost.price.what))


def total(found: Sequence[Cost], component: str | None = None, *, verified: bool | None = None) -> float:
    """The sum of some costs: of a component, or of those whose price is verified or not."""
    return sum(
        cost.monthly
        for cost in found
        if component in (None, cost.component) and verified in (None, cost.price.verified)
    )
