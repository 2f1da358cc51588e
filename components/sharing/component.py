"""What other accounts of the organisation may use of the networks."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from pulumi import Output, ResourceOptions

from components.network import Network
from components.sharing.share import Share
from config.sections import Sharing as Settings
from foundation.component import Component


@dataclass(frozen=True, kw_only=True)
class SharingArgs:
    """The networks, the first region's first, the stack's choice of what is shared of each, and all their addresses.

    A firewall's policy is none of it: the addresses in it are those of its own network, so that what another network
    sends would pass by its rules. Raises ValueError for rule groups where the first network has no firewall.
    """

    networks: Sequence[Network]
    settings: Settings
    cidrs: Sequence[IPv4Network]

    def __post_init__(self) -> None:
        chosen = self.settings.enabled and "firewall-rule-groups" in self.settings.resources
        if chosen and not self.networks[0].firewall_rule_group_arns:
            raise ValueError("settings.resources may name what exists alone; got firewall-rule-groups and no firewall")


class Sharing(Component):
    """A share in each region, since other accounts use a region's parts in that region alone.

    What a second region gets only once it is active, it shares from then on. Where sharing is switched off there is
    nothing of that.
    """

    share_arn: Output[str] | None = None
    second_share_arn: Output[str] | None = None

    def __init__(self, name: str, args: SharingArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.networks[0].region, opts)
        names = [name, f"recovery-{name}"] if args.settings.enabled else []
        arns = [
            Share(each, network, settings=args.settings, cidrs=args.cidrs, opts=self.child()).arn
            for each, network in zip(names, args.networks, strict=False)
        ]
        self.publish(**dict(zip(("share_arn", "second_share_arn"), arns, strict=False)))
