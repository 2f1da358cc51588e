"""The security groups: one for each kind of service, with a rule for each connection it takes part in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import ec2, vpc

from config.traffic import ABOUT, Flow, GatewayService, Group, Peer, groups
from foundation.naming import Naming
from foundation.ordering import after


@dataclass(frozen=True, kw_only=True)
class SecurityGroupsArgs:
    """The connections to let through, and the prefix list of each gateway endpoint that they name."""

    naming: Naming
    vpc_id: Input[str]
    flows: Sequence[Flow]
    prefix_list_ids: Mapping[str, Input[str]]


class SecurityGroups(ComponentResource):
    """A security group for each group that the flows name, each flow allowed at both of its ends."""

    ids: dict[Group, Output[str]]

    def __init__(self, name: str, args: SecurityGroupsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:network:SecurityGroups", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        self._groups: dict[Group, Output[str]] = {group: self._group(group) for group in groups(args.flows)}
        rules = [rule for flow in args.flows for rule in self._rules(flow)]
        self.ids = {}
        for group, group_id in self._groups.items():
            # Whoever gets a group can rely on its connections.
            self.ids[group] = after(group_id, [rule for of, rule in rules if of == group])
        self.register_outputs({"ids": self.ids})

    def _group(self, group: Group) -> Output[str]:
        kind = f"{group}-security-group"
        return ec2.SecurityGroup(
            f"{self.pulumi_resource_name}-{group}",
            description=ABOUT[group],
            vpc_id=self._args.vpc_id,
            tags=self._args.naming.tags(kind),
            opts=self._child,
        ).id

    def _rules(self, flow: Flow) -> Iterator[tuple[Group, Resource]]:
        source, destination = _label(flow.source), _label(flow.destination)
        name = f"{self.pulumi_resource_name}-{source}-to-{destination}-{flow.port}"
        tags = self._args.naming.tags(f"{source}-to-{destination}-{flow.port}")
        if isinstance(flow.destination, str):
            address, group, prefix_list = self._peer(flow.source)
            rule = vpc.SecurityGroupIngressRule(
                f"{name}-ingress",
                security_group_id=self._groups[flow.destination],
                cidr_ipv4=address,
                referenced_security_group_id=group,
                prefix_list_id=prefix_list,
                ip_protocol="tcp",
                from_port=flow.port,
                to_port=flow.port,
                description=f"{flow.purpose} from {source}",
                tags=tags,
                opts=self._child,
            )
            yield flow.destination, rule
        if isinstance(flow.source, str):
            address, group, prefix_list = self._peer(flow.destination)
            rule = vpc.SecurityGroupEgressRule(
                f"{name}-egress",
                security_group_id=self._groups[flow.source],
                cidr_ipv4=address,
                referenced_security_group_id=group,
                prefix_list_id=prefix_list,
                ip_protocol="tcp",
                from_port=flow.port,
                to_port=flow.port,
                description=f"{flow.purpose} to {destination}",
                tags=tags,
                opts=self._child,
            )
            yield flow.source, rule

    def _peer(self, peer: Peer) -> tuple[str | None, Input[str] | None, Input[str] | None]:
        """A rule's other side, as its CIDR, its group or its prefix list."""
        match peer:
            case IPv4Network():
                return str(peer), None, None
            case GatewayService():
                return None, None, self._args.prefix_list_ids[peer.service]
            case _:
                return None, self._groups[peer], None


def _label(peer: Peer) -> str:
    match peer:
        case IPv4Network():
            return "internet" if peer.prefixlen == 0 else f"network-{peer}".replace(".", "-").replace("/", "-")
        case GatewayService():
            return peer.service
        case _:
            return peer
