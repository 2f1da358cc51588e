"""The change of the database's credentials every month, and the alarms when it does not happen."""

from collections.abc import Mapping, Sequence

from pulumi import Output, Resource, ResourceOptions
from pulumi_aws import cloudwatch, lambda_, secretsmanager

from components.database.credentials import User
from components.database.functions import CredentialFunctions
from foundation.alarms import Question
from foundation.component import Component
from foundation.function import Function, FunctionArgs, called_by
from foundation.metric_alarms import alarm

METRICS = "Payments/Credentials"


class Rotation(Component):
    """Both secrets change every `days` days, and alarms tell when a rotation fails or is a day late.

    `ready` has to exist before the first rotation, since Secrets Manager tries a rotation when it is set up. Where
    `active` is False, nothing rotates: the function and the permission to call it are ready. `borrowed` says that the
    secrets become replicas again, whose rotation their primary alone can end, so the program ends none. Where the
    secrets have replicas in `replica_region`, an alarm tells when one lacks the newest value. Raises ValueError for
    days that Secrets Manager does not take.
    """

    function_name: Output[str]
    function_arn: Output[str]

    def __init__(
        self,
        name: str,
        functions: CredentialFunctions,
        *,
        secret_arns: Mapping[User, Output[str]],
        days: int,
        ready: Resource,
        active: bool = True,
        borrowed: bool = False,
        replica_region: str | None = None,
        opts: ResourceOptions | None = None,
    ):
        if not 1 <= days <= 1000:
            raise ValueError(f"days must be 1 to 1000, as Secrets Manager takes it; got {days}")
        super().__init__(name, functions.access.region, opts)
        function = Function(name, functions.rotation(), self.child())
        for user, secret_arn in secret_arns.items():
            permission = self._permission(name, user, secret_arn, function)
            if active:
                secretsmanager.SecretRotation(
                    f"{name}-{user}",
                    secret_id=secret_arn,
                    rotation_lambda_arn=function.arn,
                    rotate_immediately=False,
                    rotation_rules={"automatically_after_days": days},
                    opts=self.child(depends_on=[permission, ready], retain_on_delete=borrowed),
                )
        if active:
            self._watch(name, functions.watch(replica_region), list(secret_arns.values()))
            for user in secret_arns:
                self._alarms(name, user, days)
                if replica_region is not None:
                    self._replica_alarm(name, user, replica_region)
        self.publish(function_name=function.name, function_arn=function.arn)

    def _permission(self, name: str, user: User, secret_arn: Output[str], function: Function) -> lambda_.Permission:
        return lambda_.Permission(
            f"{name}-{user}-permission",
            action="lambda:InvokeFunction",
            function=function.name,
            principal="secretsmanager.amazonaws.com",
            source_account=self.region.account_id,
            source_arn=secret_arn,
            opts=self.child(),
        )

    def _watch(self, name: str, args: FunctionArgs, secret_arns: Sequence[Output[str]]) -> None:
        """What secrets are is stated every few minutes, since events tell neither of age nor of replicas."""
        naming = self.region.naming
        function = Function(f"{name}-watch", args, self.child())
        regular = cloudwatch.EventRule(
            f"{name}-watch-regular",
            description="States the age of the credentials, and whether their replicas are in sync",
            schedule_expression="rate(5 minutes)",
            tags=naming.tags("rotation-watch-regular"),
            opts=self.child(),
        )
        failed = cloudwatch.EventRule(
            f"{name}-watch-failed",
            description="Reports rotations that failed, also those whose function never ran",
            event_pattern=Output.json_dumps(
                {
                    "source": ["aws.secretsmanager"],
                    "detail": {
                        "eventName": ["RotationFailed"],
                        "additionalEventData": {"SecretId": list(secret_arns)},
                    },
                },
                sort_keys=True,
            ),
            tags=naming.tags("rotation-watch-failed"),
            opts=self.child(),
        )
        for event, rule in (("regular", regular), ("failed", failed)):
            called_by(self, f"{name}-watch-{event}", rule, function)

    def _alarms(self, name: str, user: User, days: int) -> None:
        dimensions = {"Stack": self.region.naming.suffix, "Secret": user}
        alarm(
            self,
            f"{name}-{user}-failed",
            kind=f"{user}-rotation-failed",
            question=Question.ROTATION,
            runbook="rotation",
            reason=f"A rotation of the {user} credential failed. Payments go on with the one before; the "
            "rotation's log says why, and Secrets Manager tries again.",
            namespace=METRICS,
            metric="RotationFailed",
            dimensions=dimensions,
            threshold=0,
        )
        alarm(
            self,
            f"{name}-{user}-late",
            kind=f"{user}-rotation-late",
            question=Question.ROTATION,
            runbook="rotation",
            reason=f"The {user} credential should have changed {days} days after its last rotation and has not, or "
            "its age is not reported any more: see the rotation's log.",
            namespace=METRICS,
            metric="DaysSinceRotation",
            dimensions=dimensions,
            threshold=days + 1,
            missing_is_bad=True,
            statistic="Maximum",
            period_seconds=86400,
            # A first report may take a day, and one may come a little late.
            periods=2,
        )

    def _replica_alarm(self, name: str, user: User, replica_region: str) -> None:
        alarm(
            self,
            f"{name}-{user}-replica",
            kind=f"{user}-secret-replica",
            question=Question.LOSS,
            runbook="rotation",
            reason=f"The {user} secret's replica in {replica_region} lacks its newest value, or nobody reports it: no "
            "failover succeeds until it is in sync.",
            namespace=METRICS,
            metric="ReplicaNotInSync",
            dimensions={"Stack": self.region.naming.suffix, "Secret": user},
            threshold=0,
            missing_is_bad=True,
            statistic="Maximum",
            # A rotation and the copy of its value take a minute each, and a first report may take a period.
            periods=3,
        )
