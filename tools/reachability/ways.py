"""The way of a connection's packets to their destination, and of the answers back."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

from tools.reachability.filters import Ports, groups_let, list_lets
from tools.reachability.inspection import refusal
from tools.reachability.resources import Network, Route, Subnet, Within

# Where Lambda and NAT gateways expect answers (VPC guide, ephemeral ports), without the port of remote desktop, at
# which the access lists let nobody in from the internet.
ANSWERS: Ports = ((1024, 3388), (3390, 65535))
# What the internet carries to nobody (RFC 1918).
PRIVATE = tuple(IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
# More subnets than any way of the program passes: a circle.
MOST_SUBNETS = 8


@dataclass(frozen=True, kw_only=True)
class Place:
    """An end of a connection: in a subnet of the network, or outside where that is None.

    `groups` are its security groups, None where somebody else sets them. `prefix_list` is of the AWS service that it
    is, `server_name` what a client calls it in TLS.
    """

    label: str
    address: IPv4Address
    subnet: Subnet | None = None
    groups: frozenset[str] | None = None
    prefix_list: str = ""
    server_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The hops there and back, or what stops the connection first and why."""

    there: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    stopped_by: str = ""
    why: str = ""

    @property
    def reached(self) -> bool:
        """Whether a connection is possible."""
        return not self.stopped_by


class StoppedError(Exception):
    """A packet that does not get on: the resource, and why."""

    def __init__(self, resource: str, why: str):
        super().__init__(f"{resource} {why}")
        self.resource, self.why = resource, why


@dataclass(kw_only=True)
class _Walk:
    """One direction: where it starts and ends, at which ports, and what it has passed.

    `asked` are the firewall endpoints that the request passed, None on its own way. `nat` is the NAT gateway whose
    address the connection has.
    """

    source: Place
    target: Place
    ports: Ports
    asked: list[str] | None = None
    nat: Within | None = None
    inspected: list[str] = field(default_factory=list[str])
    hops: list[str] = field(default_factory=list[str])


def ask(network: Network, source: Place, target: Place, port: int) -> Answer:
    """Whether the source can open a TCP connection to the target's port, one of them being in the network."""
    there = _Walk(source=source, target=target, ports=((port, port),))
    back = _Walk(source=target, target=source, ports=ANSWERS, asked=there.inspected)
    try:
        # Security groups keep state, so that an answer passes where the request did.
        _pass_groups(network, source, target, "egress", port)
        _walk(network, there)
        _pass_groups(network, target, source, "ingress", port)
        back.nat = there.nat
        _walk(network, back)
        for name in there.inspected:
            if name not in back.inspected:
                raise StoppedError(name, "sees the request and not the answer")
    except StoppedError as stopped:
        return Answer(there=tuple(there.hops), back=tuple(back.hops), stopped_by=stopped.resource, why=stopped.why)
    return Answer(there=tuple(there.hops), back=tuple(back.hops))


def _pass_groups(network: Network, own: Place, peer: Place, direction: str, port: int) -> None:
    if own.subnet is None or own.groups is None:
        return
    other = (peer.address, peer.groups or frozenset[str](), peer.prefix_list)
    if not groups_let(network, own.groups, direction, other, port):
        names = ", ".join(sorted(network.names[group] for group in own.groups))
        raise StoppedError(names, f"lets no TCP to port {port} {_way(direction)} {peer.label}")


def _pass_list(network: Network, walk: _Walk, subnet: Subnet, direction: str) -> None:
    peer = walk.source if direction == "ingress" else walk.target
    if not list_lets(network, subnet, direction, peer.address, walk.ports):
        ports = " and ".join(str(first) if first == last else f"{first} to {last}" for first, last in walk.ports)
        said = f"lets not all TCP to port {ports} {_way(direction)} {peer.label}"
        raise StoppedError(network.names[subnet.access_list], said)


def _way(direction: str) -> str:
    return "in from" if direction == "ingress" else "out to"


def _walk(network: Network, walk: _Walk) -> None:
    at = walk.source.subnet or _enter(network, walk)
    if at == walk.source.subnet == walk.target.subnet:
        # Such packets pass neither an access list nor a route table.
        walk.hops.append("the same subnet")
        return
    for _ in range(MOST_SUBNETS):
        if at is None or at == walk.target.subnet:
            return
        _pass_list(network, walk, at, "egress")
        at = _next(network, walk, at)
    raise StoppedError(walk.hops[-1], "leads in a circle")


