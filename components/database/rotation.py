"""The change of the database's credentials every month, and the alarms when it does not happen."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import cloudwatch, lambda_, secretsmanager

from components.database.credentials import User
from foundation.alarms import AlarmArgs, alarm
from foundation.function import Function, FunctionArgs, called_by

METRICS = "Payments/Credentials"


@dataclass(frozen=True, kw_only=True)
class RotationArgs:
    """The function that rotates and the one that watches over it, the secrets, and how often they change.

    `ready` has to exist before the first rotation, since Secrets Manager tries a rotation when it is set up. Where
    `active` is False, nothing rotates: the function and the permission to call it stand ready. `borrowed` says that the
    secrets become replicas again, whose rotation their primary alone can end, so the program ends none.
    """

    function: FunctionArgs
    watch_function: FunctionArgs
    account_id: Input[str]
    secret_arns: Mapping[User, Output[str]]
    days: int
    ready: Resource
    active: bool = True
    borrowed: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 1000:
            raise ValueError(f"days must be 1 to 1000, as Secrets Manager takes it; got {self.days}")


class Rotation(ComponentResource):
    """Both secrets change every `days` days, and an alarm tells when a rotation fails or is a day late."""

    function_name: Output[str]
    function_arn: Output[str]

    def __init__(self, name: str, args: RotationArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:database:Rotation", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        function = Function(name, args.function, self._child)
        for user, secret_arn in args.secret_arns.items():
            permission = self._permission(name, user, secret_arn, function)
            if args.active:
                self._rotate(name, user, secret_arn, function, permission)
        if args.active:
            self._watch(name)
        self.function_name, self.function_arn = function.name, function.arn
        self.register_outputs({"function_name": self.function_name, "function_arn": self.function_arn})

    def _permission(self, name: str, user: User, secret_arn: Output[str], function: Function) -> lambda_.Permission:
        return lambda_.Permission(
            f"{name}-{user}-permission",
            action="lambda:InvokeFunction",
            function=function.name,
            principal="secretsmanager.amazonaws.com",
            source_account=self._args.account_id,
            source_arn=secret_arn,
            opts=self._child,
        )

    def _rotate(
        self, name: str, user: User, secret_arn: Output[str], function: Function, permission: lambda_.Permission
    ) -> None:
        secretsmanager.SecretRotation(
            f"{name}-{user}",
            secret_id=secret_arn,
            rotation_lambda_arn=function.arn,
            rotate_immediately=False,
            rotation_rules={"automatically_after_days": self._args.days},
            opts=ResourceOptions(
                parent=self, depends_on=[permission, self._args.ready], retain_on_delete=self._args.borrowed
            ),
        )

    def _watch(self, name: str) -> None:
        """An alarm looks back a week at most, so each secret's age is stated daily; failures as they happen."""
        naming = self._args.function.naming
        function = Function(f"{name}-watch", self._args.watch_function, self._child)
        daily = cloudwatch.EventRule(
            f"{name}-watch-daily",
            description="States the age of the credentials",
            schedule_expression="rate(1 day)",
            tags=naming.tags("rotation-watch-daily"),
            opts=self._child,
        )
        failed = cloudwatch.EventRule(
            f"{name}-watch-failed",
            description="Tells of rotations that failed, also of those whose function never ran",
            event_pattern=Output.json_dumps(
                {
                    "source": ["aws.secretsmanager"],
                    "detail": {
                        "eventName": ["RotationFailed"],
                        "additionalEventData": {"SecretId": list(self._args.secret_arns.values())},
                    },
                },
                sort_keys=True,
            ),
            tags=naming.tags("rotation-watch-failed"),
            opts=self._child,
        )
        for role, rule in (("daily", daily), ("failed", failed)):
            called_by(rule, f"{name}-watch-{role}", function, self._child)
        for user in self._args.secret_arns:
            self._alarms(name, user)

    def _alarms(self, name: str, user: User) -> None:
        function, days = self._args.function, self._args.days
        dimensions = {"Stack": function.naming.suffix, "Secret": user}
        alarm(
            f"{name}-{user}-failed",
            AlarmArgs(
                naming=function.naming,
                kind=f"{user}-rotation-failed",
                reason=f"A rotation of the {user} credential failed. Payments go on with the one before; the "
                "rotation's log says why, and Secrets Manager tries again.",
                runbook="rotation",
                namespace=METRICS,
                metric="RotationFailed",
                dimensions=dimensions,
                threshold=0,
                topic_arn=function.topic_arn,
            ),
            self._child,
        )
        alarm(
            f"{name}-{user}-late",
            AlarmArgs(
                naming=function.naming,
                kind=f"{user}-rotation-late",
                reason=f"The {user} credential should have changed {days} days after its last rotation and has not, or "
                "its age is not reported any more: see the rotation's log.",
                runbook="rotation",
                namespace=METRICS,
                metric="DaysSinceRotation",
                dimensions=dimensions,
                threshold=days + 1,
                missing_is_bad=True,
                statistic="Maximum",
                period_seconds=86400,
                # A first report may take a day, and one may come a little late.
                periods=2,
                topic_arn=function.topic_arn,
            ),
            self._child,
        )
