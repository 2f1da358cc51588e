"""Fields of one resource that do not go together, by the rules of the services and of the provider."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import cast

from simulated_aws.declarations import Fault
from simulated_aws.kinds.combinations import COMBINATIONS
from simulated_aws.kinds.combinations.rule import Combination
from simulated_aws.kinds.paths import values_at
from simulated_aws.modelling import Inputs


def combination_faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """Each rule between fields that a resource breaks."""
    for rule in _by_token().get(token, ()):
        for path, fields in values_at(inputs, rule.at):
            if isinstance(fields, Mapping):
                for key, reason in rule.form(cast(Inputs, fields)):
                    yield Fault(f"{path}.{key}" if path else key, f"{rule.error}: {reason}")


@cache
def _by_token() -> Mapping[str, tuple[Combination, ...]]:
    found: defaultdict[str, tuple[Combination, ...]] = defaultdict(tuple)
    for rule in COMBINATIONS:
        found[rule.type.token] += (rule,)
    return found
