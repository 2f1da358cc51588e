"""The keys by which partners recognise the SFTP server, whatever server and region they reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Input, Output, Resource, ResourceOptions
from pulumi_aws import lambda_, secretsmanager

from components.migration.transfer.sftp import SftpServer
from components.network import Network
from foundation.alarms import Question
from foundation.component import Component
from foundation.function import Function, FunctionArgs
from foundation.keys import EncryptionKey
from foundation.ordering import after
from foundation.packaging import Package
from foundation.policies import Statement, allow, deny_reading_elsewhere, document, through
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class HostKeys:
    """The secret of the host keys as one region has it, and the key that encrypts it there.

    `replicated` says that the secret is written in the other region alone.
    """

    secret_arn: Output[str]
    key_arn: Output[str]
    replicated: bool


class HostKeySecret(Component):
    """An empty secret for the host keys, which the import fills once; with a second region it has a replica there.

    It can be read through `endpoint_ids` only, the endpoints of Secrets Manager of both regions.
    """

    host_keys: HostKeys
    replica: HostKeys | None = None

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        second: Region | None,
        endpoint_ids: Sequence[Input[str]],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        key = EncryptionKey(f"{name}-key", region, purpose="host-keys", opts=self.child())
        replica_key = (
            EncryptionKey(f"{name}-replica-key", second, purpose="host-keys", opts=self.child()) if second else None
        )
        secret = secretsmanager.Secret(
            f"{name}-secret",
            description="The private host keys of the SFTP server",
            kms_key_id=key.arn,
            recovery_window_in_days=region.protection.secret_recovery_days,
            replicas=[{"region": second.name, "kms_key_id": replica_key.arn}] if second and replica_key else [],
            tags=region.naming.tags("host-keys-secret"),
            opts=self.child(),
        )
        policy = secretsmanager.SecretPolicy(
            f"{name}-policy",
            secret_arn=secret.arn,
            block_public_policy=True,
            policy=document(deny_reading_elsewhere(endpoint_ids)),
            opts=self.child(),
        )
        # With its policy, and so the endpoints.
        self.host_keys = HostKeys(secret_arn=after(secret.arn, [policy]), key_arn=key.arn, replicated=False)
        if second and replica_key:
            replica_arn = after(second.counterpart(secret.arn), [policy])
            self.replica = HostKeys(secret_arn=replica_arn, key_arn=replica_key.arn, replicated=True)
        self.publish()


class HostKeyImport(Component):
    """The server has the host keys of the secret and no others; the first import makes them, in the first region.

    The function runs while `pulumi up` waits, and again only when the server or the function's code changes; `key_arn`
    encrypts its log. It runs after `ready`. What it answers is public: `fingerprints` are what partners compare.
    """

    fingerprints: Output[list[str]]
    invocation: lambda_.Invocation

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        server: SftpServer,
        host_keys: HostKeys,
        network: Network,
        package: Package,
        key_arn: Output[str],
        ready: Sequence[Resource],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        function = Function(
            name,
            FunctionArgs(
                region=region,
                kind="host-keys",
                description="Gives the SFTP server its host keys",
                package=package,
                handler="lambdas.transfer.host_keys.handle",
                environment={
                    "HOST_KEY_SECRET_ARN": host_keys.secret_arn,
                    "HOST_KEYS": "replicated" if host_keys.replicated else "made",
                },
                statements=_importing(server, host_keys, network),
                placement=network.placement("host-keys", calls=["secretsmanager", "transfer"]),
                key_arn=key_arn,
                question=Question.MIGRATION,
                memory_mb=512,
                timeout_seconds=60,
            ),
            self.child(),
        )
        self.invocation = lambda_.Invocation(
            f"{name}-run",
            function_name=function.name,
            input=Output.json_dumps({"serverId": server.id}),
            triggers={"code": package.sha256},
            opts=self.child(depends_on=ready),
        )
        self.publish(fingerprints=Output.json_loads(self.invocation.result).apply(_fingerprints))


def _fingerprints(answer: Mapping[str, list[str]]) -> list[str]:
    return answer.get("fingerprints", [])


def _importing(server: SftpServer, host_keys: HostKeys, network: Network) -> list[Statement]:
    """The function has no other way to Transfer Family's API than the network's endpoint."""
    region = server.region
    actions, uses = ["GetSecretValue"], ["Decrypt"]
    if not host_keys.replicated:
        actions, uses = [*actions, "PutSecretValue"], [*uses, "GenerateDataKey"]
    keys = region.arn("transfer", Output.format("host-key/{0}/*", server.id))
    return [
        allow([f"secretsmanager:{action}" for action in actions], host_keys.secret_arn),
        allow([f"kms:{use}" for use in uses], host_keys.key_arn, through("secretsmanager", region)),
        allow(
            ["transfer:ListHostKeys", "transfer:ImportHostKey", "transfer:DeleteHostKey"],
            [server.arn, keys],
            {"StringEquals": {"aws:SourceVpce": network.endpoint_id("transfer")}},
        ),
    ]
