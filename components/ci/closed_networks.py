"""What the account lets in from the internet, in all of its networks."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ResourceOptions
from pulumi_aws import ec2

from foundation.component import Component
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class ClosedNetworksArgs:
    """The regions of the account. Raises ValueError where there are none."""

    regions: Sequence[Region]

    def __post_init__(self) -> None:
        if not self.regions:
            raise ValueError("regions must name one at least; got none")


class ClosedNetworks(Component):
    """No internet gateway of the account lets anything in, but answers that come back to NAT gateways.

    It holds for every network of the account in these regions, whoever makes it and whatever its routes and groups say
    (VPC user guide, "Block public access to VPCs and subnets").
    """

    def __init__(self, name: str, args: ClosedNetworksArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.regions[0], opts)
        for region in args.regions:
            ec2.VpcBlockPublicAccessOptions(
                f"{name}-{region.name}",
                internet_gateway_block_mode="block-ingress",
                opts=ResourceOptions(parent=self, provider=region.provider),
            )
        self.publish()
