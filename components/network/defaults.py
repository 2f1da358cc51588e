"""What AWS makes with every VPC, emptied so that nothing can rely on it."""

from pulumi import ResourceOptions
from pulumi_aws import ec2

from foundation.component import Component
from foundation.region import Region


class EmptiedDefaults(Component):
    """The default security group, network ACL and route table, without a single rule or route."""

    def __init__(self, name: str, region: Region, *, vpc: ec2.Vpc, opts: ResourceOptions | None = None):
        super().__init__(name, region, opts)
        naming = region.naming
        ec2.DefaultSecurityGroup(
            f"{name}-security-group",
            vpc_id=vpc.id,
            ingress=[],
            egress=[],
            tags=naming.tags("default-security-group"),
            opts=self.child(),
        )
        ec2.DefaultNetworkAcl(
            f"{name}-network-acl",
            default_network_acl_id=vpc.default_network_acl_id,
            ingress=[],
            egress=[],
            tags=naming.tags("default-network-acl"),
            # The list has each subnet for as long as its own one has not taken it.
            opts=self.child(ignore_changes=["subnet_ids"]),
        )
        ec2.DefaultRouteTable(
            f"{name}-route-table",
            default_route_table_id=vpc.default_route_table_id,
            routes=[],
            tags=naming.tags("default-route-table"),
            opts=self.child(),
        )
        self.publish()
