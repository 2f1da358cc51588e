"""What a person looks at before and after a failover: the second region's dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.observability.dashboard import Graph, Row, Series, body
from components.recovery.backups import NAMESPACE
from components.recovery.region import Place
from components.recovery.replication_alarms import LAG_SECONDS
from config.recovery_objectives import RPO_MINUTES


@dataclass(frozen=True, kw_only=True)
class RecoveryDashboardArgs:
    """The place, the server, the payment functions by their names in the configuration, and whether they serve."""

    place: Place
    account_id: Input[str]
    database: str
    functions: Sequence[str]
    active: bool


class RecoveryDashboard(ComponentResource):
    """A dashboard that says what a failover would lose, and whether the second region is well."""

    def __init__(self, name: str, args: RecoveryDashboardArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:recovery:RecoveryDashboard", name, None, opts)
        naming, region = args.place.naming, args.place.region
        rows = [_loss(args), _payments(args), _parts(args)]
        arns = {
            kind: Output.format("arn:aws:cloudwatch:{0}:{1}:alarm:{2}", region, args.account_id, naming.name(kind))
            for row in rows
            for kind in row.alarms
        }
        cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=naming.name("recovery"),
            dashboard_body=body(rows, region, arns),
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({})


def _loss(args: RecoveryDashboardArgs) -> Row:
    server = {"DBInstanceIdentifier": args.database}
    lag = Series(
        namespace="AWS/RDS", metric="ReplicaLag", dimensions=server, label="seconds behind", statistic="Maximum"
    )
    age = Series(
        namespace=NAMESPACE,
        metric="BackupAgeMinutes",
        dimensions={"Stack": args.place.naming.suffix},
        label="minutes",
        statistic="Maximum",
    )
    replication = [] if args.active else ["replication-lag", "replication-stopped"]
    return Row(
        question="What would a failover lose?",
        alarms=[*replication, "backup-age", "backup-watch-errors"],
        widgets=[
            Graph(title="The copy of the database", period_seconds=60, series=[lag], limit=LAG_SECONDS),
            Graph(title="The last minute that backups can restore", series=[age], limit=RPO_MINUTES),
        ],
    )


def _payments(args: RecoveryDashboardArgs) -> Row:
    functions = [f"{name}-{trouble}" for name in args.functions for trouble in ("errors", "throttles")]
    payments = ["suffer", "suffer-slowly", "age", "retried", "flags-unavailable", "release-errors"]
    return Row(
        question="Are payments flowing here, where this region serves?",
        alarms=[*(f"payments-{trouble}" for trouble in payments), "payment-dead-letters", *functions],
    )


def _parts(args: RecoveryDashboardArgs) -> Row:
    database = [f"database-{kind}" for kind in ("processor", "storage", "memory", "writes")]
    return Row(
        question="Is the second region well?",
        alarms=[
            *database,
            "rotation-errors",
            "secret-promotion-errors",
            "flags-validator-errors",
            *args.place.alarm_kinds,
            "alerts-undelivered",
            "pages-undelivered",
        ],
    )
