"""One file of flags on its way to the functions: where it is kept, and how a change of it reaches them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import appconfig

from foundation.naming import Naming


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many minutes a change takes to reach everybody, by which steps, and how long it can be taken back then."""

    rollout_minutes: int
    growth_percent: int
    bake_minutes: int


# Nothing would take it back in a bake time, which would only hold up the next change.
AT_ONCE = Pace(rollout_minutes=0, growth_percent=100, bake_minutes=0)


@dataclass(frozen=True, kw_only=True)
class DeliveryArgs:
    """The application it belongs to, the checked content, its pace, and what may refuse it or take it back.

    `kind` makes the names. `alarm_role_arn` is the role by which AppConfig sees the alarms; `validator_arn` a
    function that has to accept the content; `ready` has to exist before the deployment.
    """

    naming: Naming
    kind: str
    application_id: Input[str]
    content: str
    pace: Pace
    key_arn: Input[str]
    alarm_arns: Sequence[Input[str]] = ()
    alarm_role_arn: Input[str] | None = None
    validator_arn: Input[str] | None = None
    ready: Sequence[Resource] = ()


class Delivery(ComponentResource):
    """A profile with the content, deployed to an environment of its own, which takes one deployment at a time."""

    environment_id: Output[str]
    environment_arn: Output[str]
    profile_id: Output[str]
    deployment: appconfig.Deployment

    def __init__(self, name: str, args: DeliveryArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:flags:Delivery", name, None, opts)
        self._name, self._args, self._child = name, args, ResourceOptions(parent=self)
        naming = args.naming
        environment = appconfig.Environment(
            f"{name}-environment",
            name=naming.name(args.kind),
            application_id=args.application_id,
            monitors=[{"alarm_arn": arn, "alarm_role_arn": args.alarm_role_arn} for arn in args.alarm_arns] or None,
            tags=naming.tags(args.kind),
            opts=self._child,
        )
        self.environment_id, self.environment_arn = environment.environment_id, environment.arn
        self.profile_id = self._profile()
        self.deployment = self._deployment()
        self.register_outputs(
            {
                "environment_id": self.environment_id,
                "environment_arn": self.environment_arn,
                "profile_id": self.profile_id,
            }
        )

    def _profile(self) -> Output[str]:
        args = self._args
        profile = appconfig.ConfigurationProfile(
            f"{self._name}-profile",
            name=args.naming.name(args.kind),
            application_id=args.application_id,
            location_uri="hosted",
            type="AWS.AppConfig.FeatureFlags",
            kms_key_identifier=args.key_arn,
            # AppConfig holds flags against its own schema by itself and takes no other one for them.
            validators=[{"type": "LAMBDA", "content": args.validator_arn}] if args.validator_arn is not None else None,
            tags=args.naming.tags(args.kind),
            opts=self._child,
        )
        return profile.configuration_profile_id

    def _deployment(self) -> appconfig.Deployment:
        """The deployment of the content; changed content is another version, and that another deployment."""
        args = self._args
        version = appconfig.HostedConfigurationVersion(
            f"{self._name}-version",
            application_id=args.application_id,
            configuration_profile_id=self.profile_id,
            content=args.content,
            content_type="application/json",
            opts=self._child,
        )
        return appconfig.Deployment(
            f"{self._name}-deployment",
            application_id=args.application_id,
            environment_id=self.environment_id,
            configuration_profile_id=self.profile_id,
            configuration_version=version.version_number.apply(str),
            deployment_strategy_id=self._strategy(),
            kms_key_identifier=args.key_arn,
            tags=args.naming.tags(args.kind),
            opts=ResourceOptions(parent=self, depends_on=args.ready),
        )

    def _strategy(self) -> Output[str]:
        args, pace = self._args, self._args.pace
        strategy = appconfig.DeploymentStrategy(
            f"{self._name}-strategy",
            name=args.naming.name(args.kind),
            deployment_duration_in_minutes=pace.rollout_minutes,
            final_bake_time_in_minutes=pace.bake_minutes,
            growth_factor=pace.growth_percent,
            growth_type="LINEAR",
            replicate_to="NONE",
            tags=args.naming.tags(args.kind),
            opts=self._child,
        )
        return strategy.id
