"""The Lambda handler of the ledger's audit: a share of the ledger every night, and all of it in some nights."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from lambda_src.books import Block, Books, Finding
from lambda_src.connections import Connections
from lambda_src.deadline import Context, Deadline
from lambda_src.metrics import NAMESPACE
from lambdas.shared.environment import SECRETS_MANAGER_ARN, Environment

# The days before today that are looked at every night: a payment is seen twice at once, also if a night fails.
NEW_DAYS = 2
# A damage of everything would fill the log; the metric counts all of it.
MOST_NAMED = 1000
# Days start at midnight UTC. CloudWatch shows what is older than a day late, so a day's count is dated to its noon.
NOON = time(12, tzinfo=UTC)

logger = Logger()


class OutOfTimeError(Exception):
    """The run has to end before it has seen its share; the message says how far it came."""


@dataclass(kw_only=True)
class Report:
    """What one night has found, and whether it came to the end of its share."""

    complete: bool = False
    payments: int = 0
    findings: int = 0
    booked: int | None = None
    balances: Counter[str] = field(default_factory=Counter[str])

    def add(self, block: Block) -> None:
        """Counts a block, and names its findings in the log."""
        self.payments += block.payments
        self.balances.update(block.balances)
        for finding in block.findings:
            self.note(finding)

    def note(self, finding: Finding) -> None:
        """Counts a finding, and names it in the log unless there are too many."""
        self.findings += 1
        if self.findings <= MOST_NAMED:
            logger.error(
                "the ledger is wrong",
                fault=finding.fault,
                payment_id=finding.payment_id,
                currency=finding.currency,
            )


def audit(books: Books, today: date, nights: int, deadline: Deadline) -> Report:
    """Looks at the payments of the last days, and at this night's share of all older ones and of all entries.

    Each night's share follows from its date alone, so that a night that is repeated looks at the same. It ends early,
    and is not complete, where the deadline is near.
    """
    report = Report()
    try:
        for day in _days(books.first_day(), today, nights):
            before = report.payments
            _look(report, books.payments_of(day), deadline, f"the payments of {day.isoformat()}")
            if day == today - timedelta(days=1):
                report.booked = report.payments - before
        _look(report, books.entries(today.toordinal() % nights, nights), deadline, "the entries")
        report.complete = True
    except OutOfTimeError as error:
        logger.error("the audit is out of time", fault=str(error), payments=report.payments)
    for currency, balance in report.balances.items():
        if balance:
            report.note(Finding(fault="the entries of a currency do not balance", currency=currency))
    return report


def _look(report: Report, blocks: Iterable[Block], deadline: Deadline, what: str) -> None:
    for block in blocks:
        if not deadline.allows_a_wait():
            raise OutOfTimeError(f"it came as far as {what}")
        report.add(block)


def _days(first: date | None, today: date, nights: int) -> Iterator[date]:
    """The days of a night's share, the newest first."""
    oldest = max(NEW_DAYS, (today - first).days) if first else NEW_DAYS
    for age in range(1, oldest + 1):
        if age <= NEW_DAYS or age % nights == 0:
            yield today - timedelta(days=age)


def write_metrics(report: Report, stack: str, today: date) -> None:
    """Writes what a night has found, and under the day before how many payments were booked on it."""
    night = {"LedgerAudited": int(report.complete), "LedgerFindings": report.findings}
    _write(stack, night)
    if report.booked is not None:
        _write(stack, {"PaymentsBooked": report.booked}, datetime.combine(today - timedelta(days=1), NOON))


def _write(stack: str, values: Mapping[str, int], at: datetime | None = None) -> None:
    metrics = EphemeralMetrics(namespace=NAMESPACE, service="")
    metrics.add_dimension("Stack", stack)
    for name, value in values.items():
        metrics.add_metric(name, MetricUnit.Count, value)
    if at:
        metrics.set_timestamp(at)
    metrics.flush_metrics()


def handle(event: Mapping[str, str], context: Context) -> dict[str, bool | int]:
    """Audits the share of the night that the event is of, by its `time`; without one, that of now."""
    read = Environment(os.environ)
    database = read.database()
    secret = read.text("APPLICATION_SECRET_ARN", SECRETS_MANAGER_ARN, "the full ARN of a secret")
    nights = read.number("AUDIT_NIGHTS", NEW_DAYS + 1, 90)
    stack = read.text("STACK", r"[a-z0-9-]{1,64}", "lower-case words joined by hyphens")
    read.check()
    # EventBridge's time of the event, which stays the same when Lambda repeats a run.
    now = datetime.fromisoformat(event["time"]) if "time" in event else datetime.now(UTC)
    today = now.astimezone(UTC).date()
    report = audit(Books(Connections.of(database, secret)), today, nights, Deadline.of(context))
    write_metrics(report, stack, today)
    logger.info("the ledger was audited", complete=report.complete, payments=report.payments, findings=report.findings)
    return {"complete": report.complete, "payments": report.payments, "findings": report.findings}
