"""Who reaches whom in a network, at which ports and through what: the model's answers as a diagram."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Network
from itertools import pairwise

from catalog import ec2
from catalog.drawing import EdgeKind
from config.traffic import ABOUT, HTTPS, TIER_OF, Group
from tools.diagrams.boxes import box
from tools.diagrams.drawing import Box, Diagram, Edge, Place, merged
from tools.diagrams.links import name
from tools.diagrams.locations import Locations
from tools.reachability.ways import Answer
from tools.report.facts.connections import Connection, Connections
from tools.report.facts.rehearsed import Resource

ICONS: Mapping[str, str] = {
    "application": "compute/lambda",
    "container": "compute/fargate",
    "database": "database/rds",
    "dms": "database/database-migration-service",
    "dynamodb": "database/dynamodb",
    "endpoints": "network/privatelink",
    "host-keys": "compute/lambda",
    "release": "compute/lambda",
    "replication": "migration/cloudendure-migration",
    "rotation": "compute/lambda",
    "s3": "storage/simple-storage-service-s3",
    "the internet": "general/internet-alt1",
    "transfer": "migration/transfer-for-sftp",
}
BLOCK_ICON = "general/client"
# Many lines cross here, which have to be told from each other.
GAP = 1.0
# Before the names of ends, since resources may have the same.
END = "end "
# Hops that are no resource: packets stay in the network, or need something that the program does not make.
INSIDE, LINK = ("local", "the same subnet"), "link with "
# The kinds of lines by the parts of a way: nothing is between the ends, a gateway endpoint is, or the whole way out.
THROUGH: Mapping[int, EdgeKind] = {1: "data", 2: "copy", 3: "outbound"}
# What should not be: meant and not possible, and possible and not meant.
WRONG: Mapping[EdgeKind, str] = {"refused": "no: ", "credential": "not meant: "}


def reachability(network: str, given: Connections, resources: Sequence[Resource]) -> Diagram:
    """The diagram of a network: below each end stands how often it was asked for beside the table and not reached."""
    edges = edges_of(network, given)
    own, locations = {name(item["urn"]): item for item in resources}, Locations(resources)
    subnets = [item for key, item in own.items() if item["type"] == ec2.SUBNET.token and key.startswith(f"{network}-")]
    refused = {item.target: (f"refused: {item.times:,}",) for item in given.refused if item.network == network}
    known = {end for edge in edges for end in (edge.start, edge.end)} | {END + target for target in refused}
    ends = [_end(key.removeprefix(END), subnets, locations) for key in known if key.startswith(END)]
    boxes = [
        *(replace(end, names=(*end.names, *refused.get(end.identity.removeprefix(END), ()))) for end in ends),
        *(box(own[key], locations, network) for key in known if not key.startswith(END)),
    ]
    around = {key: _around(key, edges) for key in known}
    drawn, joined = merged(boxes, edges, lambda item: (item.icon, item.title, item.places, around[item.identity]))
    return Diagram(
        name=f"reachability-{network}", title=f"Who reaches whom in {network}", boxes=drawn, edges=joined, gap=GAP
    )


def edges_of(network: str, given: Connections) -> list[Edge]:
    """The hops of every answer as edges with their ports; one without a label is at port 443 alone."""
    ports: dict[Edge, set[int]] = {}
    asked = [(item, True) for item in given.meant] + [(item, False) for item in given.possible]
    for connection, meant in asked:
        for answer in connection.answers if connection.network == network else ():
            for edge in _hops(connection, answer, meant=meant):
                ports.setdefault(edge, set()).add(connection.port)
    return [replace(edge, label=_label(edge.kind, at)) for edge, at in ports.items()]


def _label(kind: EdgeKind, ports: Collection[int]) -> str:
    if kind not in WRONG and ports == {HTTPS}:
        return ""
    return WRONG.get(kind, "") + ", ".join(map(str, sorted(ports)))


def _hops(connection: Connection, answer: Answer, *, meant: bool) -> Iterator[Edge]:
    """The way there, each part of it with a head at both ends if the way back has it too, and what is left of that."""
    source, target = END + connection.source, END + connection.target
    if not answer.reached:
        yield Edge(kind="refused", start=source, end=target)
        return
    there, back = _parts(source, answer.there, target), _parts(target, answer.back, source)
    linked = any(hop.startswith(LINK) for hop in answer.there)
    kind = "credential" if not meant else "control" if linked else THROUGH[min(len(there), 3)]
    for start, end in there:
        yield Edge(kind=kind, start=start, end=end, both=(end, start) in back)
    for start, end in back:
        if (end, start) not in there:
            yield Edge(kind=kind, start=start, end=end)


def _parts(first: str, hops: Iterable[str], last: str) -> list[tuple[str, str]]:
    """The pairs of neighbours on a way, of its ends and resources; a firewall is one thing in all of its zones."""
    passed = [hop.partition(" in ")[0] for hop in hops if hop not in INSIDE and not hop.startswith(LINK)]
    return list(pairwise([first, *passed, last]))


def _end(label: str, subnets: Sequence[Resource], locations: Locations) -> Box:
    """The box of an end of connections, in the subnets of its tier or of its block, or outside."""
    group: Group | None = next((known for known in ABOUT if known == label), None)
    if group:
        inside = [item for item in subnets if f"-{TIER_OF[group]}-subnet-" in name(item["urn"])]
        title, names = label, (ABOUT[group],)
    elif label in ICONS:
        inside, title, names = [], label, ()
    else:
        inside = [item for item in subnets if IPv4Network(item["inputs"]["cidrBlock"]).overlaps(IPv4Network(label))]
        title, names = "network", (label,)
    places: tuple[Place, ...] = locations.places(inside[0]) if inside else ()
    icon = ICONS.get(label, BLOCK_ICON)
    return Box(identity=END + label, icon=icon, title=title, names=names, places=places)


def _around(key: str, edges: Iterable[Edge]) -> frozenset[Edge]:
    """The edges of a box, without its own end."""
    return frozenset(
        replace(edge, start="") if edge.start == key else replace(edge, end="")
        for edge in edges
        if key in (edge.start, edge.end)
    )
