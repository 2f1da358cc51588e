"""Orders that no input shows: each pair that a program has is ordered by its dependencies, whatever came out by chance.

Only who knows the whole graph can see that: the rehearsal from the engine's state, the tests from what is registered.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from catalog import appconfig, ec2, lambda_
from simulated_aws.kinds.waiting import told
from simulated_aws.orders import ORDERS, Order
from simulated_aws.turns import TURNS, Turn
from simulated_aws.values import texts

TAKEN_BACK = (
    "it may start while alarms for which that waits have no state yet, and AppConfig would roll it back "
    "(https://docs.aws.amazon.com/appconfig/latest/userguide/monitoring-deployments.html)"
)
# A resource as the engine's state has it.
Resource = Mapping[str, Any]


def pairs(resources: Sequence[Resource]) -> Iterator[tuple[Resource, Resource, Order]]:
    """Each two resources of which AWS wants the first before the second, with the order that says so."""
    networks = {str(item["id"]): item["inputs"]["vpcId"] for item in resources if item["type"] == ec2.SUBNET.token}
    for order in ORDERS:
        firsts = [
            (item, _named(item, order.first_input, networks)) for item in resources if item["type"] == order.first.token
        ]
        for then in resources:
            if then["type"] != order.then.token:
                continue
            wanted = _named(then, order.then_input, networks)
            for first, names in firsts:
                if names & wanted and _is_narrow(first, then, order):
                    yield first, then, order


def awaited(resources: Sequence[Resource]) -> Iterator[tuple[Resource, Resource]]:
    """Each invocation of a function that is told of alarms, with each deployment of AppConfig that they watch."""
    calls = [(item, told(item["inputs"])) for item in resources if item["type"] == lambda_.INVOCATION.token]
    environments = {
        str(item["id"]).partition(":")[0]: item for item in resources if item["type"] == appconfig.ENVIRONMENT.token
    }
    for then in resources:
        if then["type"] != appconfig.DEPLOYMENT.token:
            continue
        environment = environments.get(str(then["inputs"].get("environmentId")))
        watching = _named(environment, "monitors", {}) if environment else set[str]()
        yield from ((first, then) for first, names in calls if names & watching)


def turns(resources: Sequence[Resource]) -> Iterator[tuple[Resource, Resource]]:
    """Each two resources that have to take turns, in the order that their dependencies give them."""
    waits = _Waits(resources)
    for turn in TURNS:
        for one, other in _together(resources, turn):
            if one["urn"] in waits.of(other["urn"]):
                yield one, other
            elif other["urn"] in waits.of(one["urn"]):
                yield other, one


def unordered(resources: Sequence[Resource]) -> list[str]:
    """What AWS would refuse or take back in some schedule: the pairs without a path of dependencies between them."""
    waits = _Waits(resources)
    found = [
        f"{_name(then)} does not wait for {_name(first)}: {order.reason} ({order.source})"
        for first, then, order in pairs(resources)
        if first["urn"] not in waits.of(then["urn"])
    ]
    found += [
        f"{_name(then)} does not wait for {_name(first)}: {TAKEN_BACK}"
        for first, then in awaited(resources)
        if first["urn"] not in waits.of(then["urn"])
    ]
    for turn in TURNS:
        for one, other in _together(resources, turn):
            if one["urn"] not in waits.of(other["urn"]) and other["urn"] not in waits.of(one["urn"]):
                found.append(f"{_name(one)} and {_name(other)} wait in no order: {turn.reason} ({turn.source})")
    return found


def _together(resources: Sequence[Resource], turn: Turn) -> Iterator[tuple[Resource, Resource]]:
    """Each two resources that use the same thing."""
    inputs = {kind.token: key for kind, key in turn.uses}
    users = [item for item in resources if item["type"] in inputs and item["inputs"].get(inputs[item["type"]])]
    for one, other in combinations(users, 2):
        first, second = (str(item["inputs"][inputs[item["type"]]]) for item in (one, other))
        # Servers of two regions may have the same name, which their ARNs tell apart.
        bare = not (first.startswith("arn:") and second.startswith("arn:"))
        if first == second or (bare and first.rpartition(":")[2] == second.rpartition(":")[2]):
            yield one, other


class _Waits:
    """Everything that a resource waits for, directly or not."""

    def __init__(self, resources: Sequence[Resource]):
        self._direct = {item["urn"]: tuple(item.get("dependencies") or ()) for item in resources}
        self._all: dict[str, frozenset[str]] = {}

    def of(self, urn: str) -> frozenset[str]:
        if urn not in self._all:
            direct = self._direct.get(urn, ())
            self._all[urn] = frozenset(direct).union(*(self.of(before) for before in direct))
        return self._all[urn]


def _is_narrow(first: Resource, then: Resource, order: Order) -> bool:
    if order.narrower is None:
        return True
    one, other = (item["inputs"].get(key) for item, key in zip((first, then), order.narrower, strict=True))
    return not one or not other or one == other


def _named(item: Resource, key: str, networks: Mapping[str, str]) -> set[str]:
    """What an input names, by the last part of each identifier; a fixed name stands for itself."""
    given = item["inputs"].get(key)
    if given is None:
        return {key} if "-" in key else set()
    return {networks.get(text, text).rpartition("/")[2].rpartition(":")[2] for text in texts(given)} - {""}


def _name(item: Resource) -> str:
    return str(item["urn"]).rpartition("::")[2]
