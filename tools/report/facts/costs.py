"""What a stack costs a month while nothing happens, by component."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.report.facts.inventory import components
from tools.report.facts.prices import PRICES, Price
from tools.report.facts.rehearsed import Rehearsed


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
    quantities: dict[tuple[str, int], float] = {}
    for item in rehearsed.resources:
        for place, price in enumerate(PRICES):
            if item["type"] == price.type:
                key = (tops[item["urn"]], place)
                quantities[key] = quantities.get(key, 0.0) + price.quantity(item["inputs"])
    found = [
        Cost(component=component, price=PRICES[place], quantity=quantity)
        for (component, place), quantity in quantities.items()
        if quantity
    ]
    sums = {component: total(found, component) for component, _ in quantities}
    return sorted(found, key=lambda cost: (-sums[cost.component], cost.component, -cost.monthly, cost.price.what))


def total(found: Sequence[Cost], component: str | None = None, *, verified: bool | None = None) -> float:
    """The sum of some costs: of a component, or of those whose price is verified or not."""
    return sum(
        cost.monthly
        for cost in found
        if component in (None, cost.component) and verified in (None, cost.price.verified)
    )
