"""What the functions that look after the credentials are told and allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Input

from foundation.policies import Statement, allow, through

# The two users that the application's secret alternates between.
APPLICATION_USERS = ("pay_a", "pay_b")
# A ledger is only added to; a payment's state is the one thing that changes.
APPLICATION_GRANTS = ("SELECT", "INSERT", "UPDATE")


@dataclass(frozen=True, kw_only=True)
class CredentialAccess:
    """The database, its secrets and their key, as the bootstrap and the rotation see them.

    The migration's secret is the bootstrap's alone, which makes its user.
    """

    host: Input[str]
    port: int
    database: str
    master_user: str
    application_secret_arn: Input[str]
    master_secret_arn: Input[str]
    key_arn: Input[str]
    region: str
    password_length: int
    stack: str
    migration_secret_arn: Input[str] | None = None

    def environment(self) -> Mapping[str, Input[str]]:
        """The functions' environment; it names secrets and holds none."""
        migration: dict[str, Input[str]] = {}
        if self.migration_secret_arn is not None:
            migration["MIGRATION_SECRET_ARN"] = self.migration_secret_arn
        return {
            **migration,
            "DATABASE_HOST": self.host,
            "DATABASE_PORT": str(self.port),
            "DATABASE_NAME": self.database,
            "MASTER_USER": self.master_user,
            "MASTER_SECRET_ARN": self.master_secret_arn,
            "APPLICATION_SECRET_ARN": self.application_secret_arn,
            "APPLICATION_USERS": ",".join(APPLICATION_USERS),
            "APPLICATION_GRANTS": ",".join(APPLICATION_GRANTS),
            "PASSWORD_LENGTH": str(self.password_length),
            "STACK": self.stack,
        }

    def statements(self) -> Sequence[Statement]:
        """The rights to read and write the secrets, and to use their key for nothing else."""
        via_secrets_manager = through("secretsmanager", self.region)
        actions = [
            "DescribeSecret",
            "GetSecretValue",
            "ListSecretVersionIds",
            "PutSecretValue",
            "UpdateSecretVersionStage",
        ]
        return [
            allow([f"secretsmanager:{action}" for action in actions], self._secrets()),
            allow(["kms:Decrypt", "kms:GenerateDataKey"], self.key_arn, via_secrets_manager),
        ]

    def watching_statements(self) -> Sequence[Statement]:
        """The right to see when the secrets changed, and not what they hold."""
        return [allow(["secretsmanager:DescribeSecret"], self._secrets())]

    def _secrets(self) -> Sequence[Input[str]]:
        rotating = [self.application_secret_arn, self.master_secret_arn]
        return [*rotating, *([self.migration_secret_arn] if self.migration_secret_arn is not None else [])]
