"""The keys by which partners recognise the SFTP server, whatever server and region they reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import lambda_, secretsmanager

from foundation.function import Function, FunctionArgs
from foundation.keys import EncryptionKey, EncryptionKeyArgs
from foundation.naming import Naming
from foundation.packaging import Package
from foundation.policies import Statement, allow, deny_reading_elsewhere, document, through
from foundation.region import Replica


@dataclass(frozen=True, kw_only=True)
class HostKeySecretArgs:
    """The endpoints through which the keys may be read, and the second region where one is configured.

    `endpoint_ids` are interface endpoints of Secrets Manager; `recovery_days` is how long a deleted secret can be
    brought back, 0 (not at all) or 7 to 30.
    """

    naming: Naming
    account_id: Input[str]
    endpoint_ids: Sequence[Input[str]]
    replica: Replica | None
    key_deletion_days: int
    recovery_days: int


class HostKeySecret(ComponentResource):
    """An empty secret for the host keys, which the import fills once; with a second region it has a replica there."""

    arn: Output[str]
    key_arn: Output[str]

    def __init__(self, name: str, args: HostKeySecretArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:HostKeySecret", name, None, opts)
        self._args, child = args, ResourceOptions(parent=self)
        self.key_arn = self._key(f"{name}-key", args.naming, child)
        replicas: list[secretsmanager.SecretReplicaArgsDict] = []
        if args.replica:
            there = ResourceOptions(parent=self, provider=args.replica.provider)
            key_arn = self._key(f"{name}-replica-key", args.naming.for_recovery(), there)
            replicas.append({"region": args.replica.region, "kms_key_id": key_arn})
        secret = secretsmanager.Secret(
            f"{name}-secret",
            description="The private host keys of the SFTP server",
            kms_key_id=self.key_arn,
            recovery_window_in_days=args.recovery_days,
            replicas=replicas,
            tags=args.naming.tags("host-keys-secret"),
            opts=child,
        )
        secretsmanager.SecretPolicy(
            f"{name}-policy",
            secret_arn=secret.arn,
            block_public_policy=True,
            policy=document(deny_reading_elsewhere(args.endpoint_ids)),
            opts=child,
        )
        self.arn = secret.arn
        self.register_outputs({"arn": self.arn, "key_arn": self.key_arn})

    def _key(self, name: str, naming: Naming, opts: ResourceOptions) -> Output[str]:
        key_args = EncryptionKeyArgs(
            naming=naming,
            purpose="host-keys",
            account_id=self._args.account_id,
            deletion_days=self._args.key_deletion_days,
        )
        return EncryptionKey(name, key_args, opts).arn


@dataclass(frozen=True, kw_only=True)
class HostKeyImportArgs:
    """The server, the secret of its host keys, and where and how the function that imports them runs.

    `secret_ready` is what has to exist before the secret can be read. `endpoint_id` is the interface endpoint of
    Transfer Family's API; the function has no other way to it. `key_arn` encrypts the function's log.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    server_id: Input[str]
    server_arn: Input[str]
    secret_arn: Input[str]
    secret_key_arn: Input[str]
    secret_ready: Resource
    package: Package
    subnet_ids: Mapping[str, Input[str]]
    security_group_id: Input[str]
    endpoint_id: Input[str]
    key_arn: Input[str]
    log_retention_days: int
    topic_arn: Input[str]


class HostKeyImport(ComponentResource):
    """The server has the host keys of the secret and no others; the first import makes them.

    The function runs while `pulumi up` waits, and again only when the server or the function's code changes. What it
    answers is public: `fingerprints` are what partners compare.
    """

    fingerprints: Output[list[str]]
    invocation: lambda_.Invocation

    def __init__(self, name: str, args: HostKeyImportArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:HostKeyImport", name, None, opts)
        child = ResourceOptions(parent=self)
        function = Function(
            name,
            FunctionArgs(
                naming=args.naming,
                kind="host-keys",
                description="Gives the SFTP server its host keys",
                package=args.package,
                handler="lambdas.transfer.host_keys.handle",
                environment={"HOST_KEY_SECRET_ARN": args.secret_arn},
                statements=_rights(args),
                subnet_ids=list(args.subnet_ids.values()),
                security_group_id=args.security_group_id,
                key_arn=args.key_arn,
                log_retention_days=args.log_retention_days,
                topic_arn=args.topic_arn,
                memory_mb=512,
                timeout_seconds=60,
            ),
            child,
        )
        self.invocation = lambda_.Invocation(
            f"{name}-run",
            function_name=function.name,
            input=Output.json_dumps({"serverId": args.server_id}),
            triggers={"code": args.package.sha256},
            opts=ResourceOptions(parent=self, depends_on=[args.secret_ready]),
        )
        self.fingerprints = Output.json_loads(self.invocation.result).apply(_fingerprints)
        self.register_outputs({"fingerprints": self.fingerprints})


def _fingerprints(answer: Mapping[str, list[str]]) -> list[str]:
    return answer.get("fingerprints", [])


def _rights(args: HostKeyImportArgs) -> list[Statement]:
    keys = Output.format("arn:aws:transfer:{0}:{1}:host-key/{2}/*", args.region, args.account_id, args.server_id)
    return [
        allow(["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], args.secret_arn),
        allow(
            ["kms:Decrypt", "kms:GenerateDataKey"],
            args.secret_key_arn,
            through("secretsmanager", args.region),
        ),
        allow(
            ["transfer:ListHostKeys", "transfer:ImportHostKey", "transfer:DeleteHostKey"],
            [args.server_arn, keys],
            {"StringEquals": {"aws:SourceVpce": args.endpoint_id}},
        ),
    ]
