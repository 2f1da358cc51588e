"""The secrets of the database's credentials, whose values the bootstrap and the rotation alone write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import secretsmanager

from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.policies import deny_reading_elsewhere, document
from foundation.region import Region

User = Literal["application", "master", "migration", "reverse"]
# Those that every database has; their credentials change all its life long.
ROTATING: tuple[User, ...] = ("application", "master")
# The roles by which DMS reads the others: of the copy's target, and of the source of the way back.
READ_BY_DMS: Mapping[User, str] = {"migration": "dms-target-role-*", "reverse": "dms-reverse-source-role-*"}


@dataclass(frozen=True, kw_only=True)
class Counterpart:
    """The other region that has the secrets, and the key that encrypts them there."""

    region: Region
    key_arn: Output[str]


@dataclass(frozen=True, kw_only=True)
class Replicas:
    """The secrets as the second region has them, the key that encrypts them there, and where they come from."""

    secret_arns: Mapping[User, Output[str]]
    key_arn: Output[str]
    origin: Counterpart


class Credentials(Component):
    """Empty secrets with a key of their own, readable through interface endpoints of Secrets Manager only.

    `endpoint_ids` are those endpoints, of both regions. With a second region each secret but the migration's has a
    replica there, under a key of that region; `promoted` says that a failover has made the replicas secrets of their
    own, which happens outside of the program. `copying` are the users of the migration that have a secret each, which
    DMS alone reads from elsewhere.
    Raises ValueError for a time to recover secrets that Secrets Manager does not take.
    """

    secret_arns: dict[User, Output[str]]
    key_arn: Output[str]
    replicas: Replicas | None = None
    counterpart: Counterpart | None = None

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        endpoint_ids: Sequence[Input[str]],
        second: Region | None = None,
        promoted: bool = False,
        copying: Sequence[User] = (),
        opts: ResourceOptions | None = None,
    ):
        days = region.protection.secret_recovery_days
        if days != 0 and not 7 <= days <= 30:
            raise ValueError(f"secret_recovery_days must be 0 or 7 to 30, as AWS takes it; got {days}")
        super().__init__(name, region, opts)
        self._endpoint_ids, self._promoted = endpoint_ids, promoted
        key = EncryptionKey(f"{name}-key", region, purpose="credentials", opts=self.child())
        if second:
            replica_key = EncryptionKey(f"{name}-replica-key", second, purpose="credentials", opts=self.child())
            secret_arns = self._secrets(name, key.arn, [{"region": second.name, "kms_key_id": replica_key.arn}])
            self.counterpart = Counterpart(region=second, key_arn=replica_key.arn)
            self.replicas = Replicas(
                secret_arns={user: second.counterpart(arn) for user, arn in secret_arns.items()},
                key_arn=replica_key.arn,
                origin=Counterpart(region=region, key_arn=key.arn),
            )
        else:
            secret_arns = self._secrets(name, key.arn, [])
        for user in copying:
            secret_arns[user] = self._secret(name, user, key.arn, [])
        self.publish(secret_arns=secret_arns, key_arn=key.arn)

    def _secrets(
        self, name: str, key_arn: Input[str], replicas: list[secretsmanager.SecretReplicaArgsDict]
    ) -> dict[User, Output[str]]:
        return {user: self._secret(name, user, key_arn, replicas) for user in ROTATING}

    def _secret(
        self,
        name: str,
        user: User,
        key_arn: Input[str],
        replicas: list[secretsmanager.SecretReplicaArgsDict],
    ) -> Output[str]:
        secret = secretsmanager.Secret(
            f"{name}-{user}-secret",
            description=f"How the {user} logs in to the database",
            kms_key_id=key_arn,
            recovery_window_in_days=self.region.protection.secret_recovery_days,
            replicas=replicas,
            tags=self.region.naming.tags(f"{user}-secret"),
            # The list of replicas would end the promoted ones, or be refused because they exist.
            opts=self.child(ignore_changes=["replicas"] if self._promoted else None),
        )
        secretsmanager.SecretPolicy(
            f"{name}-{user}-policy",
            secret_arn=secret.arn,
            block_public_policy=True,
            policy=document(deny_reading_elsewhere(self._endpoint_ids, but=self._reader(user))),
            opts=self.child(),
        )
        return secret.arn

    def _reader(self, user: User) -> Output[str] | None:
        """Whoever reads a secret from outside of the network: DMS, whose service looks at it for its endpoint."""
        if user not in READ_BY_DMS:
            return None
        return Output.format(f"arn:aws:iam::{{0}}:role/{READ_BY_DMS[user]}", self.region.account_id)
