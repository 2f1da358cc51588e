"""What watches over a roll-out: AppConfig's sight of the alarms, and the word to people when it was taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import appconfig, cloudwatch, iam

from foundation.naming import Naming
from foundation.ordering import after
from foundation.policies import allow, assumable_by, document

# An environment of AppConfig watches no more alarms.
MOST_ALARMS = 5
# AppConfig's own extension, without which it sends no events of a deployment.
EVENTS = "AWS.AppConfig.DeploymentNotificationsToEventBridge"


@dataclass(frozen=True, kw_only=True)
class AlarmSightArgs:
    """The alarms that AppConfig asks for while it rolls something out.

    Alarms on metrics: composite ones it only sees by a right to see every alarm.
    """

    naming: Naming
    alarm_arns: Sequence[Input[str]]

    def __post_init__(self) -> None:
        if not 1 <= len(self.alarm_arns) <= MOST_ALARMS:
            raise ValueError(f"alarm_arns must be 1 to {MOST_ALARMS}, as AppConfig takes them; got {self.alarm_arns}")


class AlarmSight(ComponentResource):
    """A role by which AppConfig sees the state of some alarms and nothing else."""

    role_arn: Output[str]

    def __init__(self, name: str, args: AlarmSightArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:flags:AlarmSight", name, None, opts)
        child = ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-role",
            description="Lets AppConfig see the alarms that take a roll-out back",
            # AppConfig takes only roles of the environment's own account, and its guide does not say that it names it.
            assume_role_policy=assumable_by("appconfig.amazonaws.com"),
            tags=args.naming.tags("flags-alarms-role"),
            opts=child,
        )
        policy = iam.RolePolicy(
            f"{name}-role-policy",
            role=role.name,
            policy=document(allow(["cloudwatch:DescribeAlarms"], list(args.alarm_arns))),
            opts=child,
        )
        self.role_arn = after(role.arn, [policy])
        self.register_outputs({"role_arn": self.role_arn})


@dataclass(frozen=True, kw_only=True)
class RollbackAlertArgs:
    """The environment whose deployments are watched, by id and ARN, and the topic that hears of them."""

    naming: Naming
    region: str
    environment_id: Input[str]
    environment_arn: Input[str]
    topic_arn: Input[str]


class RollbackAlert(ComponentResource):
    """The topic is told of each deployment to the environment that an alarm or a person took back."""

    def __init__(self, name: str, args: RollbackAlertArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:flags:RollbackAlert", name, None, opts)
        child = ResourceOptions(parent=self)
        appconfig.ExtensionAssociation(
            f"{name}-events",
            extension_arn=f"arn:aws:appconfig:{args.region}::extension/{EVENTS}/1",
            resource_arn=args.environment_arn,
            opts=child,
        )
        rule = cloudwatch.EventRule(
            f"{name}-rule",
            description="Tells of roll-outs of flags that were taken back",
            event_pattern=Output.json_dumps(
                {
                    "source": ["aws.appconfig"],
                    # AppConfig's guide and EventBridge's name the event differently from here on.
                    "detail-type": [{"prefix": "On Deployment Roll"}],
                    "detail": {"Environment": {"Id": [args.environment_id]}},
                },
                sort_keys=True,
            ),
            tags=args.naming.tags("flags-rolled-back"),
            opts=child,
        )
        cloudwatch.EventTarget(f"{name}-target", rule=rule.name, arn=args.topic_arn, opts=child)
        self.register_outputs({})
