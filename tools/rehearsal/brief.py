"""What a person wants to read of a rehearsal, in few lines: the rest is in `--tree` and in the report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from catalog import TYPES
from simulated_aws.kinds.between import interruptions
from simulated_aws.kinds.changes import forbidden_inputs
from tools.rehearsal import schedule
from tools.rehearsal.engine import PARALLEL
from tools.rehearsal.last import Last
from tools.rehearsal.run import Phase, short
from tools.report.facts.costs import costs, total
from tools.report.facts.differences import Difference, differences
from tools.report.facts.inventory import PROGRAM, components
from tools.report.facts.rehearsed import Rehearsed, Resource

# The outputs that come next: where payments and files go in, where they are booked, and where all of it is seen.
NEXT = ("containerUrl", "queueUrl", "deadLetterQueueUrl", "transferEndpoint", "rdsEndpoint", "dashboardName")
# What is written in all has at most so many lines; warnings and differences take what the rest leaves of them.
MOST_LINES = 60
MOST_WARNINGS, MOST_DIFFERENCES = 5, 8
# Where a changed value is longer, its name alone is shown.
LONGEST = 32


def phase(done: Phase, last: Last | None) -> str:
    """The line of a phase that is over."""
    before = last.seconds.get(done.name) if last else None
    compared = f", last time {before:.1f} s" if before is not None else ""
    return f"{done.name:<10} {done.seconds:>6.1f} s  {done.resources:>4} resources{compared}"


def table(rehearsed: Rehearsed, spans: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    """A line for each component: what it has made, in how many seconds, with how many alarms, at what cost a month."""
    tops, paid = components(rehearsed.resources), costs(rehearsed)
    own: dict[str, list[Resource]] = {}
    for item in rehearsed.resources:
        if item.get("custom") and tops[item["urn"]] != PROGRAM:
            own.setdefault(tops[item["urn"]], []).append(item)
    width = max(map(len, [*own, "component"]))
    yield f"{'component':<{width}} {'made':>5} {'seconds':>8} {'alarms':>7} {'$ a month':>10}"
    for name, items in sorted(own.items()):
        yield f"{name:<{width}} {_figures(items, spans)} {total(paid, name):>10,.2f}"
    everything = [item for items in own.values() for item in items]
    yield f"{'all':<{width}} {_figures(everything, spans)} {total(paid):>10,.2f}"


def _figures(items: Sequence[Resource], spans: Mapping[str, tuple[float, float]]) -> str:
    timed = [spans[item["urn"]] for item in items if item["urn"] in spans]
    seconds = max((end for _, end in timed), default=0.0) - min((start for start, _ in timed), default=0.0)
    alarms = sum(item["type"] in TYPES and TYPES[item["type"]].is_alarm for item in items)
    return f"{len(items):>5} {seconds:>8.1f} {alarms:>7}"


def between(said: Sequence[str], rehearsed: Rehearsed, last: Last | None, *, room: int, width: int) -> list[str]:
    """The warnings and the differences from the last rehearsal, as many as there is room for in lines of a width."""
    for most in range(MOST_DIFFERENCES, 0, -1):
        found = [*warnings(said, min(most, MOST_WARNINGS)), *changes(rehearsed, last, most)]
        if height(found, width) <= room:
            return found
    return [*warnings(said, 0), *changes(rehearsed, last, 0)]


def height(texts: Iterable[str], width: int) -> int:
    """How many lines of a width texts take."""
    return sum(len(fitted(text, width)) for text in texts)


def warnings(said: Sequence[str], most: int = MOST_WARNINGS) -> Iterator[str]:
    """What the engine and the policies warn of."""
    for text in said[:most]:
        yield f"Warning: {text}"
    if len(said) > most:
        yield f"And {len(said) - most} more warnings, which --tree prints."


def changes(rehearsed: Rehearsed, last: Last | None, most: int = MOST_DIFFERENCES) -> Iterator[str]:
    """What differs from the last rehearsal of the stack."""
    if last is None:
        yield "This is the first rehearsal of this stack here: the next one will say what differs from it."
        return
    found = differences(rehearsed, Rehearsed(stack=rehearsed.stack, resources=last.resources))
    lines = [line for item in found for line in _change(item)]
    since = f"the last rehearsal of {rehearsed.stack}, {last.when}"
    if not lines:
        yield f"Nothing differs from {since}."
        return
    yield f"{len(lines)} {'thing differs' if len(lines) == 1 else 'things differ'} from {since}:"
    yield from (f"  {line}" for line in lines[:most])
    if len(lines) > most:
        yield f"  and {len(lines) - most} more, which --tree prints."


def ahead(rehearsed: Rehearsed, last: Last | None) -> Iterator[str]:
    """What AWS would refuse or interrupt of an `up` from what was last rehearsed to this."""
    before = {item["urn"]: item for item in last.resources} if last else {}
    for item in rehearsed.resources:
        old = before.get(item["urn"])
        if old and item.get("custom"):
            change = (short(item["urn"]), old["inputs"], item["inputs"])
            for path, reason in interruptions(item["type"], *change):
                yield f"An up from what was last rehearsed: {path}: {reason}"
            for path, reason in forbidden_inputs(item["type"], *change[1:]):
                yield f"An up from what was last rehearsed: {change[0]}.{path}: {reason}"


def every_change(rehearsed: Rehearsed, last: Last) -> Iterator[str]:
    """All that differs from the last rehearsal, without a limit."""
    found = differences(rehearsed, Rehearsed(stack=rehearsed.stack, resources=last.resources))
    return (line for item in found for line in _change(item))


def _change(item: Difference) -> Iterator[str]:
    yield from (f"+ {name}" for name in item.only_here)
    yield from (f"- {name}" for name in item.only_there)
    for name, values in item.values.items():
        for value in values:
            is_short = max(len(value.here), len(value.there)) <= LONGEST
            yield f"~ {name}: {value.path}{f': {value.there} -> {value.here}' if is_short else ''}"


def outputs(given: Mapping[str, Any]) -> Iterator[str]:
    """The outputs that a person needs next."""
    shown = {name: given[name].value for name in NEXT if name in given and not given[name].secret}
    yield from (f"{name}: {value}" for name, value in shown.items() if value)


def deployment(resources: Sequence[Resource]) -> str:
    """How long a real `up` takes."""
    places = schedule.length_with(resources, PARALLEL)
    forced = schedule.length(schedule.spans(resources, schedule.as_forced(resources)))
    ratio = f", {places / forced:.2f} times the shortest that AWS allows" if forced else ""
    return f"A real up takes about {places:.0f} minutes by AWS's typical times{ratio}."


def fitted(text: str, width: int) -> list[str]:
    """A text in lines of a width; a word that is longer stays whole."""
    indent = " " * (len(text) - len(text.lstrip()) + 2)
    return wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) or [""]
