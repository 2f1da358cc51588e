"""What a rehearsal shows: the tree of what was made, the outputs, and where the minutes of a real deployment go."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

import catalog
from simulated_aws.account import Step
from tools.rehearsal import schedule, waits
from tools.rehearsal.engine import PARALLEL

Resource = Mapping[str, Any]


def short(urn: str) -> str:
    """The name at the end of a URN."""
    return urn.rpartition("::")[2]


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


def timeline(steps: Sequence[Step]) -> Table:
    """When the account made each thing that typically takes a minute or more, from the first creation on."""
    made = [step for step in steps if step.operation == "create"]
    origin, end = min(step.start for step in made), max(step.end for step in made)
    table = Table("resource", "from", "to", "minutes", title=f"Timeline: {end - origin:.1f} simulated minutes")
    for step in sorted(made, key=lambda step: step.start):
        if catalog.of(step.token).minutes >= 1:
            start, finish = step.start - origin, step.end - origin
            table.add_row(step.name, f"{start:.1f}", f"{finish:.1f}", f"{finish - start:.1f}")
    return table


def show(console: Console, resources: Sequence[Resource], outputs: Mapping[str, Any], steps: Sequence[Step]) -> None:
    """Prints what an `up` made; the timeline only where the account took its time."""
    console.print(tree(resources), soft_wrap=True)
    console.print("[bold]Outputs[/]")
    for name, output in sorted(outputs.items()):
        console.print(f"  {name}: {'(secret)' if output.secret else output.value}", markup=False, soft_wrap=True)
    for line in critical_path(resources):
        console.print(line, soft_wrap=True)
    if any(step.end - step.start > 0.1 for step in steps):
        console.print(timeline(steps))
