"""The audit of the ledger: a function that reads it every night, and the alarms on what it finds and when it ends."""

from pulumi import Input, ResourceOptions
from pulumi_aws import cloudwatch

from components.database import RegionalDatabase
from components.payments.processor_alarms import NAMESPACE
from config.sections import Audit as Settings
from foundation.alarms import Question
from foundation.component import Component
from foundation.daily_alarms import DAY_SECONDS, DAYS_WITHOUT, late_alarm
from foundation.function import Function, FunctionArgs, Placement, called_by
from foundation.metric_alarms import alarm
from foundation.packaging import Package
from foundation.policies import allow, through
from foundation.region import Region


class LedgerAudit(Component):
    """A function that looks at a share of the ledger every night and changes nothing, with two alarms.

    One says that something is wrong with a payment or with an entry, the other that no audit has come to its end for
    days. The function has the application's credential, and its sessions are read-only: a user of its own would be one
    more secret with a rotation, a replica and alarms of its own.
    """

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        settings: Settings,
        database: RegionalDatabase,
        package: Package,
        placement: Placement,
        key_arn: Input[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        self._name = name
        audit = FunctionArgs(
            region=region,
            kind="ledger-audit",
            description="Audits the ledger",
            package=package,
            handler="lambda_src.audit.handle",
            environment={
                "DATABASE_HOST": database.endpoint,
                "DATABASE_PORT": str(database.port),
                "DATABASE_NAME": database.name,
                "APPLICATION_SECRET_ARN": database.application_secret_arn,
                "AUDIT_NIGHTS": str(settings.nights),
                "STACK": region.naming.suffix,
                "POWERTOOLS_SERVICE_NAME": "ledger-audit",
            },
            statements=[
                allow(["secretsmanager:GetSecretValue"], database.application_secret_arn),
                allow(["kms:Decrypt"], database.credentials_key_arn, through("secretsmanager", region)),
            ],
            placement=placement,
            key_arn=key_arn,
            question=Question.PAYMENTS,
            # Lambda gives one whole processor with so much: each row is compared here.
            memory_mb=1769,
            # The longest that Lambda takes; what is left then waits for the next pass, and an alarm tells.
            timeout_seconds=900,
        )
        rule = cloudwatch.EventRule(
            f"{name}-schedule",
            description="Audits the ledger",
            schedule_expression=f"cron(30 {settings.hour} * * ? *)",
            tags=region.naming.tags("ledger-audit-schedule"),
            opts=self.child(),
        )
        called_by(self, f"{name}-schedule", rule, Function(name, audit, self.child()))
        self._findings_alarm()
        self._late_alarm(database)
        self.publish()

    def _findings_alarm(self) -> None:
        alarm(
            self,
            f"{self._name}-findings",
            kind="ledger-findings",
            question=Question.PAYMENTS,
            runbook="ledger",
            reason="Payments have entries that are wrong, or entries have no payment: the audit's log names them.",
            namespace=NAMESPACE,
            metric="LedgerFindings",
            dimensions={"Stack": self.region.naming.suffix},
            threshold=0,
            statistic="Maximum",
            # Until the next night's audit.
            period_seconds=DAY_SECONDS,
        )

    def _late_alarm(self, database: RegionalDatabase) -> None:
        late_alarm(
            self,
            f"{self._name}-late",
            kind="ledger-audit-late",
            question=Question.PAYMENTS,
            runbook="ledger",
            reason=f"No audit of the ledger has come to the end of its share for {DAYS_WITHOUT} days: it fails, does "
            "not run, or the share is too large.",
            namespace=NAMESPACE,
            metric="LedgerAudited",
            server=database.identifier,
        )
