"""The feature flags: what a change of them reaches, how fast, and what refuses it or rolls it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import appconfig

from components.flags.alarm_wait import AlarmWait
from components.flags.content import FlagContent
from components.flags.delivery import AT_ONCE, Delivery, Pace
from components.flags.layers import agent_layer
from components.flags.rollback import RollbackAlert
from components.flags.validator import Validator
from components.network import Network
from config.sections import Flags as Settings
from foundation.alarms import Alarm
from foundation.component import Component
from foundation.function import Extension
from foundation.keys import EncryptionKey
from foundation.packaging import Package
from foundation.policies import Statement, allow, assumable_by
from foundation.region import Region
from foundation.roles import role

# How often a function's agent asks for changes, and how long it waits for the answer: within these times a stop reaches
# every function that is in use.
POLL_SECONDS = 15
POLL_TIMEOUT_MILLISECONDS = 1000
# An environment of AppConfig watches no more alarms.
MOST_ALARMS = 5


@dataclass(frozen=True, kw_only=True)
class FlagsArgs:
    """The region, its network, how fast a release reaches everybody, the checked content, and the alarms on releases.

    `alarms` roll a release back. They are alarms on metrics: composite ones AppConfig only sees by the permission to
    see every alarm. `package` is the archive of the functions that check content once more, when AppConfig is given it,
    and that wait for new alarms.
    Raises ValueError for fewer or more alarms than AppConfig takes.
    """

    region: Region
    network: Network
    settings: Settings
    content: FlagContent
    alarms: Sequence[Alarm]
    package: Package

    def __post_init__(self) -> None:
        if not 1 <= len(self.alarms) <= MOST_ALARMS:
            kinds = [alarm.kind for alarm in self.alarms]
            raise ValueError(f"alarms must be 1 to {MOST_ALARMS}, as AppConfig takes them; got {kinds}")


class Flags(Component):
    """An application of AppConfig with two deliveries: operations act at once, releases grow by steps.

    Nothing rolls operations back and nothing delays them: payments are stopped while alarms are on, and while a
    release is on its way. `extension` is what a function needs to read the flags.
    """

    application_id: Output[str]
    operations_environment_id: Output[str]
    operations_profile_id: Output[str]
    releases_environment_id: Output[str]
    releases_profile_id: Output[str]
    key_arn: Output[str]
    extension: Extension

    def __init__(self, name: str, args: FlagsArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._name, self._args = name, args
        naming = args.region.naming
        key = EncryptionKey(f"{name}-key", args.region, purpose="flags", logs=True, opts=self.child())
        application = appconfig.Application(
            f"{name}-application",
            name=naming.name("flags"),
            description=f"The feature flags of {naming.environment}",
            tags=naming.tags("flags"),
            opts=self.child(),
        )
        operations = self._operations(application.id, key.arn)
        releases = self._releases(application.id, key.arn, operations)
        self.publish(
            application_id=application.id,
            operations_environment_id=operations.environment_id,
            operations_profile_id=operations.profile_id,
            releases_environment_id=releases.environment_id,
            releases_profile_id=releases.profile_id,
            key_arn=key.arn,
        )
        self.extension = Extension(
            variables=self._variables(),
            statements=self._statements(),
            # The agent does.
            calls=["appconfigdata"],
            layers=[agent_layer(args.region.name, args.settings.agent_layer_arn)],
        )

    def _operations(self, application_id: Output[str], key_arn: Output[str]) -> Delivery:
        """Without alarms: those that are on would roll the kill switch back. Without a validator that could fail."""
        return Delivery(
            f"{self._name}-operations",
            self.region,
            kind="operations-flags",
            application_id=application_id,
            content=self._args.content.operations,
            pace=AT_ONCE,
            key_arn=key_arn,
            opts=self.child(),
        )

    def _releases(self, application_id: Output[str], key_arn: Output[str], operations: Delivery) -> Delivery:
        args, name = self._args, self._name
        validator = Validator(
            f"{name}-validator",
            args.region,
            package=args.package,
            network=args.network,
            key_arn=key_arn,
            opts=self.child(),
        )
        alarm_wait = AlarmWait(
            f"{name}-alarm-wait",
            args.region,
            alarms=args.alarms,
            package=args.package,
            network=args.network,
            key_arn=key_arn,
            opts=self.child(),
        )
        releases = Delivery(
            f"{name}-releases",
            args.region,
            kind="releases-flags",
            application_id=application_id,
            content=args.content.releases,
            pace=Pace(
                rollout_minutes=args.settings.rollout_minutes,
                growth_percent=args.settings.growth_percent,
                bake_minutes=args.settings.bake_minutes,
            ),
            key_arn=key_arn,
            monitors=self._monitors(),
            validator_arn=validator.arn,
            # A stop that comes with a release comes first, and an alarm without a state would roll the release back.
            ready=[operations.deployment, alarm_wait.invocation],
            opts=self.child(),
        )
        RollbackAlert(f"{name}-rollback", args.region, delivery=releases, opts=self.child())
        return releases

    def _monitors(self) -> list[appconfig.EnvironmentMonitorArgsDict]:
        """The alarms that roll a release back, and the role by which AppConfig sees them and nothing else."""
        alarm_arns = [alarm.arn for alarm in self._args.alarms]
        role_arn = role(
            self,
            f"{self._name}-alarms",
            kind="flags-alarms",
            description="Lets AppConfig see the alarms that roll a release back",
            # AppConfig takes only roles of the environment's own account, and its guide does not say that it names it.
            trust=assumable_by("appconfig.amazonaws.com"),
            statements=[allow(["cloudwatch:DescribeAlarms"], alarm_arns)],
        )
        return [{"alarm_arn": arn, "alarm_role_arn": role_arn} for arn in alarm_arns]

    def _variables(self) -> dict[str, str | Output[str]]:
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
            "AWS_APPCONFIG_EXTENSION_POLL_TIMEOUT_MILLIS": str(POLL_TIMEOUT_MILLISECONDS),
            "AWS_APPCONFIG_EXTENSION_PREFETCH_LIST": Output.format(
                f"{path % (1, 2)},{path % (3, 4)}", *operations, *releases
            ),
        }

    def _statements(self) -> Sequence[Statement]:
        read = (
            (self.operations_environment_id, self.operations_profile_id),
            (self.releases_environment_id, self.releases_profile_id),
        )
        path = "application/{0}/environment/{1}/configuration/{2}"
        configurations = [
            self.region.arn("appconfig", Output.format(path, self.application_id, environment_id, profile_id))
            for environment_id, profile_id in read
        ]
        actions = ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"]
        return [allow(actions, configurations), allow(["kms:Decrypt"], self.key_arn)]
