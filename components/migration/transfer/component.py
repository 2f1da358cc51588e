"""The transfer of files from partners, composed of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.migration.transfer.file_events import FileEvents, FileEventsArgs
from components.migration.transfer.host_keys import HostKeyImport, HostKeyImportArgs, HostKeySecret, HostKeySecretArgs
from components.migration.transfer.landing import Landing, LandingArgs
from components.migration.transfer.replication import Place, Replication, ReplicationArgs
from components.migration.transfer.sftp import SftpServer, SftpServerArgs, SftpUsers, SftpUsersArgs
from config.migration import Transfer as TransferSettings
from foundation.naming import Naming
from foundation.ordering import after
from foundation.packaging import Package
from foundation.region import Replica


@dataclass(frozen=True, kw_only=True)
class FileTransferArgs:
    """Where the server stands, the stack's settings of it, and the code that gives it its host keys.

    Subnet ids are by zone letter; `endpoint_ids` holds the interface endpoints of `secretsmanager` and `transfer`.
    That of `transfer` and the security groups may be missing only where the file transfer is switched off.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    settings: TransferSettings
    vpc_id: Input[str]
    private_subnet_ids: Mapping[str, Output[str]]
    transfer_group_id: Input[str] | None
    host_keys_group_id: Input[str] | None
    endpoint_ids: Mapping[str, Output[str]]
    replica: Replica | None
    package: Package
    deletion_protection: bool
    key_deletion_days: int
    secret_recovery_days: int
    log_retention_days: int
    topic_arn: Input[str]

    def __post_init__(self) -> None:
        if not self.settings.enabled:
            return
        if self.transfer_group_id is None or self.host_keys_group_id is None:
            raise ValueError("a security group's id is None; both must be given where the file transfer is enabled")
        for service in ("secretsmanager", "transfer"):
            if service not in self.endpoint_ids:
                raise ValueError(f"endpoint_ids needs {service}; got {', '.join(sorted(self.endpoint_ids)) or 'none'}")


class FileTransfer(ComponentResource):
    """An SFTP server whose files arrive in a private bucket, are scanned, and are announced in a queue.

    With a second region the bucket has a copy there, and the host keys a replica: what a server there is made of.
    `endpoint` is the name that partners connect to, handed out once the server has its host keys. Where it is switched
    off there is nothing of that.
    """

    server_id: Output[str] | None = None
    endpoint: Output[str] | None = None
    host_key_fingerprints: Output[list[str]] | None = None
    host_key_secret_arn: Output[str] | None = None
    bucket: Output[str] | None = None
    queue_url: Output[str] | None = None
    queue_arn: Output[str] | None = None
    alarm_kinds: Sequence[str] = ()

    def __init__(self, name: str, args: FileTransferArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:FileTransfer", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        if args.settings.enabled:
            self._make(name)
        self.register_outputs(
            {
                "server_id": self.server_id,
                "endpoint": self.endpoint,
                "host_key_fingerprints": self.host_key_fingerprints,
                "host_key_secret_arn": self.host_key_secret_arn,
                "bucket": self.bucket,
                "queue_url": self.queue_url,
                "queue_arn": self.queue_arn,
            }
        )

    def _make(self, name: str) -> None:
        args = self._args
        landing = Landing(f"{name}-landing", self._landing_args(args.naming, args.region), self._child)
        if args.replica:
            self._replicate(name, landing, args.replica)
        server = SftpServer(
            f"{name}-sftp",
            SftpServerArgs(
                naming=args.naming,
                vpc_id=args.vpc_id,
                subnet_ids=args.private_subnet_ids,
                security_group_id=args.transfer_group_id or "",
                workflow_id=landing.workflow_id,
                workflow_role_arn=landing.workflow_role_arn,
                key_arn=landing.key_arn,
                log_retention_days=args.log_retention_days,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )
        keys = self._host_keys(name, landing, server)
        self._users(name, landing, server, keys)
        events = FileEvents(
            f"{name}-events",
            FileEventsArgs(
                naming=args.naming, bucket=landing.bucket, key_arn=landing.key_arn, topic_arn=args.topic_arn
            ),
            self._child,
        )
        self.server_id, self.endpoint = server.id, after(server.endpoint, [keys.invocation])
        self.host_key_fingerprints, self.bucket = keys.fingerprints, landing.bucket
        self.queue_url, self.queue_arn = events.queue_url, events.queue_arn
        copied = ("landing-replication-late", "landing-replication-failed") if args.replica else ()
        self.alarm_kinds = ["transfer-receipt-failed", "files-unprocessed", "host-keys-errors", *copied]

    def _landing_args(self, naming: Naming, region: str) -> LandingArgs:
        args = self._args
        return LandingArgs(
            naming=naming,
            region=region,
            account_id=args.account_id,
            retention_days=args.settings.retention_days,
            log_retention_days=args.log_retention_days,
            erasable=not args.deletion_protection,
            key_deletion_days=args.key_deletion_days,
        )

    def _replicate(self, name: str, landing: Landing, replica: Replica) -> None:
        """A landing bucket in the second region, ready for a server of its own, and the copy of each file to it."""
        args = self._args
        there = Landing(
            f"{name}-replica",
            self._landing_args(args.naming.for_recovery(), replica.region),
            ResourceOptions(parent=self, provider=replica.provider),
        )
        source, destination = (
            Place(region=region, bucket=item.bucket, bucket_arn=item.bucket_arn, key_arn=item.key_arn)
            for region, item in ((args.region, landing), (replica.region, there))
        )
        Replication(
            f"{name}-replication",
            ReplicationArgs(
                naming=args.naming,
                account_id=args.account_id,
                source=source,
                destination=destination,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )

    def _host_keys(self, name: str, landing: Landing, server: SftpServer) -> HostKeyImport:
        args = self._args
        secret = HostKeySecret(
            f"{name}-host-keys",
            HostKeySecretArgs(
                naming=args.naming,
                account_id=args.account_id,
                endpoint_ids=[args.endpoint_ids["secretsmanager"]],
                replica=args.replica,
                key_deletion_days=args.key_deletion_days,
                recovery_days=args.secret_recovery_days,
            ),
            self._child,
        )
        self.host_key_secret_arn = secret.arn
        return HostKeyImport(
            f"{name}-host-key-import",
            HostKeyImportArgs(
                naming=args.naming,
                region=args.region,
                account_id=args.account_id,
                server_id=server.id,
                server_arn=server.arn,
                secret_arn=secret.arn,
                secret_key_arn=secret.key_arn,
                # With its policy, and so the endpoint.
                secret_ready=secret,
                package=args.package,
                subnet_ids=args.private_subnet_ids,
                security_group_id=args.host_keys_group_id or "",
                endpoint_id=args.endpoint_ids["transfer"],
                key_arn=landing.key_arn,
                log_retention_days=args.log_retention_days,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )

    def _users(self, name: str, landing: Landing, server: SftpServer, keys: HostKeyImport) -> None:
        args = self._args
        SftpUsers(
            f"{name}-users",
            SftpUsersArgs(
                naming=args.naming,
                region=args.region,
                account_id=args.account_id,
                server_id=server.id,
                bucket=landing.bucket,
                bucket_arn=landing.bucket_arn,
                key_arn=landing.key_arn,
                users=args.settings.users,
                # No partner ever meets another host key.
                ready=keys.invocation,
            ),
            self._child,
        )
