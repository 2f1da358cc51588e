"""What resources cost a month while nothing happens."""

from collections.abc import Iterable, Mapping

import catalog
from catalog.price import Inputs, Price


def quantities(resources: Iterable[tuple[str, Inputs]]) -> Mapping[Price, float]:
    """How many units of each price some resources are, which share a network; each is its type's token and inputs."""
    found: dict[Price, float] = {}
    for token, inputs in resources:
        for price in catalog.TYPES[token].prices if token in catalog.TYPES else ():
            found[price] = found.get(price, 0.0) + price.quantity(inputs)
    by_name = {price.what: units for price, units in found.items()}
    charged = {price: units - by_name.get(price.free_beside, 0.0) for price, units in found.items()}
    return {price: units for price, units in charged.items() if units > 0}


def monthly(resources: Iterable[tuple[str, Inputs]]) -> float:
    """US dollars a month."""
    return sum(units * price.monthly for price, units in quantities(resources).items())
