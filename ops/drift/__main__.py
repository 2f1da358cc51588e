"""Finds what differs between the account and the stack's state, sorts it, and remediates what is on the list.

The list is `ops/drift/remediation.yaml`. While payments are moved between regions, or the account contradicts the
configuration on which region is active, nothing is remediated. Run it with the program as it was deployed: remediation
makes a resource what the program says.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from pulumi import automation

from config.project import PROJECT
from config.sections import Recovery
from ops.drift.active_region import contradictions
from ops.drift.differences import Difference, differences
from ops.drift.remediation import Limits, remediate
from ops.drift.report import Finding, Report
from ops.drift.rules import RULES, Rules, Verdict
from ops.lib import account
from ops.lib.clients import Clients
from ops.lib.command import FOUND, CommandError, console, parser, print_json, run
from ops.lib.context import Context
from ops.lib.journal import Journal
from ops.lib.outputs import Outputs
from ops.lib.sites import primary, recovery
from ops.lib.steps import Clock


def main(arguments: Sequence[str], clients: Clients | None = None, stack: automation.Stack | None = None) -> int:
    """Runs the command line; 0 where nothing is left to do, 1 where something is."""
    made = parser("drift", __doc__)
    made.add_argument("--rules", type=Path, default=RULES, help="another list than ops/drift/remediation.yaml")
    made.add_argument("--remediate", action="store_true", help="remediate what is on the list")
    made.add_argument("--alert", action="store_true", help="notify the topic of alerts")
    made.add_argument("--markdown", type=Path, metavar="FILE", help="the report as Markdown, into a file")
    given = made.parse_args(arguments)
    rules, asked = Rules.read(given.rules), clients or Clients()
    try:
        opened = stack or automation.select_stack(given.stack, work_dir=str(PROJECT))
        outputs = _outputs(opened, given.stack, given.outputs)
        account.require(asked, outputs.account, regions=[outputs.region], source=f"stack {given.stack}")
        report = examine(
            opened,
            given.stack,
            rules,
            frozen(asked, outputs, given.stack, recovery_settings(opened)),
            remediating=given.remediate,
        )
    except automation.CommandError as error:
        raise CommandError(str(error).strip()) from None
    report.show(console(as_json=given.json))
    if given.markdown:
        given.markdown.write_text(report.to_markdown())
    if given.json:
        print_json(report.to_json())
    if given.alert and report.noteworthy:
        topic = outputs.text("snsTopicArn")
        report.notify(asked.get("sns", topic.split(":")[3]), topic)
    return FOUND if report.open else 0


def examine(stack: automation.Stack, name: str, rules: Rules, frozen: str, *, remediating: bool) -> Report:
    """Finds and sorts what differs, and remediates what may be, unless that is frozen."""
    findings = [Finding(found, *rules.judge(found)) for found in differences(stack)]
    wanted = [finding.difference for finding in findings if finding.verdict is Verdict.REMEDIATE]
    if remediating and wanted and not frozen:
        findings = _remediated(stack, findings, wanted, rules)
    return Report(name, findings, frozen)


def _remediated(
    stack: automation.Stack, findings: Sequence[Finding], wanted: Sequence[Difference], rules: Rules
) -> list[Finding]:
    for_people = {one.difference.urn for one in findings if one.verdict is Verdict.PEOPLE}
    limits = Limits(lambda urn, kind: urn in for_people or rules.forbid(kind), rules.may_replace)
    failures = remediate(stack, wanted, limits)
    # What counts is what AWS says afterwards, and not that nothing failed.
    left = {found.urn for found in differences(stack)} | failures.keys()
    return [
        replace(
            finding,
            remediated=finding.difference.urn not in left,
            reason=failures.get(finding.difference.urn, finding.reason),
        )
        if finding.verdict is Verdict.REMEDIATE
        else finding
        for finding in findings
    ]


def recovery_settings(stack: automation.Stack) -> Recovery:
    """Which region is active, as the stack's configuration says."""
    found = stack.get_all_config().get("payments:recovery")
    return Recovery.model_validate_json(found.value) if found else Recovery()


def frozen(clients: Clients, outputs: Outputs, stack: str, settings: Recovery) -> str:
    """Why nothing may be remediated now; empty where it may. Where that is unknown, it may not."""
    if not outputs.has("recoveryRegion"):
        return ""
    region = outputs.text("recoveryRegion")
    journal = Journal(clients.get("ssm", region), stack)
    try:
        note = journal.read()
    except (BotoCoreError, ClientError) as error:
        return f"{journal.name} in {region} can't be read: {error}"
    if note:
        return f"payments were moved to {note.active}"
    # The Region switch plan leaves no note.
    context = Context(clients=clients, clock=Clock())
    try:
        found = list(contradictions(context, primary(outputs), recovery(outputs), settings))
    except (BotoCoreError, ClientError) as error:
        return f"which region is active can't be read: {error}"
    return f"payments:recovery.active is `{settings.active}`, but {'; and '.join(found)}" if found else ""


def _outputs(stack: automation.Stack, name: str, file: Path | None) -> Outputs:
    if file:
        return Outputs.read(name, file)
    return Outputs({key: output.value for key, output in stack.outputs().items()}, f"stack {name}")


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
