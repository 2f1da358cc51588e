"""The subnets of one tier, each with a route table of its own."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import ec2

from config.addresses import AddressPlan, Tier
from foundation.naming import Naming


@dataclass(frozen=True, kw_only=True)
class SubnetTierArgs:
    """The tier, the network it belongs to and the address plan that places it."""

    naming: Naming
    tier: Tier
    region: str
    vpc_id: Input[str]
    addresses: AddressPlan


class SubnetTier(ComponentResource):
    """One subnet for each zone, none of which gives out public addresses, and its route table.

    The outputs are by zone letter.
    """

    subnet_ids: dict[str, Output[str]]
    route_table_ids: dict[str, Output[str]]

    def __init__(self, name: str, args: SubnetTierArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:network:SubnetTier", name, None, opts)
        child = ResourceOptions(parent=self)
        self.subnet_ids, self.route_table_ids = {}, {}
        for zone, block in args.addresses.tier(args.tier).items():
            subnet = ec2.Subnet(
                f"{name}-subnet-{zone}",
                vpc_id=args.vpc_id,
                availability_zone=f"{args.region}{zone}",
                cidr_block=str(block),
                map_public_ip_on_launch=False,
                tags=args.naming.tags(f"{args.tier}-subnet-{zone}"),
                opts=child,
            )
            table = ec2.RouteTable(
                f"{name}-route-table-{zone}",
                vpc_id=args.vpc_id,
                tags=args.naming.tags(f"{args.tier}-route-table-{zone}"),
                opts=child,
            )
            ec2.RouteTableAssociation(
                f"{name}-association-{zone}", subnet_id=subnet.id, route_table_id=table.id, opts=child
            )
            self.subnet_ids[zone] = subnet.id
            self.route_table_ids[zone] = table.id
        self.register_outputs({"subnet_ids": self.subnet_ids, "route_table_ids": self.route_table_ids})
