"""The report of drift: a table for people, Markdown for a workflow, JSON for programs, a message for the topic."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from ops.drift.differences import Difference
from ops.drift.freeze import Freeze
from ops.drift.rules import Verdict
from ops.lib.clients import Client

# SNS allows subjects of 100 characters.
SUBJECT = 100
RUNBOOK = "Runbook: docs/runbooks/drift.md"


@dataclass(frozen=True)
class Finding:
    """A difference, what is to be done about it and why, and whether that was done."""

    difference: Difference
    verdict: Verdict
    reason: str
    remediated: bool = False

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.verdict is Verdict.PEOPLE or (self.verdict is Verdict.REMEDIATE and not self.remediated)

    @property
    def outcome(self) -> str:
        """The verdict, or that it was remediated."""
        return "remediated" if self.remediated else str(self.verdict)

    @property
    def what(self) -> str:
        """What differs, in one line."""
        changes = [f"{change.property}: {change.wanted} → {change.account}" for change in self.difference.changes]
        return "; ".join(changes) or str(self.difference.kind)


@dataclass(frozen=True)
class Report:
    """The findings of one run, and why nothing is remediated where that is so."""

    stack: str
    findings: Sequence[Finding]
    freezes: Sequence[Freeze] = ()

    @property
    def frozen(self) -> str:
        """All reasons why nothing is remediated; empty where that may be."""
        return "; ".join(freeze.reason for freeze in self.freezes)

    @property
    def is_pressing(self) -> bool:
        """Whether people have to do something before anything is remediated again."""
        return any(freeze.pressing for freeze in self.freezes)

    @property
    def open(self) -> Sequence[Finding]:
        """What is left to do."""
        return [finding for finding in self.findings if finding.open]

    @property
    def noteworthy(self) -> bool:
        """Whether people should be notified: something is open, was remediated, or keeps remediation from going on."""
        return self.is_pressing or any(finding.open or finding.remediated for finding in self.findings)

    def summary(self) -> str:
        """One line."""
        counts = Counter(finding.outcome for finding in self.findings)
        listed = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
        return f"Drift of {self.stack}: {listed or 'none'}"

    def to_json(self) -> dict[str, Any]:
        """Everything, for programs."""
        return {
            "stack": self.stack,
            "frozen": self.frozen,
            "pressing": [freeze.cause for freeze in self.freezes if freeze.pressing],
            "open": len(self.open),
            "findings": [
                {
                    "name": finding.difference.name,
                    "type": finding.difference.type,
                    "urn": finding.difference.urn,
                    "kind": finding.difference.kind,
                    "properties": [change.property for change in finding.difference.changes],
                    "outcome": finding.outcome,
                    "reason": finding.reason,
                }
                for finding in self.findings
            ],
        }

    def to_markdown(self) -> str:
        """A page for a workflow's summary."""
        lines = [f"## {self.summary()}", ""]
        if self.frozen:
            lines += [f"Nothing is remediated: {self.frozen}", ""]
        if self.findings:
            lines += ["| resource | what differs | outcome | why |", "| --- | --- | --- | --- |"]
            lines += [
                "| "
                + " | ".join(_cell(text) for text in (one.difference.name, one.what, one.outcome, one.reason))
                + " |"
                for one in self.findings
            ]
        return "\n".join([*lines, ""])

    def show(self, to: Console) -> None:
        """A table for people."""
        table = Table("resource", "what differs", "outcome", "why", title=self.summary())
        for one in self.findings:
            colour = "red" if one.open else "green" if one.remediated else "dim"
            table.add_row(one.difference.name, one.what, f"[{colour}]{one.outcome}[/]", one.reason)
        to.print(table if self.findings else self.summary())
        if self.frozen:
            to.print(f"Nothing is remediated: {self.frozen}", markup=False)

    def notify(self, topic: Client, topic_arn: str) -> None:
        """Publishes a message to the topic of alerts."""
        lines = [f"{one.difference.name}: {one.what} ({one.outcome}: {one.reason})" for one in self.findings]
        frozen = [f"Nothing is remediated: {self.frozen}"] if self.frozen else []
        message = "\n".join([self.summary(), *frozen, "", *lines, "", RUNBOOK])
        topic.publish(TopicArn=topic_arn, Subject=self.summary()[:SUBJECT], Message=message)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
