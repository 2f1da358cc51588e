"""The reception of files in one region: the server that partners deliver to, and the queue that tells of each file."""

from collections.abc import Sequence

from pulumi import Output, Resource, ResourceOptions
from pulumi_aws import lambda_

from components.migration.transfer.file_events import FileEvents
from components.migration.transfer.host_keys import HostKeyImport, HostKeys
from components.migration.transfer.landing import Landing
from components.migration.transfer.sftp import SftpServer, SftpUsers
from components.network import Network
from config.migration import Transfer as Settings
from foundation.component import Component
from foundation.ordering import after
from foundation.packaging import Package
from foundation.region import Region


class Reception(Component):
    """An SFTP server with the host keys of a secret, its partners, and a queue that tells of each file of a landing.

    `endpoint` is the name that partners connect to, handed out once the server has its host keys. The server is given
    them after `ready`.
    """

    server_id: Output[str]
    endpoint: Output[str]
    host_key_fingerprints: Output[list[str]]
    host_key_import: lambda_.Invocation
    queue_url: Output[str]
    queue_arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        network: Network,
        landing: Landing,
        host_keys: HostKeys,
        settings: Settings,
        package: Package,
        ready: Sequence[Resource] = (),
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        server = SftpServer(f"{name}-sftp", region, network=network, landing=landing, opts=self.child())
        imported = HostKeyImport(
            f"{name}-host-key-import",
            region,
            server=server,
            host_keys=host_keys,
            network=network,
            package=package,
            key_arn=landing.key_arn,
            ready=ready,
            opts=self.child(),
        )
        SftpUsers(
            f"{name}-users",
            region,
            server=server,
            landing=landing,
            users=settings.users,
            # No partner ever meets another host key.
            ready=imported.invocation,
            opts=self.child(),
        )
        events = FileEvents(f"{name}-events", region, landing=landing, server=server, opts=self.child())
        self.publish(
            server_id=server.id,
            endpoint=after(server.endpoint, [imported.invocation]),
            host_key_fingerprints=imported.fingerprints,
            host_key_import=imported.invocation,
            queue_url=events.queue_url,
            queue_arn=events.queue_arn,
        )
