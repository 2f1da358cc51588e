"""What exists in an account: by id, and by what else its checks ask for."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, MutableMapping

from simulated_aws.live import Live


class Existing(MutableMapping[str, Live]):
    """The resources of an account by id, which also knows them by type and by ARN without a walk through all."""

    def __init__(self) -> None:
        self._by_id: dict[str, Live] = {}
        self._by_token: defaultdict[str, dict[str, Live]] = defaultdict(dict)
        self._arns: Counter[str] = Counter()
        self._declared: frozenset[str] = frozenset()

    def declare(self, arns: frozenset[str]) -> None:
        """Says of some ARNs that there is something of this name, which nobody makes here."""
        self._declared = arns

    def __getitem__(self, resource_id: str) -> Live:
        return self._by_id[resource_id]

    def __setitem__(self, resource_id: str, live: Live) -> None:
        if resource_id in self._by_id:
            self._forget(resource_id)
        self._by_id[resource_id] = live
        self._by_token[live.token][resource_id] = live
        self._arns.update(live.arns)

    def __delitem__(self, resource_id: str) -> None:
        self._forget(resource_id)
        del self._by_id[resource_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def of(self, token: str) -> Mapping[str, Live]:
        """The resources of a type, by id."""
        return self._by_token.get(token, {})

    def has(self, name: str) -> bool:
        """Whether a resource has this id, or one of its ARNs is this, or it was declared."""
        return name in self._by_id or self._arns[name] > 0 or name in self._declared

    def _forget(self, resource_id: str) -> None:
        live = self._by_id[resource_id]
        if self._by_token[live.token].pop(resource_id, None):
            self._arns.subtract(live.arns)
