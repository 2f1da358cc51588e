"""The keys by which partners recognise the SFTP server, whatever server and region they reach."""

from collections.abc import Mapping

from pulumi import Output, ResourceOptions
from pulumi_aws import lambda_, secretsmanager

from components.migration.transfer.sftp import SftpServer
from components.network import Network
from foundation.alarms import Question
from foundation.component import Component
from foundation.function import Function, FunctionArgs
from foundation.keys import EncryptionKey
from foundation.packaging import Package
from foundation.policies import Statement, allow, deny_reading_elsewhere, document, through
from foundation.region import Region


class HostKeySecret(Component):
    """An empty secret for the host keys, which the import fills once; with a second region it has a replica there.

    It can be read through the network's endpoint of Secrets Manager only.
    """

    arn: Output[str]
    key_arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        second: Region | None,
        network: Network,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        key = EncryptionKey(f"{name}-key", region, purpose="host-keys", opts=self.child())
        replicas: list[secretsmanager.SecretReplicaArgsDict] = []
        if second:
            replica_key = EncryptionKey(f"{name}-replica-key", second, purpose="host-keys", opts=self.child())
            replicas.append({"region": second.name, "kms_key_id": replica_key.arn})
        secret = secretsmanager.Secret(
            f"{name}-secret",
            description="The private host keys of the SFTP server",
            kms_key_id=key.arn,
            recovery_window_in_days=region.protection.secret_recovery_days,
            replicas=replicas,
            tags=region.naming.tags("host-keys-secret"),
            opts=self.child(),
        )
        secretsmanager.SecretPolicy(
            f"{name}-policy",
            secret_arn=secret.arn,
            block_public_policy=True,
            policy=document(deny_reading_elsewhere([network.endpoint_ids["secretsmanager"]])),
            opts=self.child(),
        )
        self.publish(arn=secret.arn, key_arn=key.arn)


class HostKeyImport(Component):
    """The server has the host keys of the secret and no others; the first import makes them.

    The function runs while `pulumi up` waits, and again only when the server or the function's code changes; `key_arn`
    encrypts its log. What it answers is public: `fingerprints` are what partners compare.
    """

    fingerprints: Output[list[str]]
    invocation: lambda_.Invocation

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        server: SftpServer,
        secret: HostKeySecret,
        network: Network,
        package: Package,
        key_arn: Output[str],
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
                environment={"HOST_KEY_SECRET_ARN": secret.arn},
                statements=_importing(server, secret, network),
                placement=network.placement("host-keys"),
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
            # With its policy, and so the endpoint.
            opts=self.child(depends_on=[secret]),
        )
        self.publish(fingerprints=Output.json_loads(self.invocation.result).apply(_fingerprints))


def _fingerprints(answer: Mapping[str, list[str]]) -> list[str]:
    return answer.get("fingerprints", [])


def _importing(server: SftpServer, secret: HostKeySecret, network: Network) -> list[Statement]:
    """The function has no other way to Transfer Family's API than the network's endpoint."""
    region = server.region
    keys = region.arn("transfer", Output.format("host-key/{0}/*", server.id))
    return [
        allow(["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], secret.arn),
        allow(["kms:Decrypt", "kms:GenerateDataKey"], secret.key_arn, through("secretsmanager", region)),
        allow(
            ["transfer:ListHostKeys", "transfer:ImportHostKey", "transfer:DeleteHostKey"],
            [server.arn, keys],
            {"StringEquals": {"aws:SourceVpce": network.endpoint_ids["transfer"]}},
        ),
    ]
