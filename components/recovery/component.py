"""The second region: the first region's parts once more, ready to take over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pulumi import ComponentResource, Output, ResourceOptions

from components.database import DatabaseArgs
from components.database.credentials import Replicas
from components.flags import Flags, FlagsArgs, agent_layer
from components.observability import Objectives, ObjectivesArgs
from components.payments import DatabaseAccess, PaymentQueue, PaymentQueueArgs, Payments, PaymentsArgs, Queues
from components.recovery.backups import BackupReplication, BackupReplicationArgs
from components.recovery.dashboard import RecoveryDashboard, RecoveryDashboardArgs
from components.recovery.failover import Failover, FailoverArgs, FirstRegion, SecondRegion
from components.recovery.region import Place
from components.recovery.standby_database import StandbyDatabase, StandbyDatabaseArgs
from config.sections import Recovery as Settings
from foundation.naming import Naming
from foundation.packaging import Package


@dataclass(frozen=True, kw_only=True)
class RecoveryArgs:
    """The settings, the place, the first region, and what its own parts take; the second region's differ little.

    `replicas` are the secrets as they stand in the place; without these two there is no second region. `package` is the
    archive of the failover's functions. Raises ValueError where one of the two is missing beside the other.
    """

    naming: Naming
    settings: Settings
    place: Place | None
    replicas: Replicas | None
    first: FirstRegion
    database: DatabaseArgs
    queue: PaymentQueueArgs
    flags: FlagsArgs
    payments: PaymentsArgs
    objectives: ObjectivesArgs
    package: Package

    def __post_init__(self) -> None:
        if (self.place is None) != (self.replicas is None):
            given, lacks = ("replicas", "place") if self.place is None else ("place", "replicas")
            raise ValueError(f"{given} is given and {lacks} is None; a second region has both")


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
    first_promotion_arn: Output[str] | None = None
    promotion_arn: Output[str] | None = None
    topic_arn: Output[str] | None = None
    plan_arn: Output[str] | None = None
    # Of the first region; the second one's stand on a dashboard of its own.
    alarm_kinds: Sequence[str] = ()

    def __init__(self, name: str, args: RecoveryArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:recovery:Recovery", name, None, opts)
        self._args = args
        if args.place and args.replicas:
            self._stand(name, args.place, args.replicas)
        self.register_outputs(
            {
                "region": self.region,
                "vpc_id": self.vpc_id,
                "database_arn": self.database_arn,
                "queue_url": self.queue_url,
                "plan_arn": self.plan_arn,
            }
        )

    def _stand(self, name: str, place: Place, replicas: Replicas) -> None:
        there = ResourceOptions(parent=self, provider=place.provider)
        database = self._database(name, place, replicas, there)
        queue = PaymentQueue(
            f"{name}-queue", replace(self._args.queue, naming=place.naming, topic_arn=place.topic_arn), there
        )
        payments = self._payments(name, place, replicas, database, queue, there)
        self._watch(name, place, database, queue, there)
        failover = self._failover(name, place, replicas, database, queue, payments, there)
        self.region, self.vpc_id, self.topic_arn = place.region, place.vpc_id, place.topic_arn
        self.database_identifier, self.database_arn = database.identifier, database.arn
        self.database_endpoint = database.endpoint
        self.queue_url, self.dead_letter_url = queue.url, queue.dead_letter_url
        self.event_source_id = payments.event_source_id
        self.processor_name = payments.function_names[self._args.payments.settings.queue_reader.name]
        self.application_secret_arn = replicas.secret_arns["application"]
        self.master_secret_arn = replicas.secret_arns["master"]
        self.rotation_function_arn = database.rotation_function_arn
        self.first_promotion_arn, self.promotion_arn = failover.first_promotion_arn, failover.promotion_arn
        self.plan_arn, self.alarm_kinds = failover.plan_arn, ["secret-promotion-errors"]

    @property
    def _active(self) -> bool:
        return self._args.settings.active == "recovery"

    def _database(self, name: str, place: Place, replicas: Replicas, there: ResourceOptions) -> StandbyDatabase:
        args = self._args
        database = StandbyDatabase(
            f"{name}-database",
            StandbyDatabaseArgs(
                place=place,
                first=args.database,
                source_arn=args.first.database_arn,
                secret_arns=replicas.secret_arns,
                secrets_key_arn=replicas.key_arn,
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
        self,
        name: str,
        place: Place,
        replicas: Replicas,
        database: StandbyDatabase,
        queue: PaymentQueue,
        there: ResourceOptions,
    ) -> Payments:
        args = self._args
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
                    secret_arn=replicas.secret_arns["application"],
                    secret_key_arn=replicas.key_arn,
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

    def _failover(
        self,
        name: str,
        place: Place,
        replicas: Replicas,
        database: StandbyDatabase,
        queue: PaymentQueue,
        payments: Payments,
        there: ResourceOptions,
    ) -> Failover:
        args = self._args
        return Failover(
            name,
            FailoverArgs(
                naming=args.naming,
                account_id=args.database.account_id,
                settings=args.settings,
                first=args.first,
                second=SecondRegion(
                    place=place,
                    database_arn=database.arn,
                    key_arn=database.key_arn,
                    rotation_function_arn=database.rotation_function_arn,
                    secret_arns=replicas.secret_arns,
                    event_source_arn=payments.event_source_arn,
                    processor_arn=payments.function_arns[args.payments.settings.queue_reader.name],
                    alarm_arn=queue.alarm_arns["age"],
                ),
                package=args.package,
                rotation_days=args.database.rotation_days,
                log_retention_days=args.database.log_retention_days,
            ),
            there,
        )
