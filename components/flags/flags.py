"""The feature flags: who is told of a change, how fast, and what stops it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import appconfig, iam

from components.config_sections import Flags as FlagsSettings
from components.encryption import EncryptionKey, EncryptionKeyArgs
from components.flags.content import FlagContent
from components.naming import Naming
from components.policies import Statement, allow, assumable_by, document

# AppConfig's own strategy: everybody at once, and ten minutes in which an alarm takes it back.
AT_ONCE = "AppConfig.AllAtOnce"
# An environment of AppConfig watches no more alarms.
MOST_ALARMS = 5


@dataclass(frozen=True, kw_only=True)
class FlagsArgs:
    """The checked content, how fast a release reaches everybody, and the alarms that take a change back."""

    naming: Naming
    region: str
    account_id: Input[str]
    settings: FlagsSettings
    content: FlagContent
    alarm_arns: Sequence[Input[str]]
    key_deletion_days: int

    def __post_init__(self) -> None:
        if not 1 <= len(self.alarm_arns) <= MOST_ALARMS:
            raise ValueError(f"alarm_arns must be 1 to {MOST_ALARMS}, as AppConfig takes them; got {self.alarm_arns}")


class Flags(ComponentResource):
    """An application of AppConfig with two deployed profiles: operations act at once, releases grow by steps.

    `variables` and `statements` are the environment and the rights of a function that reads the flags.
    """

    application_id: Output[str]
    environment_id: Output[str]
    operations_profile_id: Output[str]
    releases_profile_id: Output[str]
    key_arn: Output[str]
    variables: Mapping[str, Output[str]]
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
        self.environment_id = self._environment()
        self.operations_profile_id, operations_version = self._profile("operations", args.content.operations)
        self.releases_profile_id, releases_version = self._profile("releases", args.content.releases)
        operations = self._deployment("operations", self.operations_profile_id, operations_version, AT_ONCE, [])
        # An environment takes one deployment at a time: started together, one of them is refused.
        self._deployment("releases", self.releases_profile_id, releases_version, self._strategy(), [operations])
        self.variables = self._variables()
        self.statements = self._statements()
        self.register_outputs(
            {
                "application_id": self.application_id,
                "environment_id": self.environment_id,
                "operations_profile_id": self.operations_profile_id,
                "releases_profile_id": self.releases_profile_id,
                "key_arn": self.key_arn,
            }
        )

    def _key(self) -> Output[str]:
        args = self._args
        key_args = EncryptionKeyArgs(
            naming=args.naming,
            purpose="flags",
            account_id=args.account_id,
            deletion_days=args.key_deletion_days,
        )
        return EncryptionKey(f"{self._name}-key", key_args, self._child).arn

    def _environment(self) -> Output[str]:
        args = self._args
        role = iam.Role(
            f"{self._name}-monitor-role",
            description="Lets AppConfig see the alarms that take a change of a flag back",
            assume_role_policy=assumable_by("appconfig.amazonaws.com", args.account_id),
            tags=args.naming.tags("flags-monitor-role"),
            opts=self._child,
        )
        policy = iam.RolePolicy(
            f"{self._name}-monitor-policy",
            role=role.name,
            policy=document(allow(["cloudwatch:DescribeAlarms"], list(args.alarm_arns))),
            opts=self._child,
        )
        environment = appconfig.Environment(
            f"{self._name}-environment",
            name=args.naming.name("flags"),
            application_id=self.application_id,
            monitors=[{"alarm_arn": arn, "alarm_role_arn": role.arn} for arn in args.alarm_arns],
            tags=args.naming.tags("flags"),
            # Without the right AppConfig sees no alarm.
            opts=ResourceOptions(parent=self, depends_on=[policy]),
        )
        return environment.environment_id

    def _profile(self, role: str, content: str) -> tuple[Output[str], Output[str]]:
        """The profile's id and the number of its version with the content."""
        naming = self._args.naming
        profile = appconfig.ConfigurationProfile(
            f"{self._name}-{role}-profile",
            name=naming.name(f"{role}-flags"),
            application_id=self.application_id,
            location_uri="hosted",
            type="AWS.AppConfig.FeatureFlags",
            kms_key_identifier=self.key_arn,
            tags=naming.tags(f"{role}-flags"),
            opts=self._child,
        )
        version = appconfig.HostedConfigurationVersion(
            f"{self._name}-{role}-version",
            application_id=self.application_id,
            configuration_profile_id=profile.configuration_profile_id,
            content=content,
            content_type="application/json",
            opts=self._child,
        )
        return profile.configuration_profile_id, version.version_number.apply(str)

    def _strategy(self) -> Output[str]:
        settings, naming = self._args.settings, self._args.naming
        strategy = appconfig.DeploymentStrategy(
            f"{self._name}-strategy",
            name=naming.name("releases-flags"),
            description="Grows by equal steps; an alarm takes it back until the end of its bake time",
            deployment_duration_in_minutes=settings.rollout_minutes,
            final_bake_time_in_minutes=settings.bake_minutes,
            growth_factor=settings.growth_percent,
            growth_type="LINEAR",
            replicate_to="NONE",
            tags=naming.tags("releases-flags"),
            opts=self._child,
        )
        return strategy.id

    def _deployment(
        self, role: str, profile_id: Output[str], version: Output[str], strategy: Input[str], after: Sequence[Resource]
    ) -> appconfig.Deployment:
        return appconfig.Deployment(
            f"{self._name}-{role}-deployment",
            application_id=self.application_id,
            environment_id=self.environment_id,
            configuration_profile_id=profile_id,
            configuration_version=version,
            deployment_strategy_id=strategy,
            kms_key_identifier=self.key_arn,
            tags=self._args.naming.tags(f"{role}-flags-deployment"),
            opts=ResourceOptions(parent=self, depends_on=after),
        )

    def _variables(self) -> Mapping[str, Output[str]]:
        ids = (self.application_id, self.environment_id, self.operations_profile_id, self.releases_profile_id)
        path = "/applications/{0}/environments/{1}/configurations/"
        return {
            "FLAGS_APPLICATION": self.application_id,
            "FLAGS_ENVIRONMENT": self.environment_id,
            "FLAGS_OPERATIONS_PROFILE": self.operations_profile_id,
            "FLAGS_RELEASES_PROFILE": self.releases_profile_id,
            "AWS_APPCONFIG_EXTENSION_PREFETCH_LIST": Output.format(path + "{2}," + path + "{3}", *ids),
        }

    def _statements(self) -> Sequence[Statement]:
        args = self._args
        configurations = [
            Output.format(
                "arn:aws:appconfig:{0}:{1}:application/{2}/environment/{3}/configuration/{4}",
                *(args.region, args.account_id, self.application_id, self.environment_id, profile_id),
            )
            for profile_id in (self.operations_profile_id, self.releases_profile_id)
        ]
        actions = ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"]
        return [allow(actions, configurations), allow(["kms:Decrypt"], self.key_arn)]
