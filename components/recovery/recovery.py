"""The second region: the first region's parts once more, ready to take over."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.config_sections import Recovery as Settings
from components.database import DatabaseArgs
from components.database.credentials import User
from components.flags import Flags, FlagsArgs, agent_layer
from components.naming import Naming
from components.observability import Objectives, ObjectivesArgs
from components.packaging import Package
from components.payments import DatabaseAccess, PaymentQueue, PaymentQueueArgs, Payments, PaymentsArgs, Queues
from components.recovery.backups import BackupReplication, BackupReplicationArgs
from components.recovery.dashboard import RecoveryDashboard, RecoveryDashboardArgs
from components.recovery.promotion import Promotion, PromotionArgs
from components.recovery.region import Place
from components.recovery.routing_controls import RoutingControls, RoutingControlsArgs
from components.recovery.standby_database import StandbyDatabase, StandbyDatabaseArgs
from components.recovery.steps import Records, Side
from components.recovery.switch_plan import SwitchPlan, SwitchPlanArgs


@dataclass(frozen=True, kw_only=True)
class FirstRegion:
    """What a failover acts on in the first region, and what the second region copies of it.

    `alarm_arn` is of the alarm on payments that wait; `replica_secret_arns` are those of the second region.
    """

    database_arn: Input[str]
    key_arn: Input[str]
    rotation_function_arn: Input[str]
    secret_arns: Mapping[User, Output[str]]
    replica_secret_arns: Mapping[User, Output[str]]
    replica_key_arn: Input[str] | None
    event_source_arn: Input[str] | None
    processor_arn: Input[str]
    alarm_arn: Input[str]


@dataclass(frozen=True, kw_only=True)
class RecoveryArgs:
    """The settings, the place, the first region, and what its own parts take; the second region's differ little.

    Without a place there is no second region. `package` is the archive of the failover's functions.
    """

    naming: Naming
    settings: Settings
    place: Place | None
    first: FirstRegion
    database: DatabaseArgs
    queue: PaymentQueueArgs
    flags: FlagsArgs
    payments: PaymentsArgs
    objectives: ObjectivesArgs
    package: Package


class Recovery(ComponentResource):
    """A second region that can serve within the hour, and the plan that lets it; nothing where none is configured.

    Until a failover its database is a copy, its secrets are replicas, and nothing calls its functions.
    """

    region: str | None = None
    vpc_id: Output[str] | None = None
    database_identifier: str | None = None
    database_arn: Output[str] | None = None
    database_endpoint: Output[str] | None = None
    queue_url: Output[str] | None = None
    dead_letter_url: Output[str] | None = None
    event_source_id: Output[str] | None = None
    processor_name: Output[str] | None = None
    application_secret_arn: Output[str] | None = None
    master_secret_arn: Output[str] | None = None
    rotation_function_arn: Output[str] | None = None
    topic_arn: Output[str] | None = None
    plan_arn: Output[str] | None = None

    def __init__(self, name: str, args: RecoveryArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:recovery:Recovery", name, None, opts)
        self._args = args
        if args.place:
            self._stand(name, args.place)
        self.register_outputs(
            {
                "region": self.region,
                "vpc_id": self.vpc_id,
                "database_arn": self.database_arn,
                "queue_url": self.queue_url,
                "plan_arn": self.plan_arn,
            }
        )

    def _stand(self, name: str, place: Place) -> None:
        there = ResourceOptions(parent=self, provider=place.provider)
        database = self._database(name, place, there)
        queue = PaymentQueue(
            f"{name}-queue", replace(self._args.queue, naming=place.naming, topic_arn=place.topic_arn), there
        )
        payments = self._payments(name, place, database, queue, there)
        self._watch(name, place, database, queue, there)
        plan = self._plan(name, place, database, queue, payments, there)
        self.region, self.vpc_id, self.topic_arn = place.region, place.vpc_id, place.topic_arn
        self.database_identifier, self.database_arn = database.identifier, database.arn
        self.database_endpoint = database.endpoint
        self.queue_url, self.dead_letter_url = queue.url, queue.dead_letter_url
        self.event_source_id = payments.event_source_id
        self.processor_name = payments.function_names[self._args.payments.settings.queue_reader.name]
        self.application_secret_arn = self._args.first.replica_secret_arns["application"]
        self.master_secret_arn = self._args.first.replica_secret_arns["master"]
        self.rotation_function_arn = database.rotation_function_arn
        self.plan_arn = plan.arn

    @property
    def _active(self) -> bool:
        return self._args.settings.active == "recovery"

    def _database(self, name: str, place: Place, there: ResourceOptions) -> StandbyDatabase:
        args = self._args
        database = StandbyDatabase(
            f"{name}-database",
            StandbyDatabaseArgs(
                place=place,
                first=args.database,
                source_arn=args.first.database_arn,
                secret_arns=args.first.replica_secret_arns,
                secrets_key_arn=args.first.replica_key_arn or "",
                active=self._active,
            ),
            there,
        )
        BackupReplication(
            f"{name}-backups",
            BackupReplicationArgs(
                place=place,
                source_arn=args.first.database_arn,
                retention_days=args.database.settings.backup_retention_days,
                key_arn=database.key_arn,
                package=args.package,
                log_retention_days=args.database.log_retention_days,
            ),
            there,
        )
        return database

    def _payments(
        self, name: str, place: Place, database: StandbyDatabase, queue: PaymentQueue, there: ResourceOptions
    ) -> Payments:
        args, first = self._args, self._args.first
        subnet_ids = list(place.private_subnet_ids.values())
        flags = Flags(
            f"{name}-flags",
            replace(
                args.flags,
                naming=place.naming,
                region=place.region,
                alarm_arns=list(queue.alarm_arns.values()),
                vpc_id=place.vpc_id,
                subnet_ids=subnet_ids,
                topic_arn=place.topic_arn,
            ),
            there,
        )
        return Payments(
            f"{name}-payments",
            replace(
                args.payments,
                naming=place.naming,
                region=place.region,
                subnet_ids=subnet_ids,
                application_group_id=place.security_group_ids["application"],
                release_group_id=place.security_group_ids["release"],
                release_endpoint_ids={key: place.endpoint_ids[key] for key in args.payments.release_endpoint_ids},
                database=DatabaseAccess(
                    host=database.endpoint,
                    port=args.payments.database.port,
                    name=args.payments.database.name,
                    secret_arn=first.replica_secret_arns["application"],
                    secret_key_arn=first.replica_key_arn or "",
                ),
                queues=Queues(arn=queue.arn, dead_letter_arn=queue.dead_letter_arn, key_arn=queue.key_arn),
                queue_url=queue.url,
                dead_letter_url=queue.dead_letter_url,
                variables=flags.variables,
                statements=flags.statements,
                # A configured layer is one of the first region's.
                layers=[agent_layer(args.settings.region)],
                topic_arn=place.topic_arn,
                topic_key_arn=place.topic_key_arn,
                active=self._active,
            ),
            there,
        )

    def _watch(
        self, name: str, place: Place, database: StandbyDatabase, queue: PaymentQueue, there: ResourceOptions
    ) -> None:
        args = self._args
        Objectives(
            f"{name}-objectives",
            replace(
                args.objectives,
                naming=place.naming,
                waiting_alarm_arn=queue.alarm_arns["age"],
                pages_topic_arn=place.pages_topic_arn,
                topic_arn=place.topic_arn,
            ),
            there,
        )
        RecoveryDashboard(
            name,
            RecoveryDashboardArgs(
                place=place,
                account_id=args.database.account_id,
                database=database.identifier,
                functions=[function.name for function in args.payments.settings.functions],
                active=self._active,
            ),
            there,
        )

    def _plan(
        self,
        name: str,
        place: Place,
        database: StandbyDatabase,
        queue: PaymentQueue,
        payments: Payments,
        there: ResourceOptions,
    ) -> SwitchPlan:
        args, first, settings = self._args, self._args.first, self._args.settings
        home = args.database.region
        sides = [
            Side(
                region=home,
                database_arn=first.database_arn,
                event_source_arn=first.event_source_arn or "",
                promotion_arn=self._first_promotion(f"{name}-first-promotion").function_arn,
            ),
            Side(
                region=place.region,
                database_arn=database.arn,
                event_source_arn=payments.event_source_arn or "",
                promotion_arn=self._promotion(f"{name}-promotion", place, database, there).function_arn,
            ),
        ]
        controls: Mapping[str, Input[str]] = {}
        if settings.routing_controls:
            controls = RoutingControls(
                f"{name}-controls", RoutingControlsArgs(naming=args.naming, regions=[home, place.region]), there
            ).arns
        reader = args.payments.settings.queue_reader.name
        return SwitchPlan(
            f"{name}-plan",
            SwitchPlanArgs(
                naming=args.naming,
                account_id=args.database.account_id,
                sides=sides,
                processor_arns=[first.processor_arn, payments.function_arns[reader]],
                alarm_arns={home: first.alarm_arn, place.region: queue.alarm_arns["age"]},
                records=_records(settings),
                controls=controls,
            ),
            there,
        )

    def _first_promotion(self, name: str) -> Promotion:
        """For the way back, when the first region's secrets are the replicas."""
        args, payments = self._args, self._args.payments
        return Promotion(
            name,
            PromotionArgs(
                naming=args.naming,
                package=args.package,
                secret_arns=args.first.secret_arns,
                rotation_function_arn=args.first.rotation_function_arn,
                rotation_days=args.database.rotation_days,
                subnet_ids=payments.subnet_ids,
                security_group_id=payments.release_group_id,
                key_arn=args.first.key_arn,
                log_retention_days=payments.log_retention_days,
                topic_arn=payments.topic_arn,
            ),
            ResourceOptions(parent=self),
        )

    def _promotion(self, name: str, place: Place, database: StandbyDatabase, there: ResourceOptions) -> Promotion:
        args = self._args
        return Promotion(
            name,
            PromotionArgs(
                naming=place.naming,
                package=args.package,
                secret_arns=args.first.replica_secret_arns,
                rotation_function_arn=database.rotation_function_arn,
                rotation_days=args.database.rotation_days,
                subnet_ids=list(place.private_subnet_ids.values()),
                security_group_id=place.security_group_ids["release"],
                key_arn=database.key_arn,
                log_retention_days=args.database.log_retention_days,
                topic_arn=place.topic_arn,
            ),
            there,
        )


def _records(settings: Settings) -> Records | None:
    if settings.hosted_zone_id is None or settings.record_name is None:
        return None
    return Records(hosted_zone_id=settings.hosted_zone_id, record_name=settings.record_name)
