"""What AWS charges a month for a resource while nothing happens.

The prices are list prices of eu-west-2 in US dollars. AWS publishes them as files; those quoted in the catalog were
read from public quotations of them, by the date of each file's publication. What nobody quotes for London says so,
and is an estimate.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Inputs = Mapping[str, Any]
HOURS = 730
LIST = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{}/current/eu-west-2/index.json"


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one unit of a resource type costs a month, in US dollars.

    `quantity` counts a resource's units by its inputs. `date` is of AWS's publication, or of the estimate, which is
    unverified where `verified` is False. Each unit of what `free_beside` names makes one unit of this free.
    """

    what: str
    monthly: float
    unit: str
    date: str
    source: str
    verified: bool = True
    free_beside: str = ""
    quantity: Callable[[Inputs], float] = lambda inputs: 1


def count(key: str) -> Callable[[Inputs], float]:
    """Counts the items of an input."""
    return lambda inputs: len(inputs.get(key) or ())
