"""The graphs of the dashboard, by the question that they help to answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pulumi import Input

from components.database import Database
from components.network import Network
from components.observability.dashboard import Graph, LogTable, Series, Widget
from components.payments import PaymentQueue, Payments
from components.payments.processor_alarms import NAMESPACE
from foundation.alarms import Question
from foundation.naming import Naming

# What the dashboard asks the processor's log; also a saved query. A run that crashes has its error's type instead of a
# message, and one that times out has Lambda's report alone.
TROUBLE = (
    "fields coalesce(fault, reason, errorType, record.status) as cause "
    '| filter level in ["ERROR", "WARNING"] or record.status = "timeout" '
    "| stats count(*) as times by message, cause | sort times desc | limit 20"
)
# CloudWatch keeps the metrics of costs in one region.
BILLING_REGION = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class Watched:
    """The parts that are shown, and the milliseconds within which a payment is to be written."""

    network: Network
    database: Database
    queue: PaymentQueue
    payments: Payments
    latency_milliseconds: int

    @property
    def naming(self) -> Naming:
        """The naming of the parts' region."""
        return self.payments.region.naming

    @property
    def functions(self) -> Sequence[str]:
        """The payment functions, by their names in the configuration."""
        return [function.name for function in self.payments.settings.functions]

    @property
    def processor_log_group(self) -> str:
        """The log group of the function that reads the queue."""
        return self.naming.log_group(self.payments.settings.queue_reader.name)


def widgets(watched: Watched) -> Mapping[Question, Sequence[Widget]]:
    """The graphs and tables of one region."""
    return {
        Question.PAYMENTS: _payments(watched),
        Question.FUNCTIONS: _functions(watched),
        Question.DATABASE: _database(watched),
        Question.ROTATION: _rotation(watched),
        Question.NETWORK: list(_filtered(watched)),
        Question.COSTS: _costs(),
    }


def _payments(watched: Watched) -> list[Widget]:
    def stated(metric: str, label: str, statistic: str = "Sum") -> Series:
        dimensions = {"Stack": watched.naming.suffix}
        return Series(namespace=NAMESPACE, metric=metric, dimensions=dimensions, label=label, statistic=statistic)

    def queued(name: Input[str], metric: str, label: str) -> Series:
        return Series(
            namespace="AWS/SQS", metric=metric, dimensions={"QueueName": name}, label=label, statistic="Maximum"
        )

    outcomes = ("Completed", "Repeated", "Refused", "Retried", "Parked")
    return [
        Graph(
            title="Payments by outcome",
            period_seconds=60,
            series=[stated(f"Payment{outcome}", outcome.lower()) for outcome in outcomes],
        ),
        Graph(
            title="Milliseconds to write a payment",
            period_seconds=60,
            series=[stated("PaymentLatency", percentile, percentile) for percentile in ("p50", "p99")],
            limit=watched.latency_milliseconds,
        ),
        Graph(
            title="Waiting, and in the dead-letter queue",
            period_seconds=60,
            series=[
                queued(watched.queue.name, "ApproximateNumberOfMessagesVisible", "waiting"),
                queued(watched.queue.name, "ApproximateAgeOfOldestMessage", "seconds of the oldest message"),
                # A message that is parked is a new one; the payment in it is as old as before.
                stated("PaymentAge", "seconds of the oldest payment", "Maximum"),
                queued(
                    watched.queue.dead_letter_name, "ApproximateNumberOfMessagesVisible", "in the dead-letter queue"
                ),
            ],
        ),
    ]


def _functions(watched: Watched) -> list[Widget]:
    def counted(metric: str, function: str, statistic: str = "Sum") -> Series:
        name = watched.naming.name(function)
        return Series(
            namespace="AWS/Lambda",
            metric=metric,
            dimensions={"FunctionName": name},
            label=f"{function} {metric.lower()}",
            statistic=statistic,
        )

    return [
        Graph(
            title="Errors and throttles",
            series=[counted(metric, name) for name in watched.functions for metric in ("Errors", "Throttles")],
        ),
        Graph(
            title="Concurrent runs",
            series=[counted("ConcurrentExecutions", name, "Maximum") for name in watched.functions],
        ),
        LogTable(title="Errors and warnings of the processor", log_group=watched.processor_log_group, query=TROUBLE),
    ]


def _database(watched: Watched) -> list[Widget]:
    def measured(metric: str, label: str) -> Series:
        return Series(
            namespace="AWS/RDS",
            metric=metric,
            dimensions={"DBInstanceIdentifier": watched.database.identifier},
            label=label,
            statistic="Average",
        )

    return [
        Graph(title="Processor, percent", series=[measured("CPUUtilization", "busy")], limit=80),
        Graph(title="Connections", series=[measured("DatabaseConnections", "open")]),
        Graph(
            title="Seconds for a disk operation",
            series=[measured("WriteLatency", "write"), measured("ReadLatency", "read")],
        ),
    ]


def _rotation(watched: Watched) -> list[Widget]:
    return [
        Graph(
            title="Days since each credential changed",
            period_seconds=86_400,
            series=[
                Series(
                    namespace="Payments/Credentials",
                    metric="DaysSinceRotation",
                    dimensions={"Stack": watched.naming.suffix, "Secret": user},
                    label=user,
                    statistic="Maximum",
                )
                for user in ("application", "master")
            ],
        ),
    ]


def _filtered(watched: Watched) -> Iterator[Graph]:
    filters = [("rejected-connections", "Connections that security groups and network ACLs refused")]
    if watched.network.firewall_log_group_name is not None:
        filters.append(("blocked-connections", "Connections that the firewall blocked"))
    for metric, title in filters:
        series = Series(
            namespace="Payments/Network",
            metric=watched.naming.name(metric),
            dimensions={},
            label=metric.partition("-")[0],
        )
        yield Graph(title=title, series=[series])


def _costs() -> list[Widget]:
    return [
        Graph(
            title="Dollars of the month so far, the whole account (where it has billing alerts)",
            period_seconds=21_600,
            region=BILLING_REGION,
            series=[
                Series(
                    namespace="AWS/Billing",
                    metric="EstimatedCharges",
                    dimensions={"Currency": "USD"},
                    label="estimated",
                    statistic="Maximum",
                )
            ],
        ),
    ]
