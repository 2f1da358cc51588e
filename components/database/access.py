"""The environment and the permissions of the functions that maintain the credentials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Input

from components.database.credentials import Counterpart, User
from components.database.server import DATABASE_NAME, MASTER_USER
from foundation.policies import Statement, allow, through
from foundation.region import Region

# The two users that the application's secret alternates between.
APPLICATION_USERS = ("pay_a", "pay_b")
# A ledger is only added to; a payment's state is the one thing that changes.
APPLICATION_GRANTS = ("SELECT", "INSERT", "UPDATE")


@dataclass(frozen=True, kw_only=True)
class CredentialAccess:
    """The database, its secrets and their key, as the bootstrap and the rotation see them.

    The migration's secrets are the bootstrap's alone, which makes its users; `binlog_hours` are those of the way back,
    where one is kept. `counterpart` is where a new value goes too.
    """

    region: Region
    host: Input[str]
    port: int
    secret_arns: Mapping[User, Input[str]]
    key_arn: Input[str]
    password_length: int
    counterpart: Counterpart | None = None
    binlog_hours: int | None = None

    def environment(self) -> Mapping[str, Input[str]]:
        """The functions' environment; it names secrets and holds none."""
        return {
            **{f"{user.upper()}_SECRET_ARN": arn for user, arn in self.secret_arns.items()},
            "DATABASE_HOST": self.host,
            "DATABASE_PORT": str(self.port),
            "DATABASE_NAME": DATABASE_NAME,
            "MASTER_USER": MASTER_USER,
            "APPLICATION_USERS": ",".join(APPLICATION_USERS),
            "APPLICATION_GRANTS": ",".join(APPLICATION_GRANTS),
            "PASSWORD_LENGTH": str(self.password_length),
            "STACK": self.region.naming.suffix,
            **({} if self.binlog_hours is None else {"BINLOG_HOURS": str(self.binlog_hours)}),
        }

    def statements(self) -> Sequence[Statement]:
        """The permissions to read and write the secrets, and to use their key for nothing else."""
        actions = (
            "DescribeSecret",
            "GetSecretValue",
            "ListSecretVersionIds",
            "PutSecretValue",
            "UpdateSecretVersionStage",
        )
        return [
            allow([f"secretsmanager:{action}" for action in actions], list(self.secret_arns.values())),
            allow(["kms:Decrypt", "kms:GenerateDataKey"], self.key_arn, through("secretsmanager", self.region)),
            *(self._replicating(self.counterpart) if self.counterpart else ()),
        ]

    def _replicating(self, to: Counterpart) -> Sequence[Statement]:
        """The permission of whoever writes a value to have it encrypted in the other region.

        Secrets Manager uses that key on their behalf (its user guide, replication troubleshooting).
        """
        return [allow(["kms:Encrypt", "kms:GenerateDataKey"], to.key_arn, through("secretsmanager", to.region))]

    def watching_statements(self) -> Sequence[Statement]:
        """The permission to see when the secrets changed, and not what they hold."""
        return [allow(["secretsmanager:DescribeSecret"], list(self.secret_arns.values()))]
