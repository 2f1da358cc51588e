"""The transfer of files from partners, composed of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Input, Output, ResourceOptions

from components.migration.transfer.host_keys import HostKeySecret
from components.migration.transfer.landing import Landing
from components.migration.transfer.reception import Reception
from components.migration.transfer.replication import Replication
from components.network import Network
from config.migration import Transfer as Settings
from foundation.component import Component
from foundation.packaging import Package
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class FileTransferArgs:
    """The region, the second one where there is one, the network, and the stack's settings of the file transfer.

    `second_endpoint_ids` are the second region's endpoints of Secrets Manager, `package` is the code that gives a
    server its host keys. Raises ValueError where the file transfer is enabled and the network has no security groups
    for it.
    """

    region: Region
    second: Region | None
    second_endpoint_ids: Sequence[Input[str]]
    network: Network
    settings: Settings
    package: Package

    def __post_init__(self) -> None:
        if not self.settings.enabled:
            return
        for group in ("transfer", "host-keys"):
            if group not in self.network.security_group_ids:
                raise ValueError(f"the network has no security group {group}; the file transfer needs it where enabled")


class FileTransfer(Component):
    """An SFTP server whose files arrive in a private bucket, are scanned, and are announced in a queue.

    With a second region the bucket and the host keys are replicated there. `endpoint` is the name that partners
    connect to, handed out once the server has its host keys. Where it is switched off nothing of that exists.
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
        self._args = args
        self._replica: Landing | None = None
        if args.settings.enabled:
            self._build(name, args)
        else:
            self.publish()

    def reception_in(self, name: str, network: Network, opts: ResourceOptions) -> Reception | None:
        """The same reception in the second region, in its network; None where there is none of either."""
        if not self._replica or not self._host_keys.replica:
            return None
        return Reception(
            name,
            network.region,
            network=network,
            landing=self._replica,
            host_keys=self._host_keys.replica,
            settings=self._args.settings,
            package=self._args.package,
            # They are made in the first region.
            ready=[self._reception.host_key_import],
            opts=opts,
        )

    def _build(self, name: str, args: FileTransferArgs) -> None:
        region, network = args.region, args.network
        landing = self._landing(f"{name}-landing", region, args.settings)
        if args.second:
            self._replica = self._landing(f"{name}-replica", args.second, args.settings)
            Replication(f"{name}-replication", region, source=landing, destination=self._replica, opts=self.child())
        self._host_keys = HostKeySecret(
            f"{name}-host-keys",
            region,
            second=args.second,
            endpoint_ids=[network.endpoint_id("secretsmanager"), *args.second_endpoint_ids],
            opts=self.child(),
        )
        self._reception = Reception(
            name,
            region,
            network=network,
            landing=landing,
            host_keys=self._host_keys.host_keys,
            settings=args.settings,
            package=args.package,
            opts=self.child(),
        )
        self.publish(
            server_id=self._reception.server_id,
            endpoint=self._reception.endpoint,
            host_key_fingerprints=self._reception.host_key_fingerprints,
            host_key_secret_arn=self._host_keys.host_keys.secret_arn,
            bucket=landing.bucket,
            queue_url=self._reception.queue_url,
            queue_arn=self._reception.queue_arn,
        )

    def _landing(self, name: str, region: Region, settings: Settings) -> Landing:
        return Landing(name, region, retention_days=settings.retention_days, opts=self.child())
