"""How a new version of a function takes over: little by little, and back again when an alarm goes off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import codedeploy, iam, lambda_

from foundation.function import Function, FunctionArgs
from foundation.naming import Naming
from foundation.policies import allow, assumable_by, document


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
    alarm_names: Sequence[Input[str]]


@dataclass(frozen=True, kw_only=True)
class RolloutArgs:
    """What is rolled out, by which function and at which pace (CodeDeploy's name for it), and who hears of failures.

    `endpoint_ids` are the interface endpoints that the function needs, by service.
    """

    naming: Naming
    account_id: Input[str]
    functions: Sequence[Rolled]
    release_function: FunctionArgs
    endpoint_ids: Mapping[str, Input[str]]
    pace: str
    topic_arn: Input[str]
    topic_key_arn: Input[str]


class Rollout(ComponentResource):
    """A CodeDeploy application that shifts the functions' traffic to new versions."""

    application_name: Output[str]

    def __init__(self, name: str, args: RolloutArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:compute:Rollout", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        application = codedeploy.Application(
            f"{name}-application",
            name=args.naming.name("payments-rollout"),
            compute_platform="Lambda",
            tags=args.naming.tags("payments-rollout"),
            opts=self._child,
        )
        function = Function(f"{name}-release", args.release_function, self._child)
        role, policy = self._role(name)
        for rolled in args.functions:
            group = self._group(name, application, role, policy, rolled)
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
                # Not before there is a way to CodeDeploy and Lambda; a new way has the function look once more.
                triggers=args.endpoint_ids,
                opts=self._child,
            )
        self.application_name = application.name
        self.register_outputs({"application_name": self.application_name})

    def _role(self, name: str) -> tuple[iam.Role, iam.RolePolicy]:
        """What CodeDeploy does with the aliases, and what it tells of."""
        args = self._args
        role = iam.Role(
            f"{name}-role",
            description="Shifts traffic between versions of the payment functions",
            assume_role_policy=assumable_by("codedeploy.amazonaws.com", args.account_id),
            tags=args.naming.tags("payments-rollout-role"),
            opts=self._child,
        )
        aliases = [Output.format("{0}:{1}", rolled.function_arn, rolled.alias.name) for rolled in args.functions]
        policy = iam.RolePolicy(
            f"{name}-role-policy",
            role=role.id,
            policy=document(
                allow(
                    ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
                    [*(rolled.function_arn for rolled in args.functions), *aliases],
                ),
                # As AWS's own policy for CodeDeploy has it: how it asks for the alarms is not documented.
                allow(["cloudwatch:DescribeAlarms"], "*"),
                allow(["sns:Publish"], args.topic_arn),
                allow(["kms:Decrypt", "kms:GenerateDataKey"], args.topic_key_arn),
            ),
            opts=self._child,
        )
        return role, policy

    def _group(
        self, name: str, application: codedeploy.Application, role: iam.Role, policy: iam.RolePolicy, rolled: Rolled
    ) -> codedeploy.DeploymentGroup:
        args = self._args
        return codedeploy.DeploymentGroup(
            f"{name}-{rolled.kind}-group",
            app_name=application.name,
            deployment_group_name=args.naming.name(rolled.kind),
            service_role_arn=role.arn,
            deployment_config_name=f"CodeDeployDefault.Lambda{args.pace}",
            deployment_style={"deployment_type": "BLUE_GREEN", "deployment_option": "WITH_TRAFFIC_CONTROL"},
            alarm_configuration={"enabled": True, "alarms": list(rolled.alarm_names)},
            auto_rollback_configuration={
                "enabled": True,
                "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
            },
            trigger_configurations=[
                {
                    "trigger_name": "alerts",
                    "trigger_events": ["DeploymentFailure", "DeploymentRollback", "DeploymentStop"],
                    "trigger_target_arn": args.topic_arn,
                }
            ],
            tags=args.naming.tags(f"{rolled.kind}-rollout"),
            # CodeDeploy tries the role's rights when the group is made.
            opts=ResourceOptions(parent=self, depends_on=[policy]),
        )
