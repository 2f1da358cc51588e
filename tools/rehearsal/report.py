"""All that a rehearsal can show: every resource, output and alarm, and where the minutes of a real deployment go."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.tree import Tree

import catalog
from simulated_aws.account import Step
from tools.rehearsal import schedule, waits
from tools.rehearsal.coverage import Coverage
from tools.rehearsal.engine import PARALLEL
from tools.rehearsal.run import Run, short

Resource = Mapping[str, Any]


def tree(resources: Sequence[Resource]) -> Tree:
    """The resources below their parents, with type and id."""
    nodes: dict[str, Tree] = {}
    root = Tree("[bold]payments[/]")
    for item in resources:
        kind = item["type"].rpartition(":")[2]
        label = f"[bold]{short(item['urn'])}[/] [dim]{kind}[/] {item.get('id', '')}"
        above = nodes.get(item.get("parent", ""), root)
        nodes[item["urn"]] = root if item["type"] == "pulumi:pulumi:Stack" else above.add(label)
    return root


def critical_path(resources: Sequence[Resource]) -> Iterator[str]:
    """The program's longest chain beside the shortest that AWS allows, and the program's own waits on it."""
    path = schedule.spans(resources, schedule.as_programmed(resources))
    shortest = schedule.spans(resources, schedule.as_forced(resources))
    ours, forced = schedule.length(path), schedule.length(shortest)
    steps = " → ".join(f"{short(span.urn)} {span.end - span.start:g}" for span in schedule.chain(path))
    places = schedule.length_with(resources, PARALLEL)
    yield f"[bold]Critical path[/] of a real deployment, by typical minutes: {ours:.1f} = {steps}"
    yield f"With {PARALLEL} resources at a time it takes {places:.1f} minutes, and AWS forces {forced:.1f} of them:"
    yield f"{places / forced:.2f} times the shortest."
    for first, then in schedule.own_waits(resources):
        reason = waits.reason(schedule.kind(first), schedule.kind(then))
        yield f"Our own wait: {short(then)} waits for {short(first)}: {reason}"


def seen(entries: Sequence[Coverage]) -> Tree:
    """The log groups, alarms and rows of the dashboard of each component."""
    root = Tree("[bold]What is seen of each component[/]")
    for entry in entries:
        node = root.add(f"[bold]{entry.component}[/]")
        alarms = sorted(short(alarm["urn"]).removeprefix(f"{entry.component}-") for alarm in entry.alarms)
        for heading, items in (("log groups", entry.log_groups), ("alarms", alarms), ("dashboard rows", entry.rows)):
            if items:
                node.add(f"{heading}: {', '.join(items)}")
    return root


def timeline(steps: Sequence[Step]) -> Iterator[str]:
    """When the account made each thing that typically takes a minute or more, from the first creation on."""
    made = [step for step in steps if step.operation == "create"]
    origin, end = min(step.start for step in made), max(step.end for step in made)
    yield f"Timeline: {end - origin:.1f} simulated minutes, as from, to and how long each resource took"
    for step in sorted(made, key=lambda step: step.start):
        if catalog.of(step.token).minutes >= 1:
            start, finish = step.start - origin, step.end - origin
            yield f"  {step.name} {start:.1f} {finish:.1f} {finish - start:.1f}"


def show(console: Console, run: Run, changes: Iterable[str]) -> None:
    """Prints what an `up` made and all that differs from the last; the timeline only where AWS's minutes took time."""
    console.print(tree(run.resources))
    console.print("[bold]Outputs[/]")
    for name, output in sorted(run.outputs.items()):
        console.print(f"  {name}: {'(secret)' if output.secret else output.value}", markup=False, soft_wrap=True)
    for line in critical_path(run.resources):
        console.print(line, soft_wrap=True)
    if any(step.end - step.start > 0.1 for step in run.steps):
        for line in timeline(run.steps):
            console.print(line, markup=False, soft_wrap=True)
    console.print(seen(run.coverage))
    for line in (*(f"Warning: {text}" for text in run.warnings), *changes):
        console.print(line, markup=False, soft_wrap=True)
