"""When a deployment creates its slow resources, and how long the shortest deployment would take."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix

from catalog import TYPES
from simulated_aws.account import Step
from tools.rehearsal import schedule, waits
from tools.rehearsal.engine import PARALLEL
from tools.report.facts.inventory import components, short_kind
from tools.report.facts.rehearsed import Rehearsed, Resource

SLOW_MINUTES = 1


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A resource, in minutes from the start; `critical` where it is on the longest chain.

    Others of the same component and type are one bar, from the first's start to the last's end.
    """

    name: str
    kind: str
    component: str
    start: float
    end: float
    critical: bool
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class OwnWait:
    """A wait on the longest chain that AWS does not force, and why it remains."""

    name: str
    first: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """A deployment by typical minutes, or as measured in an up if the rehearsal simulated AWS's times.

    `typical` has each type's minutes, and their source.
    """

    bars: Sequence[Bar]
    minutes: float
    programmed: float
    shortest: float
    few_places: float
    places: int
    measured: bool
    own_waits: Sequence[OwnWait]
    typical: Sequence[tuple[str, float, str]]

    @property
    def ratio(self) -> float:
        """The program's time as a multiple of the shortest."""
        return self.programmed / self.shortest if self.shortest else 1.0


def timeline(rehearsed: Rehearsed) -> Timeline:
    """The timeline of a rehearsed stack: what is slow, and what is on the longest chain."""
    resources = rehearsed.resources
    planned = schedule.spans(resources, schedule.as_programmed(resources))
    bars = _together(
        _bars(resources, planned, {step.name: step for step in rehearsed.steps if step.operation == "create"})
    )
    return Timeline(
        bars=sorted(bars, key=lambda bar: (bar.start, bar.end, bar.name)),
        minutes=max((bar.end for bar in bars), default=0.0),
        programmed=schedule.length_with(resources, PARALLEL),
        shortest=schedule.length(schedule.spans(resources, schedule.as_forced(resources))),
        few_places=schedule.length_with(resources, schedule.FEW_PLACES),
        places=PARALLEL,
        measured=bool(rehearsed.steps),
        own_waits=[
            OwnWait(
                name=_name(then), first=_name(first), reason=waits.reason(schedule.kind(first), schedule.kind(then))
            )
            for first, then in schedule.own_waits(resources)
        ],
        typical=_typical(resources),
    )


def _bars(resources: Sequence[Resource], planned: dict[str, schedule.Span], steps: dict[str, Step]) -> list[Bar]:
    critical = {span.urn for span in schedule.chain(planned)}
    origin = min((step.start for step in steps.values()), default=0.0)
    tops = components(resources)
    bars: list[Bar] = []
    for urn, span in planned.items():
        if span.end - span.start < SLOW_MINUTES and urn not in critical:
            continue
        step = steps.get(_name(urn))
        bars.append(
            Bar(
                name=_name(urn),
                kind=short_kind(schedule.kind(urn)),
                component=tops[urn],
                start=step.start - origin if step else span.start,
                end=step.end - origin if step else span.end,
                critical=urn in critical,
            )
        )
    return bars


def _together(bars: Sequence[Bar]) -> list[Bar]:
    joined: dict[tuple[str, str], Bar] = {}
    for bar in bars:
        key = (bar.component, bar.name if bar.critical else bar.kind)
        before = joined.get(key)
        joined[key] = bar if before is None else _joined(before, bar)
    return list(joined.values())


def _joined(one: Bar, other: Bar) -> Bar:
    common = commonprefix([one.name, other.name]).rstrip("-")  # noqa: RUF071 (names, no paths)
    start, end = min(one.start, other.start), max(one.end, other.end)
    return replace(one, name=common, start=start, end=end, count=one.count + 1)


def _typical(resources: Sequence[Resource]) -> list[tuple[str, float, str]]:
    tokens = {item["type"] for item in resources if item["type"] in TYPES}
    slow = [(short_kind(token), TYPES[token].minutes, TYPES[token].source) for token in tokens]
    return sorted((item for item in slow if item[1] >= SLOW_MINUTES), key=lambda item: (-item[1], item[0]))


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]
