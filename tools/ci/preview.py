"""Previews a stack with the policy pack: writes a plan for an up, and a report for a pull request.

The report names resources and the properties that change. Of policy documents and of values that security rests on it
shows the differences, and never another value. Exits with 0 if an up could go ahead, 1 if the program fails or a
resource violates a policy.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pulumi.automation import CommandError, EngineEvent, OpType, Stack, StepEventMetadata, select_stack

from config.project import PROJECT
from ops.lib.command import run
from tools.ci.differences import differences, unknown

POLICIES = PROJECT / "policy"
# One line of the report per resource, as many as fit into one comment on GitHub.
LONGEST_TABLE = 500
UNCHANGED = (OpType.SAME, OpType.READ, OpType.REFRESH, OpType.READ_REPLACEMENT)
# A replacement is three steps of the engine; one is enough for the report.
PARTS = (OpType.CREATE_REPLACEMENT, OpType.DELETE_REPLACED)


@dataclass
class Report:
    """What a preview has found."""

    stack: str
    steps: list[StepEventMetadata] = field(default_factory=list[StepEventMetadata])
    unchanged: int = 0
    faults: list[str] = field(default_factory=list[str])
    failed: bool = False

    def note(self, event: EngineEvent) -> None:
        """Adds what an event says about a resource or a policy."""
        if event.resource_pre_event:
            step = event.resource_pre_event.metadata
            if step.op in UNCHANGED:
                self.unchanged += 1
            elif step.op not in PARTS and step.type != "pulumi:pulumi:Stack":
                self.steps.append(step)
        broken = event.policy_event
        if broken:
            self.faults.append(f"`{broken.policy_name}`: {_name(broken.resource_urn or '')}")

    def lines(self) -> Iterator[str]:
        """The report as Markdown."""
        counts = Counter(str(step.op.value) for step in self.steps)
        yield f"### Preview of `{self.stack}`"
        yield ""
        summary = ", ".join(f"{count} to {kind}" for kind, count in sorted(counts.items())) or "nothing to change"
        if self.failed:
            yield "**It failed.** The log of the run says why."
            yield ""
        yield f"{summary}; {self.unchanged} unchanged."
        if self.faults:
            yield from ("", "**Policy violations:**", "", *(f"- {fault}" for fault in sorted(set(self.faults))))
        if self.steps:
            yield from self._table()
            yield from self._security()

    def _table(self) -> Iterator[str]:
        yield from ("", "| | resource | type | what changes |", "| --- | --- | --- | --- |")
        for step in self.steps[:LONGEST_TABLE]:
            changed = ", ".join(f"`{name}`" for name in sorted(step.diffs or []))
            operation = f"**{step.op.value}**" if step.op in (OpType.DELETE, OpType.REPLACE) else step.op.value
            yield f"| {operation} | `{_name(step.urn)}` | `{step.type}` | {changed} |"
        if len(self.steps) > LONGEST_TABLE:
            yield f"\n{len(self.steps) - LONGEST_TABLE} more are not listed."

    def _security(self) -> Iterator[str]:
        found = list(differences(self.steps))
        if found:
            yield from ("", "**Policies and access:**", "", *found)
        if later := unknown(self.steps):
            yield (
                f"\n{later} of the resources have values that are known only during the up. No plan binds these; the "
                "policies look at each again then, before it is made."
            )


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]


def preview(stack: Stack, name: str, plan: Path | None, packs: Sequence[str]) -> Report:
    """Previews a stack and returns the report; a plan is written only if the preview succeeds."""
    report = Report(name)
    try:
        stack.preview(
            policy_packs=list(packs),
            plan=str(plan) if plan else None,
            on_event=report.note,
            on_output=lambda line: print(line, end="" if line.endswith("\n") else "\n"),
        )
    except CommandError:
        report.failed = True
    return report


def main(arguments: Sequence[str], stack: Stack | None = None, packs: Sequence[str] = (str(POLICIES),)) -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.ci.preview", description=__doc__)
    parser.add_argument("--stack", default="dev", help="the stack (default: dev)")
    parser.add_argument("--plan", type=Path, metavar="FILE", help="the file to write the plan to, for make deploy")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", action="append", default=[], help="a file to write the report to"
    )
    given = parser.parse_args(arguments)
    for path in filter(None, (given.plan, *given.markdown)):
        path.parent.mkdir(parents=True, exist_ok=True)
    opened = stack or select_stack(given.stack, work_dir=str(PROJECT))
    report = preview(opened, given.stack, given.plan, packs)
    for path in given.markdown:
        path.write_text("\n".join(report.lines()) + "\n")
    return int(report.failed)


if __name__ == "__main__":
    run(partial(main, sys.argv[1:]))
