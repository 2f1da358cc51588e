"""The network ACLs: the same connections as the security groups allow, once more at each subnet tier's border."""

from collections.abc import Mapping, Sequence

from pulumi import Input, ResourceOptions
from pulumi_aws import ec2

from components.network.subnet_tier import SubnetTier
from config.access_lists import Entry, lists, numbered
from config.addresses import AddressPlan, Tier
from config.traffic import Flow
from foundation.component import Component
from foundation.region import Region


class AccessLists(Component):
    """A network ACL for each subnet tier that lets through the flows which start, end or pass there.

    `limit` is the most entries of one direction. Raises ValueError where a list needs more, or two of its
    entries have the same number.
    """

    lists: dict[Tier, ec2.NetworkAcl]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        vpc_id: Input[str],
        addresses: AddressPlan,
        flows: Sequence[Flow],
        tiers: Mapping[Tier, SubnetTier],
        limit: int,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        self.lists = {}
        for tier, subnets in tiers.items():
            entries = lists(tier, flows, addresses, limit=limit)
            self.lists[tier] = ec2.NetworkAcl(
                f"{name}-{tier}",
                vpc_id=vpc_id,
                subnet_ids=list(subnets.subnet_ids.values()),
                ingress=[_rule(number, entry) for number, entry in numbered(entries.ingress, addresses).items()],
                egress=[_rule(number, entry) for number, entry in numbered(entries.egress, addresses).items()],
                tags=region.naming.tags(f"{tier}-network-acl"),
                opts=self.child(),
            )
        self.publish()


def _rule(number: int, entry: Entry) -> ec2.NetworkAclEgressArgsDict:
    return {
        "rule_no": number,
        "action": "allow",
        "protocol": "tcp",
        "cidr_block": str(entry.block),
        "from_port": entry.first_port,
        "to_port": entry.last_port,
    }
