"""How long a deployment takes by the typical minutes of its types: as programmed, and as AWS forces it."""

import heapq
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from catalog import TYPES
from simulated_aws.kinds.order import pairs, turns
from simulated_aws.values import SIGNATURE, texts

Resource = Mapping[str, Any]
# The resources that a resource waits for, by URN.
Waits = Mapping[str, frozenset[str]]
# What the engine makes at a time on a machine with two cores, unless it is set otherwise.
FEW_PLACES = 8


@dataclass(frozen=True)
class Span:
    """When a resource is made, in minutes from the start, and which resource it waited for last."""

    urn: str
    start: float
    end: float
    after: str


def as_programmed(resources: Sequence[Resource]) -> Waits:
    """Everything that each resource waits for in this program."""
    return {item["urn"]: frozenset(item.get("dependencies") or ()) for item in resources}


def as_forced(resources: Sequence[Resource]) -> Waits:
    """What each resource has to wait for whatever the program says.

    That is a resource whose identifier AWS makes up and the input holds, one whose existence AWS checks, an order of
    `simulated_aws/orders.py`, and a turn of `simulated_aws/turns.py`. An ARN in a policy document that a program could
    put together from names is none.
    """
    by_urn = {item["urn"]: item for item in resources}
    ordered = _ordered(resources)
    found: dict[str, frozenset[str]] = {}
    for item in resources:
        references: Mapping[str, Sequence[str]] = item.get("propertyDependencies") or {}
        named = {
            urn
            for key, urns in references.items()
            for urn in urns or ()
            if urn in by_urn and by_urn[urn].get("custom") and _needs(item, key, by_urn[urn])
        }
        found[item["urn"]] = frozenset(named | ordered.get(item["urn"], set()))
    return found


def spans(resources: Sequence[Resource], waits: Waits) -> dict[str, Span]:
    """Each resource as early as what it waits for allows, by URN, in the order of the engine's list."""
    made: dict[str, Span] = {}
    for item in _in_order(resources, waits):
        before = [made[urn] for urn in sorted(waits[item["urn"]]) if urn in made]
        last = max(before, key=lambda span: span.end, default=None)
        start = last.end if last else 0.0
        made[item["urn"]] = Span(item["urn"], start, start + _minutes(item), last.urn if last else "")
    return made


def length_with(resources: Sequence[Resource], places: int) -> float:
    """The minutes of the program as an engine takes that makes so many resources at a time, first come first served."""
    waits = as_programmed(resources)
    order = {item["urn"]: index for index, item in enumerate(_in_order(resources, waits))}
    by_urn = {item["urn"]: item for item in resources}
    missing = {urn: {before for before in waits[urn] if before in order} for urn in order}
    ready = [index for urn, index in order.items() if not missing[urn]]
    urns, working, now = list(order), list[tuple[float, int]](), 0.0
    while ready or working:
        while ready and len(working) < places:
            index = heapq.heappop(ready)
            heapq.heappush(working, (now + _minutes(by_urn[urns[index]]), index))
        now, done = heapq.heappop(working)
        for urn in [urn for urn in missing if urns[done] in missing[urn]]:
            missing[urn].remove(urns[done])
            if not missing[urn]:
                heapq.heappush(ready, order[urn])
    return now


def chain(made: Mapping[str, Span]) -> list[Span]:
    """The longest chain of resources that wait for each other, first to last."""
    path: list[Span] = []
    step = max(made.values(), key=lambda span: span.end, default=None)
    while step:
        path.insert(0, step)
        step = made.get(step.after)
    return path


def length(made: Mapping[str, Span]) -> float:
    """The minutes from the start to the end of the last resource."""
    return max((span.end for span in made.values()), default=0.0)


def kind(urn: str) -> str:
    """The type in a URN, without those of its parents."""
    return urn.split("::")[2].rpartition("$")[2]


def own_waits(resources: Sequence[Resource]) -> list[tuple[str, str]]:
    """The waits on the program's longest chain that AWS does not force, as what comes first and what waits."""
    forced, path = as_forced(resources), chain(spans(resources, as_programmed(resources)))
    return [(span.after, span.urn) for span in path if span.after and span.after not in forced[span.urn]]


def _in_order(resources: Sequence[Resource], waits: Waits) -> Iterator[Resource]:
    """Each resource after those that it waits for, which an order of AWS's may list later."""
    by_urn, done = {item["urn"]: item for item in resources}, set[str]()

    def visit(urn: str) -> Iterator[Resource]:
        if urn in done or urn not in by_urn:
            return
        done.add(urn)
        for before in sorted(waits[urn]):
            yield from visit(before)
        yield by_urn[urn]

    for item in resources:
        yield from visit(item["urn"])


def _minutes(item: Resource) -> float:
    return TYPES[item["type"]].minutes if item["type"] in TYPES else 0.0


def _needs(item: Resource, key: str, other: Resource) -> bool:
    """Whether an input can't be given, or is refused, before the other resource exists."""
    given = item["inputs"].get(key)
    if _is_secret(given):
        # What it holds is not known here, and was made by AWS or the engine.
        return True
    known = TYPES.get(other["type"])
    made_up = known is not None and bool(re.search(r"\{(hex|uuid)", known.id + known.arn))
    names = identifiers(other)
    named = set(texts(given))
    if made_up and any(name in text for name in names for text in named):
        return True
    own = TYPES.get(item["type"])
    looked_up = own is None or key not in (*own.loose, *own.not_looked_up)
    return looked_up and bool(names & named)


def identifiers(item: Resource) -> set[str]:
    """The id of a resource, and what AWS said of it that the program did not say."""
    outputs: Mapping[str, Any] = item.get("outputs") or {}
    known = {*texts(item["inputs"]), outputs.get("region")}
    said = {text for text in texts(outputs) if text not in known and len(text) > 5}
    return {item.get("id", ""), *said} - {""}


def _ordered(resources: Sequence[Resource]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    forced = ((first, then) for first, then, _ in pairs(resources))
    for first, then in (*forced, *turns(resources)):
        found.setdefault(then["urn"], set()).add(first["urn"])
    return found


def _is_secret(value: object) -> bool:
    return isinstance(value, dict) and SIGNATURE in cast(dict[str, Any], value)
