"""The payment functions of one region, composed of their parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.payments.function import PaymentFunction, PaymentFunctionArgs, Queues
from components.payments.processor_alarms import ProcessorAlarms, ProcessorAlarmsArgs
from components.payments.rollout import Rollout, RolloutArgs
from config.sections import Function as FunctionSettings
from config.sections import Payments as PaymentsSettings
from foundation.function import FunctionArgs
from foundation.keys import EncryptionKey, EncryptionKeyArgs, log_group_use
from foundation.naming import Naming
from foundation.packaging import Package
from foundation.policies import Statement, allow, through


@dataclass(frozen=True, kw_only=True)
class DatabaseAccess:
    """Where the payments' database stands, and the secret to log in with, encrypted by a key."""

    host: Input[str]
    port: int
    name: str
    secret_arn: Input[str]
    secret_key_arn: Input[str]


@dataclass(frozen=True, kw_only=True)
class PaymentsArgs:
    """The stack's settings, where the functions run, and what they work with.

    `packages` are the functions' archives by source folder; `queue_url` and `dead_letter_url` belong to `queues`;
    `release_endpoint_ids` are the interface endpoints of CodeDeploy and Lambda, by service; `variables`, `statements`
    and `layers` are what every function gets for its feature flags. Where `active` is False, the functions stand ready
    and nothing calls them: another region serves.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    settings: PaymentsSettings
    subnet_ids: Sequence[Input[str]]
    application_group_id: Input[str]
    release_group_id: Input[str]
    release_endpoint_ids: Mapping[str, Input[str]]
    database: DatabaseAccess
    queues: Queues
    queue_url: Input[str]
    dead_letter_url: Input[str]
    variables: Mapping[str, Input[str]]
    statements: Sequence[Statement]
    layers: Sequence[Input[str]]
    packages: Mapping[str, Package]
    release_package: Package
    key_deletion_days: int
    log_retention_days: int
    topic_arn: Input[str]
    topic_key_arn: Input[str]
    active: bool = True

    def __post_init__(self) -> None:
        missing = {function.source for function in self.settings.functions} - self.packages.keys()
        if missing:
            raise ValueError(f"packages must hold an archive of each source folder; {', '.join(sorted(missing))} lack")


class Payments(ComponentResource):
    """The configured functions, in private subnets, whose new versions take over gradually.

    `event_source_id` and `event_source_arn` are of the mapping through which one of them reads the queue.
    """

    function_names: dict[str, Output[str]]
    function_arns: dict[str, Output[str]]
    event_source_id: Output[str]
    event_source_arn: Output[str]
    key_arn: Output[str]
    rollout_application_name: Output[str]

    def __init__(self, name: str, args: PaymentsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:compute:Payments", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        self._key = EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(
                naming=args.naming,
                purpose="payments",
                account_id=args.account_id,
                deletion_days=args.key_deletion_days,
                statements=[log_group_use(args.region, args.account_id)],
            ),
            self._child,
        )
        functions = {
            settings.name: PaymentFunction(
                f"{name}-{settings.name}",
                PaymentFunctionArgs(
                    settings=settings,
                    function=self._function(settings),
                    queues=args.queues,
                    batch_size=args.settings.queue.batch_size,
                    active=args.active,
                ),
                self._child,
            )
            for settings in args.settings.functions
        }
        rollout = Rollout(
            f"{name}-rollout",
            RolloutArgs(
                naming=args.naming,
                account_id=args.account_id,
                functions=[made.rolled for made in functions.values()],
                endpoint_ids=args.release_endpoint_ids,
                release_function=self._release_function([made.arn for made in functions.values()]),
                pace=args.settings.rollout,
                topic_arn=args.topic_arn,
                topic_key_arn=args.topic_key_arn,
            ),
            self._child,
        )
        ProcessorAlarms(
            f"{name}-processor", ProcessorAlarmsArgs(naming=args.naming, topic_arn=args.topic_arn), self._child
        )
        self.function_names = {key: made.name for key, made in functions.items()}
        self.function_arns = {key: made.arn for key, made in functions.items()}
        # Exactly one function reads the queue.
        [(self.event_source_id, self.event_source_arn)] = [
            (made.event_source_id, made.event_source_arn)
            for made in functions.values()
            if made.event_source_id is not None and made.event_source_arn is not None
        ]
        self.key_arn, self.rollout_application_name = self._key.arn, rollout.application_name
        self.register_outputs(
            {
                "function_names": self.function_names,
                "function_arns": self.function_arns,
                "event_source_id": self.event_source_id,
                "event_source_arn": self.event_source_arn,
                "key_arn": self.key_arn,
                "rollout_application_name": self.rollout_application_name,
            }
        )

    def _function(self, settings: FunctionSettings) -> FunctionArgs:
        args, database = self._args, self._args.database
        own = {
            "DATABASE_HOST": database.host,
            "DATABASE_PORT": str(database.port),
            "DATABASE_NAME": database.name,
            "APPLICATION_SECRET_ARN": database.secret_arn,
            "QUEUE_URL": args.queue_url,
            "DEAD_LETTER_QUEUE_URL": args.dead_letter_url,
            "STACK": args.naming.suffix,
            "POWERTOOLS_SERVICE_NAME": settings.name,
            **args.variables,
        }
        via_secrets_manager = through("secretsmanager", args.region)
        return FunctionArgs(
            naming=args.naming,
            kind=settings.name,
            description=f"Payment function {settings.name}",
            package=args.packages[settings.source],
            handler=settings.handler,
            # What the platform says of itself can't be set otherwise by a function's own variables.
            environment={**settings.environment, **own},
            statements=[
                allow(["secretsmanager:GetSecretValue"], database.secret_arn),
                allow(["kms:Decrypt"], database.secret_key_arn, via_secrets_manager),
                *args.statements,
            ],
            subnet_ids=args.subnet_ids,
            security_group_id=args.application_group_id,
            key_arn=self._key.arn,
            log_retention_days=args.log_retention_days,
            topic_arn=args.topic_arn,
            memory_mb=settings.memory_mb,
            timeout_seconds=settings.timeout_seconds,
            reserved_concurrency=settings.reserved_concurrency,
            layers=args.layers,
        )

    def _release_function(self, function_arns: Sequence[Output[str]]) -> FunctionArgs:
        args = self._args
        place = Output.format("arn:aws:codedeploy:{0}:{1}", args.region, args.account_id)
        application = args.naming.name("payments-rollout")
        return FunctionArgs(
            naming=args.naming,
            kind="payments-release",
            description="Starts the roll-out of new versions",
            package=args.release_package,
            handler="lambdas.release.rollout.handle",
            environment={},
            statements=[
                allow(["lambda:GetAlias"], [*function_arns, *(Output.format("{0}:*", arn) for arn in function_arns)]),
                allow(
                    [f"codedeploy:{action}" for action in ("CreateDeployment", "GetDeployment", "ListDeployments")],
                    Output.format("{0}:deploymentgroup:{1}/*", place, application),
                ),
                allow(["codedeploy:GetDeploymentConfig"], Output.format("{0}:deploymentconfig:*", place)),
                allow(
                    ["codedeploy:GetApplicationRevision", "codedeploy:RegisterApplicationRevision"],
                    Output.format("{0}:application:{1}", place, application),
                ),
            ],
            subnet_ids=args.subnet_ids,
            security_group_id=args.release_group_id,
            key_arn=self._key.arn,
            log_retention_days=args.log_retention_days,
            topic_arn=args.topic_arn,
            memory_mb=256,
            timeout_seconds=60,
        )
