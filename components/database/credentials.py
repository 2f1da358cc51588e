"""The secrets of the database's credentials, whose values the bootstrap and the rotation alone write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import secretsmanager

from foundation.keys import EncryptionKey, EncryptionKeyArgs
from foundation.naming import Naming
from foundation.policies import deny_reading_elsewhere, document
from foundation.region import Replica

User = Literal["application", "master", "migration"]
# Those that every database has; their credentials change all its life long.
ROTATING: tuple[User, ...] = ("application", "master")


@dataclass(frozen=True, kw_only=True)
class CredentialsArgs:
    """The endpoints through which secrets may be read, and the second region where one is configured.

    `endpoint_ids` are interface endpoints of Secrets Manager, of both regions; `recovery_days` is how long a deleted
    secret can be brought back, 0 (not at all) or 7 to 30. `promoted` says that a failover has made the replicas secrets
    of their own, which happens outside of the program. `migration` asks for a
    third secret, of the user that data is copied as.
    """

    naming: Naming
    account_id: Input[str]
    endpoint_ids: Sequence[Input[str]]
    key_deletion_days: int
    recovery_days: int
    replica: Replica | None = None
    promoted: bool = False
    migration: bool = False

    def __post_init__(self) -> None:
        if self.recovery_days != 0 and not 7 <= self.recovery_days <= 30:
            raise ValueError(f"recovery_days must be 0 or 7 to 30, as AWS takes it; got {self.recovery_days}")


@dataclass(frozen=True, kw_only=True)
class Replicas:
    """The secrets as the second region has them, and the key that they stand under there."""

    secret_arns: Mapping[User, Output[str]]
    key_arn: Output[str]


class Credentials(ComponentResource):
    """Empty secrets with a key of their own, readable through the network's endpoints only.

    With a second region each but the migration's has a replica there, under a key of that region.
    """

    secret_arns: dict[User, Output[str]]
    key_arn: Output[str]
    replicas: Replicas | None = None

    def __init__(self, name: str, args: CredentialsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:database:Credentials", name, None, opts)
        self._args = args
        self.key_arn = self._key(f"{name}-key", args.naming, ResourceOptions(parent=self))
        if args.replica:
            there = ResourceOptions(parent=self, provider=args.replica.provider)
            replica_key_arn = self._key(f"{name}-replica-key", args.naming.for_recovery(), there)
            self.secret_arns = self._secrets(name, [{"region": args.replica.region, "kms_key_id": replica_key_arn}])
            self.replicas = Replicas(secret_arns=self._replica_arns(args.replica.region), key_arn=replica_key_arn)
        else:
            self.secret_arns = self._secrets(name, [])
        if args.migration:
            self.secret_arns["migration"] = self._secret(name, "migration", [])
        self.register_outputs(
            {
                "secret_arns": self.secret_arns,
                "key_arn": self.key_arn,
                "replica_secret_arns": self.replicas.secret_arns if self.replicas else {},
                "replica_key_arn": self.replicas.key_arn if self.replicas else None,
            }
        )

    def _secrets(self, name: str, replicas: list[secretsmanager.SecretReplicaArgsDict]) -> dict[User, Output[str]]:
        return {user: self._secret(name, user, replicas) for user in ROTATING}

    def _replica_arns(self, region: str) -> dict[User, Output[str]]:
        """A replica's ARN differs from its secret's in the region alone."""
        return {user: self.secret_arns[user].apply(lambda text: _moved(text, region)) for user in ROTATING}

    def _key(self, name: str, naming: Naming, opts: ResourceOptions) -> Output[str]:
        key_args = EncryptionKeyArgs(
            naming=naming,
            purpose="credentials",
            account_id=self._args.account_id,
            deletion_days=self._args.key_deletion_days,
        )
        return EncryptionKey(name, key_args, opts).arn

    def _secret(self, name: str, user: User, replicas: list[secretsmanager.SecretReplicaArgsDict]) -> Output[str]:
        args, child = self._args, ResourceOptions(parent=self)
        secret = secretsmanager.Secret(
            f"{name}-{user}-secret",
            description=f"How the {user} logs in to the database",
            kms_key_id=self.key_arn,
            recovery_window_in_days=args.recovery_days,
            replicas=replicas,
            tags=args.naming.tags(f"{user}-secret"),
            # The list of replicas would end the promoted ones, or be refused because they exist.
            opts=ResourceOptions(parent=self, ignore_changes=["replicas"] if args.promoted else []),
        )
        secretsmanager.SecretPolicy(
            f"{name}-{user}-policy",
            secret_arn=secret.arn,
            block_public_policy=True,
            policy=document(deny_reading_elsewhere(args.endpoint_ids)),
            opts=child,
        )
        return secret.arn


def _moved(arn: str, region: str) -> str:
    parts = arn.split(":")
    return ":".join([*parts[:3], region, *parts[4:]])
