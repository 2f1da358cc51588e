"""How a new version of a function takes over: little by little, and back again when an alarm goes off."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import codedeploy, lambda_

from foundation.alarms import Alarm
from foundation.component import Component
from foundation.function import Function, FunctionArgs
from foundation.policies import allow, assumable_by
from foundation.roles import role


@dataclass(frozen=True, kw_only=True)
class Rolled:
    """A function whose alias leads to one version, the newest one, and the alarms that take a new one back.

    `kind` makes the deployment group's name.
    """

    kind: str
    function_name: Output[str]
    function_arn: Output[str]
    alias: lambda_.Alias
    newest_version: Output[str]
    alarms: Sequence[Alarm]


class Rollout(Component):
    """A CodeDeploy application that shifts the functions' traffic to new versions.

    `pace` is CodeDeploy's name for how fast.
    """

    application_name: Output[str]

    def __init__(
        self,
        name: str,
        release_function: FunctionArgs,
        *,
        functions: Sequence[Rolled],
        pace: str,
        opts: ResourceOptions | None = None,
    ):
        region = release_function.region
        super().__init__(name, region, opts)
        application = codedeploy.Application(
            f"{name}-application",
            name=region.naming.name("payments-rollout"),
            compute_platform="Lambda",
            tags=region.naming.tags("payments-rollout"),
            opts=self.child(),
        )
        function = Function(f"{name}-release", release_function, self.child())
        role_arn = self._role(name, functions)
        for rolled in functions:
            group = self._group(name, application, role_arn, pace, rolled)
            lambda_.Invocation(
                f"{name}-{rolled.kind}-run",
                function_name=function.name,
                input=Output.json_dumps(
                    {
                        "application": application.name,
                        "group": group.deployment_group_name,
                        "function": rolled.function_name,
                        "alias": rolled.alias.name,
                        "version": rolled.newest_version,
                    },
                    sort_keys=True,
                ),
                opts=self.child(),
            )
        self.publish(application_name=application.name)

    def _role(self, name: str, functions: Sequence[Rolled]) -> Output[str]:
        """What CodeDeploy does with the aliases, and what it notifies."""
        region = self.region
        aliases = [Output.format("{0}:{1}", rolled.function_arn, rolled.alias.name) for rolled in functions]
        return role(
            self,
            name,
            kind="payments-rollout",
            description="Shifts traffic between versions of the payment functions",
            # No page of AWS's says that CodeDeploy tells for whom it assumes a role, so nothing may depend on it.
            trust=assumable_by("codedeploy.amazonaws.com"),
            statements=[
                allow(
                    ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
                    [*(rolled.function_arn for rolled in functions), *aliases],
                ),
                # As AWS's own policy for CodeDeploy has it: how it asks for the alarms is not documented.
                allow(["cloudwatch:DescribeAlarms"], "*"),
                allow(["sns:Publish"], region.topics.alerts_arn),
                allow(["kms:Decrypt", "kms:GenerateDataKey"], region.topics.key_arn),
            ],
        )

    def _group(
        self, name: str, application: codedeploy.Application, role_arn: Output[str], pace: str, rolled: Rolled
    ) -> codedeploy.DeploymentGroup:
        naming = self.region.naming
        return codedeploy.DeploymentGroup(
            f"{name}-{rolled.kind}-group",
            app_name=application.name,
            deployment_group_name=naming.name(rolled.kind),
            service_role_arn=role_arn,
            deployment_config_name=f"CodeDeployDefault.Lambda{pace}",
            deployment_style={"deployment_type": "BLUE_GREEN", "deployment_option": "WITH_TRAFFIC_CONTROL"},
            alarm_configuration={"enabled": True, "alarms": [alarm.name for alarm in rolled.alarms]},
            auto_rollback_configuration={
                "enabled": True,
                "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
            },
            trigger_configurations=[
                {
                    "trigger_name": "alerts",
                    "trigger_events": ["DeploymentFailure", "DeploymentRollback", "DeploymentStop"],
                    "trigger_target_arn": self.region.topics.alerts_arn,
                }
            ],
            tags=naming.tags(f"{rolled.kind}-rollout"),
            opts=self.child(),
        )
