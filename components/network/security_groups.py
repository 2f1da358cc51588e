"""The security groups: one for each kind of service, with a rule for each connection it takes part in."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network

from pulumi import Input, Output, Resource, ResourceOptions
from pulumi_aws import ec2, vpc

from config.traffic import ABOUT, Flow, GatewayService, Group, Peer, groups
from foundation.component import Component
from foundation.ordering import after
from foundation.region import Region

Direction = type[vpc.SecurityGroupIngressRule] | type[vpc.SecurityGroupEgressRule]


class SecurityGroups(Component):
    """A security group for each group that the flows name, each flow allowed at both of its ends.

    `prefix_list_ids` are of the gateway endpoints that the flows name, by service.
    """

    ids: dict[Group, Output[str]]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        vpc_id: Input[str],
        flows: Sequence[Flow],
        prefix_list_ids: Mapping[str, Input[str]],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        self._prefix_list_ids = prefix_list_ids
        self._groups: dict[Group, Output[str]] = {group: self._group(name, group, vpc_id) for group in groups(flows)}
        rules = [rule for flow in flows for rule in self._rules(name, flow)]
        # Whoever gets a group can rely on its connections.
        self.publish(
            ids={
                group: after(group_id, [rule for of, rule in rules if of == group])
                for group, group_id in self._groups.items()
            }
        )

    def _group(self, name: str, group: Group, vpc_id: Input[str]) -> Output[str]:
        return ec2.SecurityGroup(
            f"{name}-{group}",
            description=ABOUT[group],
            vpc_id=vpc_id,
            tags=self.region.naming.tags(f"{group}-security-group"),
            opts=self.child(),
        ).id

    def _rules(self, name: str, flow: Flow) -> Iterator[tuple[Group, Resource]]:
        source, destination = _label(flow.source), _label(flow.destination)
        prefix = f"{name}-{source}-to-{destination}-{flow.port}"
        if isinstance(flow.destination, str):
            yield (
                flow.destination,
                self._rule(f"{prefix}-ingress", vpc.SecurityGroupIngressRule, flow, flow.destination, flow.source),
            )
        if isinstance(flow.source, str):
            yield (
                flow.source,
                self._rule(f"{prefix}-egress", vpc.SecurityGroupEgressRule, flow, flow.source, flow.destination),
            )

    def _rule(self, name: str, direction: Direction, flow: Flow, group: Group, peer: Peer) -> Resource:
        """What a group lets in from a peer, or out to it."""
        source, destination = _label(flow.source), _label(flow.destination)
        address, peer_group, prefix_list = self._peer(peer)
        way = f"from {source}" if direction is vpc.SecurityGroupIngressRule else f"to {destination}"
        return direction(
            name,
            security_group_id=self._groups[group],
            cidr_ipv4=address,
            referenced_security_group_id=peer_group,
            prefix_list_id=prefix_list,
            ip_protocol="tcp",
            from_port=flow.port,
            to_port=flow.port,
            description=f"{flow.purpose} {way}",
            tags=self.region.naming.tags(f"{source}-to-{destination}-{flow.port}"),
            opts=self.child(),
        )

    def _peer(self, peer: Peer) -> tuple[str | None, Input[str] | None, Input[str] | None]:
        """A rule's other side, as its CIDR, its group or its prefix list."""
        match peer:
            case IPv4Network():
                return str(peer), None, None
            case GatewayService():
                return None, None, self._prefix_list_ids[peer.service]
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
