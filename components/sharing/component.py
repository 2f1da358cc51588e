"""What other accounts of the organisation may use of the network."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

from pulumi import Output, ResourceOptions
from pulumi_aws import ec2, ram

from components.network import Network
from config.sections import Sharing as Settings
from foundation.component import Component
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class SharingArgs:
    """The region, the network, the stack's choice of what is shared of it and with whom, and the network's addresses.

    Raises ValueError where something that was chosen does not exist.
    """

    region: Region
    network: Network
    settings: Settings
    cidr: IPv4Network

    def __post_init__(self) -> None:
        chosen = self.settings.resources if self.settings.enabled else ()
        missing = [kind for kind in ("firewall-policy", "firewall-rule-groups") if kind in chosen]
        if missing and self.network.firewall_policy_arn is None:
            raise ValueError(f"settings.resources may name what exists alone; got {', '.join(missing)} and no firewall")


class Sharing(Component):
    """A share of the chosen things with the chosen principals, none of them outside of the organisation.

    Where it is switched off there is nothing of that.
    """

    share_arn: Output[str] | None

    def __init__(self, name: str, args: SharingArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._args = args
        self.publish(share_arn=self._share(name) if args.settings.enabled else None)

    def _share(self, name: str) -> Output[str]:
        share = ram.ResourceShare(
            f"{name}-share",
            allow_external_principals=False,
            tags=self.region.naming.tags("share"),
            opts=self.child(),
        )
        for kind, arn in self._chosen(name).items():
            ram.ResourceAssociation(f"{name}-{kind}", resource_arn=arn, resource_share_arn=share.arn, opts=self.child())
        for principal in self._args.settings.principals:
            # The last part of an organisation's or a unit's ARN is its id.
            label = principal.rpartition("/")[2]
            ram.PrincipalAssociation(
                f"{name}-with-{label}", principal=principal, resource_share_arn=share.arn, opts=self.child()
            )
        return share.arn

    def _chosen(self, name: str) -> Mapping[str, Output[str]]:
        """The ARN of each thing to share, by what it is."""
        network, chosen = self._args.network, self._args.settings.resources
        found: dict[str, Output[str]] = {}
        if "firewall-policy" in chosen and network.firewall_policy_arn is not None:
            found["firewall-policy"] = network.firewall_policy_arn
        if "firewall-rule-groups" in chosen:
            found |= {f"firewall-{about}": arn for about, arn in network.firewall_rule_group_arns.items()}
        if "prefix-lists" in chosen:
            found["prefix-list"] = self._prefix_list(name)
        if "subnets" in chosen:
            for zone, subnet_id in network.private_subnet_ids.items():
                found[f"subnet-{zone}"] = self.region.arn("ec2", Output.format("subnet/{0}", subnet_id))
        return found

    def _prefix_list(self, name: str) -> Output[str]:
        """The network's addresses under one name, for the rules of other accounts."""
        naming = self.region.naming
        return ec2.ManagedPrefixList(
            f"{name}-networks",
            address_family="IPv4",
            max_entries=1,
            entries=[{"cidr": str(self._args.cidr), "description": f"Payments of {naming.environment}"}],
            tags=naming.tags("networks"),
            opts=self.child(),
        ).arn
