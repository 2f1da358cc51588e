"""Runs DMS's assessment of the migration before it begins, and says of each part that fails or warns what to do.

A task is assessed by itself. A serverless replication is assessed by its first start, which begins to replicate where
the assessment passes: --start says that it may; without it the last assessment is shown.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ops.assess.advice import EXPECTED, advice
from ops.assess.first_start import FirstStart
from ops.assess.runs import RUNNING, Run, Runs, ServerlessRuns, TaskRuns, individual
from ops.compare.questions import Function
from ops.cutover.journal import Journal
from ops.lib import account
from ops.lib.checks import Answer, Check, failed, passed, report, skipped
from ops.lib.clients import Client, Clients
from ops.lib.command import FOUND, CommandError, configuration, console, parser, run, with_config
from ops.lib.outputs import Outputs
from ops.lib.steps import Clock, Outcome, Status, Step, Steps, show_step

# DMS provisions what it assesses with, which takes minutes.
PATIENCE_SECONDS, EVERY_SECONDS = 3600, 15


def main(arguments: Sequence[str], clients: Clients | None = None, clock: Clock | None = None) -> int:
    """Runs the command line; 0 where nothing failed or warned, 1 where something did."""
    made = with_config(parser("assess", __doc__))
    made.add_argument("--start", action="store_true", help="a serverless replication may begin where it passes")
    made.add_argument("--last", action="store_true", help="start nothing, and show the last assessment")
    given = made.parse_args(arguments)
    config = configuration(given)
    outputs, clients, clock = Outputs.read(given.stack, given.outputs), clients or Clients(), clock or Clock()
    for wanted, source in ((config.account, "payments:account"), (outputs.account, f"stack {given.stack}")):
        account.require(clients, wanted, regions=[outputs.region], source=source)
    serverless = config.migration.dms.mode == "serverless"
    client = clients.get("dms", outputs.region)
    runs = _runs(client, outputs, serverless=serverless)
    screen = console(as_json=given.json)
    steps = Steps(clock, lambda taken: show_step(screen, taken))
    if not given.last and not (serverless and not given.start):
        name = f"{given.stack}-{datetime.fromtimestamp(clock.now(), UTC):%Y%m%d%H%M%S}"
        first = _first_start(clients, outputs, given.stack, clock) if serverless else None
        start = [Step("empty", first.look)] if first else []
        start += [
            Step("start", lambda: _start(runs, name, first)),
            Step("assessment", lambda: _await(runs, clock)),
        ]
        if not steps.take(start):
            return FOUND
    found = runs.latest()
    if found is None:
        begin = "run it with --start: DMS assesses the replication as it starts it" if serverless else "run it"
        raise CommandError(f"there is no assessment yet; {begin}")
    return report(f"Assessment of stack {given.stack}", list(_checks(client, found)), as_json=given.json)


def _runs(client: Client, outputs: Outputs, *, serverless: bool) -> Runs:
    if serverless:
        return ServerlessRuns(client=client, config_arn=outputs.text("dmsTaskArn"))
    return TaskRuns(
        client=client,
        task_arn=outputs.text("dmsTaskArn"),
        role_arn=outputs.text("dmsAssessmentRoleArn"),
        bucket=outputs.text("migrationReportsBucket"),
        key_arn=outputs.text("migrationKeyArn"),
    )


def _first_start(clients: Clients, outputs: Outputs, stack: str, clock: Clock) -> FirstStart:
    return FirstStart(
        journal=Journal(clients.get("ssm", outputs.region), stack),
        ask=Function(clients.get("lambda", outputs.region), outputs.text("comparisonFunctionName")),
        now=clock.now,
    )


def _start(runs: Runs, name: str, first: FirstStart | None) -> Outcome:
    latest = runs.latest()
    if latest and latest.status in RUNNING:
        return Outcome(Status.ALREADY, f"one is {latest.status}")
    if first:
        first.note()
    runs.start(name)
    return Outcome(Status.DONE, name)


def _await(runs: Runs, clock: Clock) -> Outcome:
    def ended() -> str | None:
        latest = runs.latest()
        return latest.status if latest and latest.status not in RUNNING else None

    status = clock.until(ended, seconds=PATIENCE_SECONDS, every=EVERY_SECONDS, what="the end of the assessment")
    return Outcome(Status.DONE, f"it has {status}")


def _checks(client: Client, found: Run) -> Iterator[Check]:
    assessments = individual(client, found)
    if found.status not in ("passed", "warning", "failed") or not assessments:
        yield Check("the run", lambda: _of_run(found, len(assessments)))
    for item in sorted(assessments, key=lambda one: str(one["IndividualAssessmentName"])):
        yield Check(item["IndividualAssessmentName"], lambda item=item: _of(item, found.where))


def _of_run(found: Run, count: int) -> Answer:
    counted = ", ".join(f"{number} {kind.lower()}" for kind, number in found.counts.items() if number)
    said = "; ".join(text for text in (f"it has {found.status}", found.message, counted) if text)
    if found.status == "passed" and not count:
        return passed(said)
    return failed(said, f"see {found.where or 'the console of DMS'}, and run the command again")


def _of(item: Mapping[str, Any], where: str) -> Answer:
    name, status = str(item["IndividualAssessmentName"]), str(item["Status"])
    if status == "passed":
        return passed(status)
    if status in ("skipped", "cancelled", "pending", "running"):
        return skipped(status)
    if status == "warning" and name in EXPECTED:
        return passed(f"warns, as expected: {EXPECTED[name]}")
    return failed(status, advice(name, where))


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
