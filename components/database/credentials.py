"""The secrets of the database's credentials, whose values the bootstrap and the rotation alone write."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import secretsmanager

from components.encryption import EncryptionKey, EncryptionKeyArgs
from components.naming import Naming
from components.policies import deny_reading_elsewhere, document
from components.regions import Replica

User = Literal["application", "master", "migration"]
# Those that every database has; their credentials change all its life long.
ROTATING: tuple[User, ...] = ("application", "master")


@dataclass(frozen=True, kw_only=True)
class CredentialsArgs:
    """The endpoints through which secrets may be read, and the second region where one is configured.

    `endpoint_ids` are interface endpoints of Secrets Manager; `recovery_days` is how long a deleted secret can be
    brought back, 0 (not at all) or 7 to 30. `migration` asks for a third secret, of the user that data is copied as.
    """

    naming: Naming
    account_id: Input[str]
    endpoint_ids: Sequence[Input[str]]
    key_deletion_days: int
    recovery_days: int
    replica: Replica | None = None
    migration: bool = False

    def __post_init__(self) -> None:
        if self.recovery_days != 0 and not 7 <= self.recovery_days <= 30:
            raise ValueError(f"recovery_days must be 0 or 7 to 30, as AWS takes it; got {self.recovery_days}")


class Credentials(ComponentResource):
    """Empty secrets with a key of their own, readable through the network's endpoints only.

    With a second region each but the migration's has a replica there, under a key of that region.
    """

    secret_arns: dict[User, Output[str]]
    key_arn: Output[str]

    def __init__(self, name: str, args: CredentialsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:database:Credentials", name, None, opts)
        self._args = args
        self.key_arn = self._key(f"{name}-key", args.naming, ResourceOptions(parent=self))
        replicas: list[secretsmanager.SecretReplicaArgsDict] = []
        if args.replica:
            there = ResourceOptions(parent=self, provider=args.replica.provider)
            key_arn = self._key(f"{name}-replica-key", args.naming.for_recovery(), there)
            replicas.append({"region": args.replica.region, "kms_key_id": key_arn})
        self.secret_arns = {user: self._secret(name, user, replicas) for user in ROTATING}
        if args.migration:
            self.secret_arns["migration"] = self._secret(name, "migration", [])
        self.register_outputs({"secret_arns": self.secret_arns, "key_arn": self.key_arn})

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
            opts=child,
        )
        secretsmanager.SecretPolicy(
            f"{name}-{user}-policy",
            secret_arn=secret.arn,
            block_public_policy=True,
            policy=document(deny_reading_elsewhere(args.endpoint_ids)),
            opts=child,
        )
        return secret.arn
