"""What the dashboard shows, by question: the alarms of each part, and the graphs beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pulumi import Input

from components.observability.dashboard import Graph, LogTable, Row, Series
from components.payments.processor_alarms import NAMESPACE
from foundation.naming import Naming

# What the dashboard asks the processor's log; also a saved query.
TROUBLE = (
    'filter level in ["ERROR", "WARNING"] | stats count(*) as times by message, error | sort times desc | limit 20'
)
# CloudWatch keeps the metrics of costs in one region.
BILLING_REGION = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What exists in the region, by the names under which CloudWatch knows it.

    `functions` are the payment functions by their names in the configuration; the alarms of parts that may be off are
    given by their kinds, none where a part is off; `firewall` is whether there is one.
    """

    naming: Naming
    latency_milliseconds: int
    queue_name: Input[str]
    dead_letter_name: Input[str]
    functions: Sequence[str]
    processor_log_group: str
    database: str
    firewall: bool
    network_alarms: Sequence[str]
    container_alarms: Sequence[str]
    migration_alarms: Sequence[str]
    experiment_alarms: Sequence[str]
    recovery_alarms: Sequence[str]


def rows(watched: Watched) -> list[Row]:
    """The rows of the parts that exist."""
    optional = {
        "Does the container take payments in?": watched.container_alarms,
        "Is the migration on time?": watched.migration_alarms,
        "Did an experiment end early?": watched.experiment_alarms,
        "Could payments come back from the second region?": watched.recovery_alarms,
    }
    return [
        _payments(watched),
        _functions(watched),
        _database(watched),
        _rotation(watched),
        _network(watched),
        *(Row(question=question, alarms=alarms) for question, alarms in optional.items() if alarms),
        _costs(),
        Row(question="Does everybody hear of it?", alarms=["alerts-undelivered", "pages-undelivered"]),
    ]


def _payments(watched: Watched) -> Row:
    def counted(metric: str, label: str) -> Series:
        return Series(namespace=NAMESPACE, metric=metric, dimensions={"Stack": watched.naming.suffix}, label=label)

    def waited(percentile: str) -> Series:
        return Series(
            namespace=NAMESPACE,
            metric="PaymentLatency",
            dimensions={"Stack": watched.naming.suffix},
            label=percentile,
            statistic=percentile,
        )

    def queued(name: Input[str], metric: str, label: str) -> Series:
        return Series(
            namespace="AWS/SQS", metric=metric, dimensions={"QueueName": name}, label=label, statistic="Maximum"
        )

    outcomes = ("Completed", "Repeated", "Refused", "Retried", "Parked")
    return Row(
        question="Are payments flowing?",
        alarms=[
            "payments-suffer",
            "payments-suffer-slowly",
            "payments-age",
            "payment-dead-letters",
            "payments-retried",
            "payments-flags-unavailable",
        ],
        widgets=[
            Graph(
                title="Payments by outcome",
                period_seconds=60,
                series=[counted(f"Payment{outcome}", outcome.lower()) for outcome in outcomes],
            ),
            Graph(
                title="Milliseconds to write a payment",
                period_seconds=60,
                series=[waited("p50"), waited("p99")],
                limit=watched.latency_milliseconds,
            ),
            Graph(
                title="Waiting, and given up",
                period_seconds=60,
                series=[
                    queued(watched.queue_name, "ApproximateNumberOfMessagesVisible", "waiting"),
                    queued(watched.queue_name, "ApproximateAgeOfOldestMessage", "seconds of the oldest"),
                    queued(watched.dead_letter_name, "ApproximateNumberOfMessagesVisible", "dead letters"),
                ],
            ),
        ],
    )


def _functions(watched: Watched) -> Row:
    def counted(metric: str, function: str, statistic: str = "Sum") -> Series:
        name = watched.naming.name(function)
        return Series(
            namespace="AWS/Lambda",
            metric=metric,
            dimensions={"FunctionName": name},
            label=f"{function} {metric.lower()}",
            statistic=statistic,
        )

    return Row(
        question="Do the functions run?",
        alarms=[
            *(f"{function}-{trouble}" for function in watched.functions for trouble in ("errors", "throttles")),
            "payments-release-errors",
            "flags-validator-errors",
        ],
        widgets=[
            Graph(
                title="Errors and throttles",
                series=[counted(metric, name) for name in watched.functions for metric in ("Errors", "Throttles")],
            ),
            Graph(
                title="Concurrent runs",
                series=[counted("ConcurrentExecutions", name, "Maximum") for name in watched.functions],
            ),
            LogTable(title="What the processor complains of", log_group=watched.processor_log_group, query=TROUBLE),
        ],
    )


def _database(watched: Watched) -> Row:
    def measured(metric: str, label: str) -> Series:
        return Series(
            namespace="AWS/RDS",
            metric=metric,
            dimensions={"DBInstanceIdentifier": watched.database},
            label=label,
            statistic="Average",
        )

    return Row(
        question="Is the database well?",
        alarms=[f"database-{kind}" for kind in ("processor", "storage", "memory", "writes")],
        widgets=[
            Graph(title="Processor, percent", series=[measured("CPUUtilization", "busy")], limit=80),
            Graph(title="Connections", series=[measured("DatabaseConnections", "open")]),
            Graph(
                title="Seconds for a disk operation",
                series=[measured("WriteLatency", "write"), measured("ReadLatency", "read")],
            ),
        ],
    )


def _rotation(watched: Watched) -> Row:
    return Row(
        question="Is the rotation healthy?",
        alarms=[
            *(f"{user}-rotation-{trouble}" for user in ("application", "master") for trouble in ("failed", "late")),
            "rotation-errors",
            "rotation-watch-errors",
            "bootstrap-errors",
        ],
        widgets=[
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
        ],
    )


def _network(watched: Watched) -> Row:
    return Row(
        question="Does the network let through what it must, and nothing else?",
        alarms=watched.network_alarms,
        widgets=list(_filtered(watched)),
    )


def _filtered(watched: Watched) -> Iterator[Graph]:
    filters = [("rejected-connections", "Connections that security groups and network ACLs refused")]
    if watched.firewall:
        filters.append(("blocked-connections", "Connections that the firewall blocked"))
    for metric, title in filters:
        series = Series(
            namespace="Payments/Network",
            metric=watched.naming.name(metric),
            dimensions={},
            label=metric.partition("-")[0],
        )
        yield Graph(title=title, series=[series])


def _costs() -> Row:
    return Row(
        question="What does it cost?",
        alarms=[],
        widgets=[
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
        ],
    )
