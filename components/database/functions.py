"""The functions that look after the credentials, as each region has them."""

from dataclasses import dataclass, replace

from pulumi import Input

from components.database.access import CredentialAccess
from config.rules.payments import ROTATION_CONCURRENCY
from foundation.alarms import Question
from foundation.function import FunctionArgs, Placement
from foundation.packaging import Package


@dataclass(frozen=True, kw_only=True)
class CredentialFunctions:
    """What these functions have in common: code, placement, credentials, and the key of their logs."""

    access: CredentialAccess
    package: Package
    placement: Placement
    key_arn: Input[str]

    def bootstrap(self) -> FunctionArgs:
        """The function that makes the schema and the users."""
        return self._function("bootstrap", "Makes the schema and the users", 900)

    def rotation(self) -> FunctionArgs:
        """The function that changes the credentials, with room for the calls of all secrets at once."""
        return self._function("rotation", "Changes the credentials", 60, concurrency=ROTATION_CONCURRENCY)

    def watch(self, replica_region: str | None) -> FunctionArgs:
        """The function that watches over the rotation, and over the replicas in a region where there is one."""
        args = self._function("rotation-watch", "Watches over the rotation", 30, watching=True)
        if replica_region is None:
            return args
        return replace(args, environment={**args.environment, "REPLICA_REGION": replica_region})

    def _function(
        self,
        kind: str,
        description: str,
        timeout_seconds: int,
        *,
        concurrency: int | None = None,
        watching: bool = False,
    ) -> FunctionArgs:
        access = self.access
        return FunctionArgs(
            region=access.region,
            kind=kind,
            description=description,
            package=self.package,
            handler=f"rotation_lambda.{kind.rpartition('-')[2]}.handle",
            environment=access.environment(),
            statements=access.watching_statements() if watching else access.statements(),
            placement=self.placement,
            key_arn=self.key_arn,
            question=Question.ROTATION,
            memory_mb=256,
            timeout_seconds=timeout_seconds,
            reserved_concurrency=concurrency,
        )
