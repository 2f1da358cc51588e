"""Finds what differs between the account and the stack's state, sorts it, and remediates what is on the list.

The list is `ops/drift/remediation.yaml`. Remediation makes a resource what the program says, so it needs the program
that was deployed: with any other one, what differs from the state is reported, and nothing is remediated. Nothing is
while payments are moved between regions, either, or while the account contradicts the configuration on which region is
active.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pulumi import automation
from pydantic import ValidationError

from config.project import PROJECT
from config.recovery import Recovery
from config.stack_file import own_values
from ops.drift import deployed
from ops.drift.differences import Difference, differences
from ops.drift.freeze import Freeze, freezes
from ops.drift.remediation import Limits, remediate
from ops.drift.report import Finding, Report
from ops.drift.rules import RULES, Rules, Verdict
from ops.lib import account
from ops.lib.clients import Clients
from ops.lib.command import FOUND, CommandError, console, parser, print_json, run
from ops.lib.outputs import Outputs


def main(
    arguments: Sequence[str],
    clients: Clients | None = None,
    stack: automation.Stack | None = None,
    mismatch: Callable[[automation.Stack], str] = deployed.mismatch,
) -> int:
    """Runs the command line; 0 where nothing is left to do, 1 where something is.

    What keeps remediation from going on is left to do too, but for a failover of the last days. Raises CommandError
    where the credentials are of another account than the stack's.
    """
    given = _parser().parse_args(arguments)
    rules, asked = Rules.read(given.rules), clients or Clients()
    try:
        opened = stack or automation.select_stack(given.stack, work_dir=str(PROJECT))
        outputs = _outputs(opened, given.stack, given.outputs)
        account.require(asked, outputs.account, regions=[outputs.region], source=f"stack {given.stack}")
        if given.deployed:
            return _tell_commit(opened, given.deployed)
        other = mismatch(opened)
        found = freezes(asked, outputs, given.stack, recovery_settings(opened), other)
        report = examine(opened, given.stack, rules, found, remediating=given.remediate, as_deployed=not other)
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
    return FOUND if report.open or report.is_pressing else 0


def _parser() -> argparse.ArgumentParser:
    made = parser("drift", __doc__)
    made.add_argument("--rules", type=Path, default=RULES, help="another list than ops/drift/remediation.yaml")
    made.add_argument("--remediate", action="store_true", help="remediate what is on the list")
    made.add_argument("--alert", action="store_true", help="notify the topic of alerts")
    made.add_argument("--markdown", type=Path, metavar="FILE", help="the report as Markdown, into a file")
    made.add_argument(
        "--deployed", type=Path, metavar="FILE", help="append commit=<that of the last up> to a file, and do no more"
    )
    return made


def _tell_commit(stack: automation.Stack, file: Path) -> int:
    try:
        commit = deployed.last(stack)[0].commit
    except deployed.UnknownProgramError as error:
        raise CommandError(f"nobody knows which program is deployed: {error}") from None
    with file.open("a") as outputs:
        outputs.write(f"commit={commit}\n")
    return 0


def examine(
    stack: automation.Stack,
    name: str,
    rules: Rules,
    found: Sequence[Freeze],
    *,
    remediating: bool,
    as_deployed: bool = True,
) -> Report:
    """Finds and sorts what differs, and remediates what may be, unless that is frozen.

    Where the program is not `as_deployed`, it is not asked: what it would change is for a deployment.
    """
    findings = [Finding(one, *rules.judge(one)) for one in differences(stack, of_program=as_deployed)]
    wanted = [finding.difference for finding in findings if finding.verdict is Verdict.REMEDIATE]
    if remediating and wanted and not found:
        findings = _remediated(stack, findings, wanted, rules)
    return Report(name, findings, found)


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
    """Which region is active, as the stack's configuration says; raises CommandError where it has mistakes there."""
    values = own_values({key: found.value for key, found in stack.get_all_config().items()})
    try:
        return Recovery.model_validate(values.get("recovery", {}))
    except ValidationError:
        raise CommandError(f"payments:recovery has mistakes: `make doctor STACK={stack.name}` lists them") from None


def _outputs(stack: automation.Stack, name: str, file: Path | None) -> Outputs:
    if file:
        return Outputs.read(name, file)
    return Outputs({key: output.value for key, output in stack.outputs().items()}, f"stack {name}")


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
