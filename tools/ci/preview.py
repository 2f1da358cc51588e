"""Previews a stack, held against the policies: a plan that an up can be bound to, and a report for a pull request.

The report names resources and the properties that change, and never a value. Ends with 0 where an up could go ahead, 1
where the program fails or a policy is broken.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pulumi.automation import CommandError, EngineEvent, OpType, Stack, StepEventMetadata, select_stack

from config.project import PROJECT

POLICIES = PROJECT / "policy"
# One line of the report for each resource, as long as GitHub takes them all in one comment.
LONGEST_TABLE = 500
UNCHANGED = (OpType.SAME, OpType.READ, OpType.REFRESH, OpType.READ_REPLACEMENT)
# A replacement is three steps of the engine, of which one says it all.
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
        """Takes what an event says of a resource, a policy or an error."""
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
            yield from ("", "**Policies are broken:**", "", *(f"- {fault}" for fault in sorted(set(self.faults))))
        if self.steps:
            yield from self._table()

    def _table(self) -> Iterator[str]:
        yield from ("", "| | resource | type | what changes |", "| --- | --- | --- | --- |")
        for step in self.steps[:LONGEST_TABLE]:
            changed = ", ".join(f"`{name}`" for name in sorted(step.diffs or []))
            operation = f"**{step.op.value}**" if step.op in (OpType.DELETE, OpType.REPLACE) else step.op.value
            yield f"| {operation} | `{_name(step.urn)}` | `{step.type}` | {changed} |"
        if len(self.steps) > LONGEST_TABLE:
            yield f"\n{len(self.steps) - LONGEST_TABLE} more are left out."


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]


def preview(stack: Stack, name: str, plan: Path | None, packs: Sequence[str]) -> Report:
    """Previews a stack and returns what it found; a plan is written where the preview succeeds alone."""
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
    parser.add_argument("--plan", type=Path, metavar="FILE", help="where the plan goes, for make deploy")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="where the report goes")
    given = parser.parse_args(arguments)
    for path in filter(None, (given.plan, given.markdown)):
        path.parent.mkdir(parents=True, exist_ok=True)
    opened = stack or select_stack(given.stack, work_dir=str(PROJECT))
    report = preview(opened, given.stack, given.plan, packs)
    if given.markdown:
        given.markdown.write_text("\n".join(report.lines()) + "\n")
    return int(report.failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
