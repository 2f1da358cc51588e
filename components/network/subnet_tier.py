"""The subnets of one tier, each with a route table of its own."""

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import ec2

from config.addresses import AddressPlan, Tier
from foundation.component import Component
from foundation.region import Region


class SubnetTier(Component):
    """One subnet for each zone, none of which gives out public addresses, and its route table.

    The outputs are by zone letter.
    """

    subnet_ids: dict[str, Output[str]]
    route_table_ids: dict[str, Output[str]]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        tier: Tier,
        vpc_id: Input[str],
        addresses: AddressPlan,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        subnet_ids: dict[str, Output[str]] = {}
        route_table_ids: dict[str, Output[str]] = {}
        for zone, block in addresses.tier(tier).items():
            subnet = ec2.Subnet(
                f"{name}-subnet-{zone}",
                vpc_id=vpc_id,
                availability_zone=f"{region.name}{zone}",
                cidr_block=str(block),
                map_public_ip_on_launch=False,
                tags=region.naming.tags(f"{tier}-subnet-{zone}"),
                opts=self.child(),
            )
            table = ec2.RouteTable(
                f"{name}-route-table-{zone}",
                vpc_id=vpc_id,
                tags=region.naming.tags(f"{tier}-route-table-{zone}"),
                opts=self.child(),
            )
            ec2.RouteTableAssociation(
                f"{name}-association-{zone}", subnet_id=subnet.id, route_table_id=table.id, opts=self.child()
            )
            subnet_ids[zone], route_table_ids[zone] = subnet.id, table.id
        self.publish(subnet_ids=subnet_ids, route_table_ids=route_table_ids)
