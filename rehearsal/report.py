"""What a rehearsal shows: the tree of what was made, the outputs, and where the minutes of a real deployment go."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from simulated_aws.account import Step
from simulated_aws.model import TYPES

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


def critical_path(resources: Sequence[Resource]) -> list[tuple[str, float]]:
    """The longest chain of resources that wait for each other, as name and typical minutes."""
    minutes = {item["urn"]: TYPES[item["type"]].minutes if item["type"] in TYPES else 0.0 for item in resources}
    finish: dict[str, float] = {}
    before: dict[str, str] = {}
    for item in resources:  # The engine lists a resource after those that it depends on.
        urn = item["urn"]
        last = max(item.get("dependencies") or [], key=lambda other: finish.get(other, 0.0), default="")
        finish[urn], before[urn] = finish.get(last, 0.0) + minutes[urn], last
    path: list[tuple[str, float]] = []
    step = max(finish, key=lambda urn: finish[urn], default="")
    while step:
        path.insert(0, (short(step), minutes[step]))
        step = before[step]
    return path


def timeline(steps: Sequence[Step]) -> Table:
    """When the account made each thing that typically takes a minute or more, from the first creation on."""
    made = [step for step in steps if step.operation == "create"]
    origin, end = min(step.start for step in made), max(step.end for step in made)
    table = Table("resource", "from", "to", "minutes", title=f"Timeline: {end - origin:.1f} simulated minutes")
    for step in sorted(made, key=lambda step: step.start):
        if TYPES[step.token].minutes >= 1:
            start, finish = step.start - origin, step.end - origin
            table.add_row(step.name, f"{start:.1f}", f"{finish:.1f}", f"{finish - start:.1f}")
    return table


def show(console: Console, resources: Sequence[Resource], outputs: Mapping[str, Any], steps: Sequence[Step]) -> None:
    """Prints what an `up` made; the timeline only where the account took its time."""
    console.print(tree(resources), soft_wrap=True)
    console.print("[bold]Outputs[/]")
    for name, output in sorted(outputs.items()):
        console.print(f"  {name}: {'(secret)' if output.secret else output.value}", markup=False, soft_wrap=True)
    path = critical_path(resources)
    total = sum(minutes for _, minutes in path)
    chain = " → ".join(f"{name} {minutes:g}" for name, minutes in path)
    console.print(
        f"[bold]Critical path[/] of a real deployment, by typical minutes: {total:.1f} = {chain}", soft_wrap=True
    )
    if any(step.end - step.start > 0.1 for step in steps):
        console.print(timeline(steps))
