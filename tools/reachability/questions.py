"""What is asked of a stack's networks: each connection of the table, and those that must not be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from itertools import product

from config.addresses import DEVELOPMENT_NETWORK
from config.load import StackConfig
from config.traffic import ABOUT, INTERNET, TIER_OF, Flow, GatewayService, Group, Peer, TrafficArgs, flows
from tools.reachability.resources import Network, Resource, networks
from tools.reachability.ways import Answer, Place, ask

# Two addresses that nobody has and no stack names (RFC 2544), for any public one.
SOMEBODY, SOME_SERVICE = IPv4Address("198.18.0.10"), IPv4Address("198.18.0.20")
# Ports that attackers try first, beside those of the table.
OTHER_PORTS = (22, 80, 3306, 3389, 5432, 8443)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question, and its answer for each pair of subnets that the two ends can be in."""

    network: str
    flow: Flow
    answers: Sequence[tuple[Place, Place, Answer]]

    @property
    def reached(self) -> bool:
        """Whether each pair can talk; nobody can where there is none."""
        return bool(self.answers) and all(answer.reached for _, _, answer in self.answers)


def of_stack(config: StackConfig, resources: Sequence[Resource]) -> list[tuple[Network, TrafficArgs, str]]:
    """Each network of the stack with its connections, and a name that its firewall lets pass."""
    given = ((config.first_network, config.traffic), (config.network, config.recovery_traffic))
    return [
        (network, traffic, _name(settings.firewall.allowed_domains))
        for network, (settings, traffic) in zip(networks(resources), given, strict=False)
    ]


def _name(domains: Sequence[str]) -> str:
    """The first allowed name; one with a dot before it stands for all below it."""
    return f"www{domains[0]}" if domains and domains[0].startswith(".") else "".join(domains[:1])


def asked(network: Network, traffic: TrafficArgs, name: str) -> list[Asked]:
    """Each connection of the table; to blocks outside, as if something led there, which is not the program's."""
    table = flows(traffic)
    linked = network.with_links(outside(network, table))
    return [question(linked, flow, name) for flow in table]


def outside(network: Network, table: Sequence[Flow]) -> list[IPv4Network]:
    """The networks of others in the table, without the internet."""
    ends = {end for flow in table for end in (flow.source, flow.destination)}
    blocks = {end for end in ends if isinstance(end, IPv4Network) and end != INTERNET}
    return sorted(block for block in blocks if not block.overlaps(network.block))


def question(network: Network, flow: Flow, name: str = "") -> Asked:
    """The answers to whether a connection is possible, which names a server in TLS."""
    pairs = product(places(network, flow.source), places(network, flow.destination, name))
    answers = [(source, target, ask(network, source, target, flow.port)) for source, target in pairs]
    return Asked(network=network.name, flow=flow, answers=answers)


def forbidden(network: Network, traffic: TrafficArgs) -> Iterator[Flow]:
    """Every connection between any two of all groups, networks and services that the table has not."""
    table = flows(traffic)
    blocks = [INTERNET, DEVELOPMENT_NETWORK, *outside(network, table), *traffic.container_clients]
    groups: list[Group] = [group for group in ABOUT if places(network, group)]
    services = [GatewayService(service=service) for service in traffic.gateway_endpoints]
    ports = sorted({*OTHER_PORTS, *(flow.port for flow in table)})
    sources: list[Peer] = [*groups, *blocks]
    targets: list[Peer] = [*groups, INTERNET, DEVELOPMENT_NETWORK, *outside(network, table), *services]
    for source, target, port in product(sources, targets, ports):
        # A block of the network's own has groups that somebody else sets, who decides where it may go outside.
        unjudged = isinstance(source, IPv4Network) and _is_outside(target, network)
        flow = Flow(source=source, destination=target, port=port, purpose="Nothing that is in the table")
        if source != target and not unjudged and not any(_covers(meant, flow, network) for meant in table):
            yield flow


def _covers(meant: Flow, flow: Flow, network: Network) -> bool:
    """Whether a connection of the table allows another one too: whoever may go anywhere may go to each outside."""
    anywhere = meant.destination == INTERNET and _is_outside(flow.destination, network)
    return (
        meant.port == flow.port
        and _within(flow.source, meant.source)
        and (anywhere or _within(flow.destination, meant.destination))
    )


def _within(peer: Peer, other: Peer) -> bool:
    """Whether a peer, as far as it is asked about, is part of another."""
    if isinstance(peer, IPv4Network) and isinstance(other, IPv4Network):
        return _one(peer) in other
    return peer == other


def _is_outside(peer: Peer, network: Network) -> bool:
    if isinstance(peer, IPv4Network):
        return peer == INTERNET or not peer.overlaps(network.block)
    return isinstance(peer, GatewayService)


def _one(block: IPv4Network) -> IPv4Address:
    return SOMEBODY if block == INTERNET else block[block.num_addresses // 2]


def places(network: Network, peer: Peer, name: str = "") -> list[Place]:
    """Where a peer can be: in each subnet of its tier or block, or outside."""
    match peer:
        case IPv4Network():
            label = "the internet" if peer == INTERNET else str(peer)
            inside = [subnet for subnet in network.subnets.values() if subnet.block.overlaps(peer)]
            if peer != INTERNET and inside:
                return [Place(label=label, address=subnet.block[10], subnet=subnet) for subnet in inside]
            return [Place(label=label, address=_one(peer), server_name=name)]
        case GatewayService():
            return [Place(label=peer.service, address=SOME_SERVICE, prefix_list=network.prefix_list(peer.service))]
        case _:
            return _in_group(network, peer)


def _in_group(network: Network, group: Group) -> list[Place]:
    """A place in each subnet of the group's tier; the endpoints' group has some only where an endpoint is."""
    group_id = network.groups.get(f"{network.name}-group-{group}")
    if group_id is None:
        return []
    endpoints = [given["subnetIds"] for given in network.interface_endpoints if group_id in given["securityGroupIds"]]
    return [
        Place(label=group, address=subnet.block[10], subnet=subnet, groups=frozenset({group_id}))
        for subnet in sorted(network.subnets.values(), key=lambda each: each.name)
        if subnet.name.startswith(f"{network.name}-{TIER_OF[group]}-subnet-")
        and (group != "endpoints" or any(subnet.id in subnets for subnets in endpoints))
    ]
