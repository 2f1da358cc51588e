"""The register of pairs of settings, and what a pair sees of the account."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from catalog.resource_type import ResourceType
from simulated_aws.declarations import Fault
from simulated_aws.live import Live
from simulated_aws.modelling import Inputs


@dataclass(frozen=True, kw_only=True)
class Around:
    """The resources around the one that is checked.

    Args:
        region: the region of the one that is checked; empty where it has none.
        account: the account's number.
        everything: the live resources of all regions, by id.
    """

    region: str
    account: str
    everything: Mapping[str, Live]

    def of(self, wanted: ResourceType) -> dict[str, Live]:
        """The resources of a type in the same region, by id."""
        found = self.everything.items()
        return {key: live for key, live in found if live.token == wanted.token and live.region == self.region}

    def named(self, wanted: ResourceType, text: object) -> Live | None:
        """The resource of a type, of any region, that an id, an ARN or a qualified ARN names."""
        if not isinstance(text, str) or not text:
            return None
        live = self.everything.get(text)
        if live is not None and live.token == wanted.token:
            return live
        if not text.startswith("arn:"):
            return None
        known = (live for live in self.everything.values() if live.token == wanted.token)
        return next((live for live in known if text in live.arns), None)


Pair = Callable[[Inputs, Around], Iterator[Fault]]
# By token.
PAIRS: defaultdict[str, list[Pair]] = defaultdict(list)


def fits(*types: ResourceType) -> Callable[[Pair], Pair]:
    """Registers a check of some types against what exists."""

    def register(pair: Pair) -> Pair:
        for each in types:
            PAIRS[each.token].append(pair)
        return pair

    return register
