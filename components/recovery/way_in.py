"""How payments and files reach the second region: the first region's container and file server once more."""

from pulumi import Output, ResourceOptions

from components.container import Container, ContainerArgs, OwnDomain
from components.migration import FileTransfer
from components.network import Network
from components.payments import PaymentQueue
from config.sections import Container as Settings
from foundation.component import Component
from foundation.region import Region


class WayIn(Component):
    """A container that sends to the region's own queue, and an SFTP server that partners know by its host keys.

    Each exists where its settings enable it. The container sends to its own region's queue before that region serves
    as well: what arrives early waits there, and is processed once the region has taken over.
    """

    container_url: Output[str] | None
    container_arn: Output[str] | None
    container_log_group_name: Output[str] | None
    transfer_server_id: Output[str] | None
    transfer_endpoint: Output[str] | None
    transfer_queue_url: Output[str] | None

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        network: Network,
        queue: PaymentQueue,
        container: Settings,
        own_domain: OwnDomain | None,
        file_transfer: FileTransfer,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        args = ContainerArgs(region=region, network=network, settings=container, queue=queue, own_domain=own_domain)
        made = Container(f"{name}-container", args, self.child())
        reception = file_transfer.reception_in(f"{name}-transfer", network, self.child())
        self.publish(
            container_url=made.url,
            container_arn=made.arn,
            container_log_group_name=made.log_group_name,
            transfer_server_id=reception.server_id if reception else None,
            transfer_endpoint=reception.endpoint if reception else None,
            transfer_queue_url=reception.queue_url if reception else None,
        )
