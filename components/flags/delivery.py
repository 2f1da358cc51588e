"""One file of flags on its way to the functions: where it is kept, and how a change of it reaches them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Input, Output, Resource, ResourceOptions
from pulumi_aws import appconfig

from foundation.component import Component
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many minutes a change takes to reach everybody, by which steps, and how long it can be rolled back then."""

    rollout_minutes: int
    growth_percent: int
    bake_minutes: int


# Nothing would roll it back in a bake time, which would only delay the next change.
AT_ONCE = Pace(rollout_minutes=0, growth_percent=100, bake_minutes=0)


class Delivery(Component):
    """A profile with the content, deployed to an environment of its own, which takes one deployment at a time.

    `kind` makes the names, and `content` is checked already. `monitors` are the alarms that roll it back, each
    with the role by which AppConfig sees it. `validator_arn` is of a function that has to accept the content; `ready`
    has to exist before the deployment.
    """

    environment_id: Output[str]
    environment_arn: Output[str]
    profile_id: Output[str]
    deployment: appconfig.Deployment

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        kind: str,
        application_id: Input[str],
        content: str,
        pace: Pace,
        key_arn: Input[str],
        monitors: Sequence[appconfig.EnvironmentMonitorArgsDict] = (),
        validator_arn: Input[str] | None = None,
        ready: Sequence[Resource] = (),
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        naming = region.naming
        environment = appconfig.Environment(
            f"{name}-environment",
            name=naming.name(kind),
            application_id=application_id,
            monitors=list(monitors) or None,
            tags=naming.tags(kind),
            opts=self.child(),
        )
        profile = appconfig.ConfigurationProfile(
            f"{name}-profile",
            name=naming.name(kind),
            application_id=application_id,
            location_uri="hosted",
            type="AWS.AppConfig.FeatureFlags",
            kms_key_identifier=key_arn,
            # AppConfig holds flags against its own schema by itself and takes no other one for them.
            validators=[{"type": "LAMBDA", "content": validator_arn}] if validator_arn is not None else None,
            tags=naming.tags(kind),
            opts=self.child(),
        )
        # Changed content is another version, and that another deployment.
        version = appconfig.HostedConfigurationVersion(
            f"{name}-version",
            application_id=application_id,
            configuration_profile_id=profile.configuration_profile_id,
            content=content,
            content_type="application/json",
            opts=self.child(),
        )
        self.deployment = appconfig.Deployment(
            f"{name}-deployment",
            application_id=application_id,
            environment_id=environment.environment_id,
            configuration_profile_id=profile.configuration_profile_id,
            configuration_version=version.version_number.apply(str),
            deployment_strategy_id=self._strategy(name, kind, pace),
            kms_key_identifier=key_arn,
            tags=naming.tags(kind),
            opts=self.child(depends_on=ready),
        )
        self.publish(
            environment_id=environment.environment_id,
            environment_arn=environment.arn,
            profile_id=profile.configuration_profile_id,
        )

    def _strategy(self, name: str, kind: str, pace: Pace) -> Output[str]:
        naming = self.region.naming
        return appconfig.DeploymentStrategy(
            f"{name}-strategy",
            name=naming.name(kind),
            deployment_duration_in_minutes=pace.rollout_minutes,
            final_bake_time_in_minutes=pace.bake_minutes,
            growth_factor=pace.growth_percent,
            growth_type="LINEAR",
            replicate_to="NONE",
            tags=naming.tags(kind),
            opts=self.child(),
        ).id
