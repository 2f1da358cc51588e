"""Compares the old database with the new one: every row, the double entry of each payment, and a mark's way.

While the copy runs, rows that differ are looked at again before they are called different; --final is for the cutover,
when writes are stopped. The report is archived; rows are named in it by their keys alone.
"""

import json
import sys
import uuid
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import Any

from botocore.config import Config

from ops.compare import validation
from ops.compare.comparison import FINAL, ROWS_PER_BLOCK, Comparison, Looks, TableResult, compare
from ops.compare.marker import await_mark
from ops.compare.questions import Function, tables
from ops.lib import account
from ops.lib.clients import Clients, connect
from ops.lib.command import FOUND, CommandError, configuration, console, parser, print_json, run, with_config
from ops.lib.outputs import Outputs
from ops.lib.steps import Clock, Outcome, Status, Step, StepError, Steps, show_step

# As long as the function may take, and a little more.
PATIENT = Config(connect_timeout=3, read_timeout=310, retries={"total_max_attempts": 2, "mode": "standard"})
# Of rows that differ, in the text of a step; the report has all of them.
SHOWN = 10
EACH_BLOCKS = 50


def main(arguments: Sequence[str], clients: Clients | None = None, clock: Clock | None = None) -> int:
    """Runs the command line; 0 where the databases are the same, 1 where they are not or a step failed."""
    given = _options(arguments)
    config = configuration(given)
    clients, clock = clients or Clients(partial(connect, config=PATIENT)), clock or Clock()
    outputs = Outputs.read(given.stack, given.outputs)
    for wanted, source in ((config.account, "payments:account"), (outputs.account, f"stack {given.stack}")):
        account.require(clients, wanted, regions=[outputs.region], source=source)
    named = tables(config.migration.dms.table_mappings)
    screen = console(as_json=given.json)
    steps = Steps(clock, lambda taken: show_step(screen, taken))
    serverless = config.migration.dms.mode == "serverless"
    work = _Work(given, outputs, clients, clock, named, serverless, lambda text: screen.print(text, markup=False))
    marking = [] if given.without_marker else [Step("mark", work.mark)]
    same = steps.take([Step("both databases", work.look), *marking])
    if same:
        # Each of them, whatever the other has found.
        same = all([steps.take([Step("rows", work.rows)]), steps.take([Step("validation", work.validation)])])
    archived = steps.take([Step("report", lambda: work.archive(same=same))])
    if given.json:
        print_json(work.report | {"steps": [{"name": step.name, **asdict(step.outcome)} for step in steps.taken]})
    return 0 if same and archived else FOUND


def _options(arguments: Sequence[str]) -> Namespace:
    made = with_config(parser("compare", __doc__))
    made.add_argument("--final", action="store_true", help="writes are stopped: one look, and every number counts")
    made.add_argument(
        "--looks", type=int, default=Looks().most, help="looks at rows that differ (default: %(default)s)"
    )
    made.add_argument("--every", type=float, default=Looks().every, help="seconds between them (default: %(default)s)")
    made.add_argument("--rows", type=int, default=ROWS_PER_BLOCK, help="rows of a block (default: %(default)s)")
    made.add_argument("--mark", type=uuid.UUID, help="a mark that was written in the old database already")
    made.add_argument("--patience", type=float, default=300, help="seconds to wait for the mark (default: %(default)s)")
    made.add_argument("--without-marker", action="store_true", help="leave the mark out, which --final can not")
    given = made.parse_args(arguments)
    if given.final and given.without_marker:
        raise CommandError("--final needs the mark: without its way no lag of 0 is to be believed")
    if given.looks < 1 or given.rows < 1:
        raise CommandError("--looks and --rows must be 1 or more")
    return given


class _Work:
    """The steps of a comparison, and the report that they make."""

    def __init__(
        self,
        given: Namespace,
        outputs: Outputs,
        clients: Clients,
        clock: Clock,
        named: Sequence[str],
        serverless: bool,
        say: Callable[[str], None],
    ):
        self._given, self._outputs, self._clients, self._clock = given, outputs, clients, clock
        self._tables, self._serverless, self._say = named, serverless, say
        self._ask = Function(clients.get("lambda", outputs.region), outputs.text("comparisonFunctionName"))
        self._began = datetime.fromtimestamp(clock.now(), UTC)
        self.report: dict[str, Any] = {"stack": given.stack, "began": self._began.isoformat(), "final": given.final}

    def look(self) -> Outcome:
        """Both databases are reached, and have the same tables."""
        self._ask({"ask": "tables", "tables": self._tables})
        return Outcome(Status.DONE, f"both have {', '.join(self._tables)} with the same columns")

    def mark(self) -> Outcome:
        """A row has come from the old database to the new one."""
        mark = str(self._given.mark or uuid.uuid4())
        way = await_mark(self._ask, mark, seconds=self._given.patience, clock=self._clock, say=self._say)
        self.report["mark"] = asdict(way)
        return Outcome(Status.DONE, f"{mark} took {way.seconds:.0f} s")

    def rows(self) -> Outcome:
        """All rows are compared."""
        given = self._given
        found = compare(
            self._ask,
            self._tables,
            final=given.final,
            looks=FINAL if given.final else Looks(most=given.looks, every=given.every),
            rows=given.rows,
            clock=self._clock,
            progress=self._progress,
        )
        self.report["comparison"] = found.report()
        read = sum(max(table.rows.values(), default=0) for table in found.tables.values())
        text = f"{read:,} rows in {sum(table.blocks for table in found.tables.values()):,} blocks"
        if found.same:
            return Outcome(Status.DONE, f"{text} are the same")
        raise StepError(f"{text}; {'; '.join(found.found)}{_named(found)}")

    def validation(self) -> Outcome:
        """DMS has found the same."""
        dms = self._clients.get("dms", self._outputs.region)
        counted = validation.statistics(dms, self._outputs.text("dmsTaskArn"), serverless=self._serverless)
        failures = self._ask({"ask": "failures"})["failures"]
        self.report["dms"] = {"tables": counted, "failures": failures}
        faults = list(validation.faults(counted, self._tables, final=self._given.final))
        if failures:
            faults.append(f"{len(failures)} rows are in awsdms_validation_failures_v1")
        if faults:
            raise StepError("; ".join(faults))
        return Outcome(Status.DONE, "DMS has found no difference")

    def archive(self, *, same: bool) -> Outcome:
        """The report is in the bucket, which encrypts it and keeps every version."""
        bucket, key = self._outputs.text("migrationReportsBucket"), f"comparisons/{self._began:%Y%m%dT%H%M%SZ}.json"
        body = json.dumps(self.report | {"same": same}, indent=2, default=str).encode()
        self._clients.get("s3", self._outputs.region).put_object(
            Bucket=bucket, Key=key, Body=body, ContentType="application/json"
        )
        return Outcome(Status.DONE, f"s3://{bucket}/{key}")

    def _progress(self, table: str, result: TableResult) -> None:
        if result.blocks % EACH_BLOCKS == 0:
            self._say(f"{table}: {max(result.rows.values()):,} rows are read")


def _named(found: Comparison) -> str:
    keys = [str(row["key"]) for table in found.tables.values() for row in table.different]
    keys += [str(row["key"]) for table in found.tables.values() for side in table.faults.values() for row in side]
    if not keys:
        return ""
    unique = list(dict.fromkeys(keys))
    return f": {', '.join(unique[:SHOWN])}{f' and {len(unique) - SHOWN} more' if len(unique) > SHOWN else ''}"


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
