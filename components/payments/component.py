"""The payment functions of one region, composed of their parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Input, Output, ResourceOptions

from components.database import RegionalDatabase
from components.network import Network
from components.payments.audit import LedgerAudit
from components.payments.function import PaymentFunction
from components.payments.processor_alarms import ProcessorAlarms
from components.payments.queue import PaymentQueue
from components.payments.rollout import Rollout
from config.sections import Function as FunctionSettings
from config.sections import Payments as Settings
from foundation.alarms import Alarm
from foundation.component import Component
from foundation.function import Extension, FunctionArgs
from foundation.keys import EncryptionKey
from foundation.packaging import Package
from foundation.policies import allow, through
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class PaymentsArgs:
    """The region, the stack's settings, and what the functions work with.

    `packages` are the functions' archives by source folder; `extensions` are what every function gets for its feature
    flags and experiments; `lease` is what it needs to ask whether its region may book payments, where there are two.
    `rollout_alarms` take a new version of the queue's reader back, beside the functions' own ones, and are over soon
    after it is gone. Where `active` is False, the functions are ready and nothing calls them: another region serves,
    where the ledger is audited. Raises ValueError where an archive is missing.
    """

    region: Region
    network: Network
    settings: Settings
    database: RegionalDatabase
    queue: PaymentQueue
    extensions: Sequence[Extension]
    lease: Extension | None
    packages: Mapping[str, Package]
    audit_package: Package
    release_package: Package
    rollout_alarms: Sequence[Alarm]
    active: bool = True

    def __post_init__(self) -> None:
        missing = self.settings.sources - self.packages.keys()
        if missing:
            raise ValueError(f"packages must hold an archive of each source folder; {', '.join(sorted(missing))} lack")


class Payments(Component):
    """The configured functions, in private subnets, whose new versions take over gradually.

    The processor is the one of them that reads the queue, through the event source.
    """

    settings: Settings
    function_names: dict[str, Output[str]]
    function_arns: dict[str, Output[str]]
    processor_name: Output[str]
    processor_arn: Output[str]
    processor_alias_arn: Output[str]
    event_source_id: Output[str]
    event_source_arn: Output[str]
    key_arn: Output[str]
    rollout_application_name: Output[str]

    def __init__(self, name: str, args: PaymentsArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._args, self.settings = args, args.settings
        self._key = EncryptionKey(f"{name}-key", args.region, purpose="payments", logs=True, opts=self.child())
        functions = {
            settings.name: PaymentFunction(
                f"{name}-{settings.name}",
                self._function(settings),
                settings=settings,
                queue=args.queue,
                batch_size=args.settings.queue.batch_size,
                rollout_alarms=args.rollout_alarms,
                active=args.active,
                opts=self.child(),
            )
            for settings in args.settings.functions
        }
        rollout = Rollout(
            f"{name}-rollout",
            self._release_function([made.arn for made in functions.values()]),
            functions=[made.rolled for made in functions.values()],
            pace=args.settings.rollout,
            opts=self.child(),
        )
        ProcessorAlarms(f"{name}-processor", args.region, leased=args.lease is not None, opts=self.child())
        if args.active:
            LedgerAudit(
                f"{name}-audit",
                args.region,
                settings=args.settings.audit,
                database=args.database,
                package=args.audit_package,
                placement=args.network.placement("application", calls=["secretsmanager"]),
                key_arn=self._key.arn,
                opts=self.child(),
            )
        processor = functions[args.settings.queue_reader.name]
        self.publish(
            function_names={key: made.name for key, made in functions.items()},
            function_arns={key: made.arn for key, made in functions.items()},
            processor_name=processor.name,
            processor_arn=processor.arn,
            processor_alias_arn=processor.alias_arn,
            event_source_id=processor.event_source_id,
            event_source_arn=processor.event_source_arn,
            key_arn=self._key.arn,
            rollout_application_name=rollout.application_name,
        )

    def _function(self, settings: FunctionSettings) -> FunctionArgs:
        args, database, queue = self._args, self._args.database, self._args.queue
        own: dict[str, Input[str]] = {
            "DATABASE_HOST": database.endpoint,
            "DATABASE_PORT": str(database.port),
            "DATABASE_NAME": database.name,
            "APPLICATION_SECRET_ARN": database.application_secret_arn,
            "QUEUE_URL": queue.url,
            "DEAD_LETTER_QUEUE_URL": queue.dead_letter_url,
            "MAX_RECEIVE_COUNT": str(args.settings.queue.max_receive_count),
            "STACK": args.region.naming.suffix,
            "POWERTOOLS_SERVICE_NAME": settings.name,
        }
        extensions = [*args.extensions, *([args.lease] if args.lease else [])]
        for extension in extensions:
            own.update(extension.variables)
        return FunctionArgs(
            region=args.region,
            kind=settings.name,
            description=f"Payment function {settings.name}",
            package=args.packages[settings.source],
            handler=settings.handler,
            # What the platform says of itself can't be set otherwise by a function's own variables.
            environment={**settings.environment, **own},
            statements=[
                allow(["secretsmanager:GetSecretValue"], database.application_secret_arn),
                allow(["kms:Decrypt"], database.credentials_key_arn, through("secretsmanager", args.region)),
                *(statement for extension in extensions for statement in extension.statements),
            ],
            placement=args.network.placement(
                "application",
                calls=["secretsmanager", "sqs", *(call for extension in extensions for call in extension.calls)],
            ),
            key_arn=self._key.arn,
            memory_mb=settings.memory_mb,
            timeout_seconds=settings.timeout_seconds,
            reserved_concurrency=settings.reserved_concurrency,
            layers=[layer for extension in extensions for layer in extension.layers],
        )

    def _release_function(self, function_arns: Sequence[Output[str]]) -> FunctionArgs:
        region = self.region
        application = region.naming.name("payments-rollout")
        aliases = [Output.format("{0}:*", arn) for arn in function_arns]
        return FunctionArgs(
            region=region,
            kind="payments-release",
            description="Starts the roll-out of new versions",
            package=self._args.release_package,
            handler="lambdas.release.rollout.handle",
            environment={},
            statements=[
                allow(["lambda:GetAlias"], [*function_arns, *aliases]),
                allow(
                    [f"codedeploy:{action}" for action in ("CreateDeployment", "GetDeployment", "ListDeployments")],
                    region.arn("codedeploy", f"deploymentgroup:{application}/*"),
                ),
                allow(["codedeploy:GetDeploymentConfig"], region.arn("codedeploy", "deploymentconfig:*")),
                allow(
                    ["codedeploy:GetApplicationRevision", "codedeploy:RegisterApplicationRevision"],
                    region.arn("codedeploy", f"application:{application}"),
                ),
            ],
            placement=self._args.network.placement("release", calls=["codedeploy", "lambda"]),
            key_arn=self._key.arn,
            memory_mb=256,
            # It waits for the first shift, and may have to repeat calls.
            timeout_seconds=300,
        )
