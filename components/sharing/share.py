"""What is shared of one region's network."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network

from pulumi import Output, ResourceOptions
from pulumi_aws import ec2, ram

from components.network import Network
from config.sections import Sharing as Settings
from foundation.component import Component


class Share(Component):
    """A share of what was chosen and is there, with the chosen principals, none of them outside of the organisation.

    `cidrs` are the addresses of all regions, which the prefix list names.
    """

    arn: Output[str]

    def __init__(
        self,
        name: str,
        network: Network,
        *,
        settings: Settings,
        cidrs: Sequence[IPv4Network],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, network.region, opts)
        share = ram.ResourceShare(
            f"{name}-share",
            allow_external_principals=False,
            tags=self.region.naming.tags("share"),
            opts=self.child(),
        )
        for kind, arn in self._chosen(name, network, settings, cidrs).items():
            ram.ResourceAssociation(f"{name}-{kind}", resource_arn=arn, resource_share_arn=share.arn, opts=self.child())
        for principal in settings.principals:
            # The last part of an organisation's or a unit's ARN is its id.
            label = principal.rpartition("/")[2]
            ram.PrincipalAssociation(
                f"{name}-with-{label}", principal=principal, resource_share_arn=share.arn, opts=self.child()
            )
        self.publish(arn=share.arn)

    def _chosen(
        self, name: str, network: Network, settings: Settings, cidrs: Sequence[IPv4Network]
    ) -> Mapping[str, Output[str]]:
        """The ARN of each thing to share, by what it is."""
        found: dict[str, Output[str]] = {}
        if "firewall-rule-groups" in settings.resources:
            found |= {f"firewall-{about}": arn for about, arn in network.firewall_rule_group_arns.items()}
        if "prefix-lists" in settings.resources:
            found["prefix-list"] = self._prefix_list(name, cidrs)
        if "subnets" in settings.resources:
            for zone, subnet_id in network.private_subnet_ids.items():
                found[f"subnet-{zone}"] = self.region.arn("ec2", Output.format("subnet/{0}", subnet_id))
        return found

    def _prefix_list(self, name: str, cidrs: Sequence[IPv4Network]) -> Output[str]:
        """The networks' addresses under one name, for the rules of other accounts."""
        naming = self.region.naming
        return ec2.ManagedPrefixList(
            f"{name}-networks",
            address_family="IPv4",
            max_entries=len(cidrs),
            entries=[{"cidr": str(cidr), "description": f"Payments of {naming.environment}"} for cidr in cidrs],
            tags=naming.tags("networks"),
            opts=self.child(),
        ).arn
