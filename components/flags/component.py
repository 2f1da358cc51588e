"""The feature flags: who is told of a change, how fast, and what refuses it or takes it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import appconfig

from components.flags.content import FlagContent
from components.flags.delivery import AT_ONCE, Delivery, DeliveryArgs, Pace
from components.flags.monitoring import AlarmSight, AlarmSightArgs, RollbackAlert, RollbackAlertArgs
from components.flags.validator import Validator, ValidatorArgs
from config.sections import Flags as FlagsSettings
from foundation.keys import EncryptionKey, EncryptionKeyArgs, log_group_use
from foundation.naming import Naming
from foundation.packaging import Package
from foundation.policies import Statement, allow

# How often a function's agent asks for changes: a stop reaches every function within this time.
POLL_SECONDS = 15


@dataclass(frozen=True, kw_only=True)
class FlagsArgs:
    """The checked content, how fast a release reaches everybody, and the alarms that take a release back.

    `package` is the archive of the function that checks content once more, when AppConfig is given it; `vpc_id` and
    `subnet_ids` are where that function stands.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    settings: FlagsSettings
    content: FlagContent
    alarm_arns: Sequence[Input[str]]
    package: Package
    vpc_id: Input[str]
    subnet_ids: Sequence[Input[str]]
    key_deletion_days: int
    log_retention_days: int
    topic_arn: Input[str]


class Flags(ComponentResource):
    """An application of AppConfig with two deliveries: operations act at once, releases grow by steps.

    Nothing takes operations back and nothing holds them up: payments are stopped while alarms ring, and while a
    release is on its way. `variables` and `statements` are the environment and the rights of a function that reads
    the flags.
    """

    application_id: Output[str]
    operations_environment_id: Output[str]
    operations_profile_id: Output[str]
    releases_environment_id: Output[str]
    releases_profile_id: Output[str]
    key_arn: Output[str]
    variables: Mapping[str, Input[str]]
    statements: Sequence[Statement]

    def __init__(self, name: str, args: FlagsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:flags:Flags", name, None, opts)
        self._name, self._args, self._child = name, args, ResourceOptions(parent=self)
        self.key_arn = self._key()
        application = appconfig.Application(
            f"{name}-application",
            name=args.naming.name("flags"),
            description=f"The feature flags of {args.naming.environment}",
            tags=args.naming.tags("flags"),
            opts=self._child,
        )
        self.application_id = application.id
        operations = self._operations()
        releases = self._releases(operations)
        self.operations_environment_id, self.operations_profile_id = operations.environment_id, operations.profile_id
        self.releases_environment_id, self.releases_profile_id = releases.environment_id, releases.profile_id
        self.variables = self._variables()
        self.statements = self._statements()
        self.register_outputs(
            {
                "application_id": self.application_id,
                "operations_environment_id": self.operations_environment_id,
                "operations_profile_id": self.operations_profile_id,
                "releases_environment_id": self.releases_environment_id,
                "releases_profile_id": self.releases_profile_id,
                "key_arn": self.key_arn,
            }
        )

    def _key(self) -> Output[str]:
        args = self._args
        key = EncryptionKey(
            f"{self._name}-key",
            EncryptionKeyArgs(
                naming=args.naming,
                purpose="flags",
                account_id=args.account_id,
                deletion_days=args.key_deletion_days,
                statements=[log_group_use(args.region, args.account_id)],
            ),
            self._child,
        )
        return key.arn

    def _operations(self) -> Delivery:
        """Without alarms: those that ring would take the kill switch back. Without a validator that could fail."""
        args = self._args
        return Delivery(
            f"{self._name}-operations",
            DeliveryArgs(
                naming=args.naming,
                kind="operations-flags",
                application_id=self.application_id,
                content=args.content.operations,
                pace=AT_ONCE,
                key_arn=self.key_arn,
            ),
            self._child,
        )

    def _releases(self, operations: Delivery) -> Delivery:
        args, name = self._args, self._name
        sight = AlarmSight(
            f"{name}-alarms", AlarmSightArgs(naming=args.naming, alarm_arns=args.alarm_arns), self._child
        )
        releases = Delivery(
            f"{name}-releases",
            DeliveryArgs(
                naming=args.naming,
                kind="releases-flags",
                application_id=self.application_id,
                content=args.content.releases,
                pace=Pace(
                    rollout_minutes=args.settings.rollout_minutes,
                    growth_percent=args.settings.growth_percent,
                    bake_minutes=args.settings.bake_minutes,
                ),
                key_arn=self.key_arn,
                alarm_arns=args.alarm_arns,
                alarm_role_arn=sight.role_arn,
                validator_arn=self._validator(),
                # A stop that comes with a release comes first.
                ready=[operations.deployment],
            ),
            self._child,
        )
        RollbackAlert(
            f"{name}-rollback",
            RollbackAlertArgs(
                naming=args.naming,
                region=args.region,
                environment_id=releases.environment_id,
                environment_arn=releases.environment_arn,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )
        return releases

    def _validator(self) -> Output[str]:
        args = self._args
        validator = Validator(
            f"{self._name}-validator",
            ValidatorArgs(
                naming=args.naming,
                package=args.package,
                vpc_id=args.vpc_id,
                subnet_ids=args.subnet_ids,
                key_arn=self.key_arn,
                log_retention_days=args.log_retention_days,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )
        return validator.arn

    def _variables(self) -> Mapping[str, Input[str]]:
        operations = (self.application_id, self.operations_environment_id, self.operations_profile_id)
        releases = (self.releases_environment_id, self.releases_profile_id)
        path = "/applications/{0}/environments/{%d}/configurations/{%d}"
        return {
            "FLAGS_APPLICATION": self.application_id,
            "FLAGS_OPERATIONS_ENVIRONMENT": self.operations_environment_id,
            "FLAGS_OPERATIONS_PROFILE": self.operations_profile_id,
            "FLAGS_RELEASES_ENVIRONMENT": self.releases_environment_id,
            "FLAGS_RELEASES_PROFILE": self.releases_profile_id,
            "AWS_APPCONFIG_EXTENSION_POLL_INTERVAL_SECONDS": str(POLL_SECONDS),
            "AWS_APPCONFIG_EXTENSION_PREFETCH_LIST": Output.format(
                f"{path % (1, 2)},{path % (3, 4)}", *operations, *releases
            ),
        }

    def _statements(self) -> Sequence[Statement]:
        args = self._args
        read = (
            (self.operations_environment_id, self.operations_profile_id),
            (self.releases_environment_id, self.releases_profile_id),
        )
        configurations = [
            Output.format(
                "arn:aws:appconfig:{0}:{1}:application/{2}/environment/{3}/configuration/{4}",
                *(args.region, args.account_id, self.application_id, environment_id, profile_id),
            )
            for environment_id, profile_id in read
        ]
        actions = ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"]
        return [allow(actions, configurations), allow(["kms:Decrypt"], self.key_arn)]
