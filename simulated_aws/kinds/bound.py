"""Values out of their bounds: what the model of the API call refuses, and what only AWS's documents limit."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sized
from functools import cache
from typing import cast

from simulated_aws.declarations import Fault
from simulated_aws.kinds.bounds import BOUNDS, Bound
from simulated_aws.kinds.choices import CHOICES
from simulated_aws.kinds.domain_names import DOMAIN_NAMES
from simulated_aws.kinds.models import model_faults
from simulated_aws.kinds.paths import values_at
from simulated_aws.kinds.tags import tag_faults
from simulated_aws.modelling import Inputs

SHOWN = 80


def bound_faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """Each value of a resource that is out of its bounds."""
    yield from model_faults(token, inputs)
    yield from tag_faults(token, inputs)
    for bound in _by_token().get(token, ()):
        for path, value in values_at(inputs, bound.path):
            if value not in bound.limit:
                yield Fault(path, f"{bound.error}: {_shown(value)} is not {bound.limit}")


@cache
def _by_token() -> Mapping[str, tuple[Bound, ...]]:
    found: defaultdict[str, tuple[Bound, ...]] = defaultdict(tuple)
    for bound in (*BOUNDS, *CHOICES, *DOMAIN_NAMES):
        for kind in bound.types:
            found[kind.token] += (bound,)
    return found


def _shown(value: object) -> str:
    """A value as a refusal repeats it: short, and of a list only how long it is."""
    if isinstance(value, list | dict):
        return f"{len(cast(Sized, value))} items"
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… of {len(str(value))} characters"
