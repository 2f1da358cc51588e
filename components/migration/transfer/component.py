"""The transfer of files from partners, composed of its parts."""

from dataclasses import dataclass

from pulumi import Output, ResourceOptions

from components.migration.transfer.file_events import FileEvents
from components.migration.transfer.host_keys import HostKeyImport, HostKeySecret
from components.migration.transfer.landing import Landing
from components.migration.transfer.replication import Replication
from components.migration.transfer.sftp import SftpServer, SftpUsers
from components.network import Network
from config.migration import Transfer as Settings
from foundation.component import Component
from foundation.ordering import after
from foundation.packaging import Package
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class FileTransferArgs:
    """The region, the second one where there is one, the network, and the stack's settings of the file transfer.

    `package` is the code that gives the server its host keys. Where the file transfer is enabled the network must have
    its security groups, and the interface endpoints of `secretsmanager` and `transfer`. Raises ValueError where one is
    missing.
    """

    region: Region
    second: Region | None
    network: Network
    settings: Settings
    package: Package

    def __post_init__(self) -> None:
        if not self.settings.enabled:
            return
        for group in ("transfer", "host-keys"):
            if group not in self.network.security_group_ids:
                raise ValueError(f"the network has no security group {group}; the file transfer needs it where enabled")
        endpoint_ids = self.network.endpoint_ids
        for service in ("secretsmanager", "transfer"):
            if service not in endpoint_ids:
                raise ValueError(f"endpoint_ids needs {service}; got {', '.join(sorted(endpoint_ids)) or 'none'}")


class FileTransfer(Component):
    """An SFTP server whose files arrive in a private bucket, are scanned, and are announced in a queue.

    With a second region the bucket and the host keys are replicated there, for a server to be made of. `endpoint` is
    the name that partners connect to, handed out once the server has its host keys. Where it is switched off nothing
    of that exists.
    """

    server_id: Output[str] | None = None
    endpoint: Output[str] | None = None
    host_key_fingerprints: Output[list[str]] | None = None
    host_key_secret_arn: Output[str] | None = None
    bucket: Output[str] | None = None
    queue_url: Output[str] | None = None
    queue_arn: Output[str] | None = None

    def __init__(self, name: str, args: FileTransferArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        if args.settings.enabled:
            self._build(name, args)
        else:
            self.publish()

    def _build(self, name: str, args: FileTransferArgs) -> None:
        region, network = args.region, args.network
        landing = self._landing(f"{name}-landing", region, args.settings)
        if args.second:
            # Ready for a server of its own.
            there = self._landing(f"{name}-replica", args.second, args.settings)
            Replication(f"{name}-replication", region, source=landing, destination=there, opts=self.child())
        server = SftpServer(f"{name}-sftp", region, network=network, landing=landing, opts=self.child())
        secret = HostKeySecret(f"{name}-host-keys", region, second=args.second, network=network, opts=self.child())
        host_keys = HostKeyImport(
            f"{name}-host-key-import",
            region,
            server=server,
            secret=secret,
            network=network,
            package=args.package,
            key_arn=landing.key_arn,
            opts=self.child(),
        )
        SftpUsers(
            f"{name}-users",
            region,
            server=server,
            landing=landing,
            users=args.settings.users,
            # No partner ever meets another host key.
            ready=host_keys.invocation,
            opts=self.child(),
        )
        events = FileEvents(f"{name}-events", region, landing=landing, opts=self.child())
        self.publish(
            server_id=server.id,
            endpoint=after(server.endpoint, [host_keys.invocation]),
            host_key_fingerprints=host_keys.fingerprints,
            host_key_secret_arn=secret.arn,
            bucket=landing.bucket,
            queue_url=events.queue_url,
            queue_arn=events.queue_arn,
        )

    def _landing(self, name: str, region: Region, settings: Settings) -> Landing:
        return Landing(name, region, retention_days=settings.retention_days, opts=self.child())