def _enter(network: Network, walk: _Walk) -> Subnet:
    """The subnet where what comes from outside arrives; only a public address can be reached from the internet."""
    source, target = walk.source, walk.target
    if target.subnet is None:
        raise StoppedError(network.name, f"is on no way between {source.label} and {target.label}")
    if _link(network, source):
        walk.hops.append(f"link with {source.label}")
        return _arrive(network, walk, target.subnet)
    if endpoint := _gateway_endpoint(network, target.subnet, source):
        walk.hops.append(endpoint)
        return _arrive(network, walk, target.subnet)
    if any(source.address in block for block in PRIVATE):
        raise StoppedError(network.name, f"has no peering or VPN with {source.label}")
    if not network.internet_gateways:
        raise StoppedError(network.name, "has no internet gateway")
    gateway = next(iter(network.internet_gateways.values()))
    if not walk.nat and not target.subnet.public:
        raise StoppedError(gateway, f"knows no public address of {target.label}")
    walk.hops.append(gateway)
    if not walk.nat:
        return _arrive(network, walk, target.subnet)
    subnet = _arrive(network, walk, network.subnets[walk.nat.subnet])
    walk.hops.append(walk.nat.name)
    return subnet


def _arrive(network: Network, walk: _Walk, subnet: Subnet) -> Subnet:
    _pass_list(network, walk, subnet, "ingress")
    return subnet


def _next(network: Network, walk: _Walk, at: Subnet) -> Subnet | None:
    """The subnet where the packets are next, None where they have arrived outside."""
    if endpoint := _gateway_endpoint(network, at, walk.target):
        walk.hops.append(endpoint)
        return None
    route = _route(network, walk, at)
    if route.target == "link":
        walk.hops.append(route.name)
        return None
    if route.target == "local":
        if walk.target.subnet is None:
            raise StoppedError(network.name, f"has no subnet with {walk.target.address}")
        walk.hops.append("local")
        return _arrive(network, walk, walk.target.subnet)
    return _through(network, walk, at, route)


def _through(network: Network, walk: _Walk, at: Subnet, route: Route) -> Subnet | None:
    """The subnet behind what a route leads to, None behind the internet gateway."""
    if nat := network.nat_gateways.get(route.target):
        if walk.asked is not None:
            raise StoppedError(nat.name, "gives the answer another address than the one that was asked")
        walk.nat = nat
        walk.hops.append(nat.name)
        return _arrive(network, walk, network.subnets[nat.subnet])
    if endpoint := network.firewall_endpoints.get(route.target):
        return _inspect(network, walk, endpoint)
    if gateway := network.internet_gateways.get(route.target):
        _leave(walk, at, gateway)
        return None
    raise StoppedError(route.name, f"leads to {route.target}, which is not in the network")


def _route(network: Network, walk: _Walk, at: Subnet) -> Route:
    """The route with the longest prefix; a link counts as one in each table."""
    routes = [route for route in network.tables[at.table] if walk.target.address in route.block]
    if block := _link(network, walk.target):
        routes.append(Route(name=f"link with {walk.target.label}", block=block, target="link"))
    if not routes:
        raise StoppedError(network.names[at.table], f"has no route to {walk.target.label}")
    return max(routes, key=lambda route: route.block.prefixlen)


def _inspect(network: Network, walk: _Walk, endpoint: Within) -> Subnet:
    """The subnet of a firewall's endpoint, which knows a connection whose request it has seen."""
    subnet = _arrive(network, walk, network.subnets[endpoint.subnet])
    if walk.asked is None:
        address = network.subnets[walk.nat.subnet].block[4] if walk.nat else walk.source.address
        (port, _), *_ = walk.ports
        resource, why = refusal(network, endpoint.policy, address, port, walk.target.server_name)
        if resource:
            raise StoppedError(resource, why)
    elif endpoint.name not in walk.asked:
        raise StoppedError(endpoint.name, "sees the answer and not the request")
    walk.inspected.append(endpoint.name)
    walk.hops.append(endpoint.name)
    return subnet


def _leave(walk: _Walk, at: Subnet, gateway: str) -> None:
    if any(walk.target.address in block for block in PRIVATE):
        raise StoppedError(gateway, f"carries nothing to {walk.target.label}, a private address")
    if not walk.nat and not (at == walk.source.subnet and at.public):
        raise StoppedError(gateway, f"carries nothing from {walk.source.label}, which has no public address")
    walk.hops.append(gateway)


def _gateway_endpoint(network: Network, subnet: Subnet, peer: Place) -> str:
    """The gateway endpoint that the subnet's table leads to for the peer."""
    for item in network.gateway_endpoints:
        if peer.prefix_list == item["outputs"]["prefixListId"] and subnet.table in item["inputs"]["routeTableIds"]:
            return network.names[item["id"]]
    return ""


def _link(network: Network, peer: Place) -> IPv4Network | None:
    """The block of a link that leads to the peer."""
    if peer.subnet is not None:
        return None
    return next((block for block in network.linked if peer.address in block), None)
