"""What other accounts of the organisation may use of the network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import ec2, ram

from config.sections import Sharing as SharingSettings
from foundation.naming import Naming


@dataclass(frozen=True, kw_only=True)
class SharingArgs:
    """The stack's choice of what is shared and with whom, and the things to choose from.

    `rule_group_arns` is by what a rule group is about, `subnet_ids` by zone letter; `networks` are what the prefix
    list names. Raises ValueError where something that was chosen does not exist.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    settings: SharingSettings
    firewall_policy_arn: Input[str] | None
    rule_group_arns: Mapping[str, Input[str]]
    subnet_ids: Mapping[str, Input[str]]
    networks: Sequence[IPv4Network]

    def __post_init__(self) -> None:
        chosen = self.settings.resources if self.settings.enabled else ()
        missing = [
            *(["firewall-policy"] if "firewall-policy" in chosen and self.firewall_policy_arn is None else []),
            *(["firewall-rule-groups"] if "firewall-rule-groups" in chosen and not self.rule_group_arns else []),
        ]
        if missing:
            raise ValueError(f"settings.resources may name what exists alone; got {', '.join(missing)} and no firewall")


class Sharing(ComponentResource):
    """A share of the chosen things with the chosen principals, none of them outside of the organisation.

    Where it is switched off there is nothing of that.
    """

    share_arn: Output[str] | None = None

    def __init__(self, name: str, args: SharingArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:network:Sharing", name, None, opts)
        self._args = args
        if args.settings.enabled:
            self.share_arn = self._share(name)
        self.register_outputs({"share_arn": self.share_arn})

    def _share(self, name: str) -> Output[str]:
        args, child = self._args, ResourceOptions(parent=self)
        share = ram.ResourceShare(
            f"{name}-share", allow_external_principals=False, tags=args.naming.tags("share"), opts=child
        )
        for kind, arn in self._chosen(name).items():
            ram.ResourceAssociation(f"{name}-{kind}", resource_arn=arn, resource_share_arn=share.arn, opts=child)
        for principal in args.settings.principals:
            # The last part of an organisation's or a unit's ARN is its id.
            label = principal.rpartition("/")[2]
            ram.PrincipalAssociation(
                f"{name}-with-{label}", principal=principal, resource_share_arn=share.arn, opts=child
            )
        return share.arn

    def _chosen(self, name: str) -> Mapping[str, Input[str]]:
        """The ARN of each thing to share, by what it is."""
        args, chosen = self._args, self._args.settings.resources
        found: dict[str, Input[str]] = {}
        if "firewall-policy" in chosen and args.firewall_policy_arn is not None:
            found["firewall-policy"] = args.firewall_policy_arn
        if "firewall-rule-groups" in chosen:
            found |= {f"firewall-{about}": arn for about, arn in args.rule_group_arns.items()}
        if "prefix-lists" in chosen:
            found["prefix-list"] = self._prefix_list(name)
        if "subnets" in chosen:
            found |= {f"subnet-{zone}": self._subnet_arn(subnet_id) for zone, subnet_id in args.subnet_ids.items()}
        return found

    def _prefix_list(self, name: str) -> Output[str]:
        """The platform's networks under one name, for the rules of other accounts."""
        args = self._args
        return ec2.ManagedPrefixList(
            f"{name}-networks",
            address_family="IPv4",
            max_entries=len(args.networks),
            entries=[
                {"cidr": str(block), "description": f"Payments of {args.naming.environment}"} for block in args.networks
            ],
            tags=args.naming.tags("networks"),
            opts=ResourceOptions(parent=self),
        ).arn

    def _subnet_arn(self, subnet_id: Input[str]) -> Output[str]:
        return Output.format("arn:aws:ec2:{0}:{1}:subnet/{2}", self._args.region, self._args.account_id, subnet_id)
