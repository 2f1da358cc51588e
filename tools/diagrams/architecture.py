"""What matters of a whole stack: the payments' path, the way out, and the credentials'."""

from collections.abc import Iterator, Mapping, Sequence

from catalog import TYPES, apprunner, ec2, ecs, lambda_, networkfirewall, rds, secretsmanager, transfer
from catalog.drawing import Link
from simulated_aws.values import texts
from tools.diagrams.drawing import Box, Diagram, Edge
from tools.rehearsal.schedule import identifiers
from tools.report.facts.inventory import components, region
from tools.report.facts.rehearsed import Resource

COLUMNS = ("outside", "way in", "waits", "runs", "stores", "credentials", "keys")
OUTSIDE, ZONES = "outside of AWS", "the way out, zone by zone"
CLIENT, INTERNET = "client", "internet"


DRAWINGS = {token: known.drawing for token, known in TYPES.items() if known.drawing}
CONTAINERS = (apprunner.SERVICE.token, ecs.EXPRESS_GATEWAY_SERVICE.token)


def architecture(stack: str, resources: Sequence[Resource]) -> Diagram:
    """The diagram of a stack."""
    tops = components(resources)
    boxes = [
        Box(identity=name, title=name, lines=(), band=OUTSIDE, group=OUTSIDE, column=0) for name in (CLIENT, INTERNET)
    ]
    boxes += [_box(item, tops[item["urn"]]) for item in resources if _is_box(item)]
    boxes += _network(resources)
    home = next(_band(item) for item in resources if item["urn"].endswith("::network-vpc"))
    boxes.sort(key=lambda box: (box.band != OUTSIDE, box.band != home, box.group, box.column, box.identity))
    known = {box.identity for box in boxes}
    edges = {
        edge
        for edge in (*_links(resources), *_way_in(resources), *_way_out(resources), *_services(resources))
        if {edge.start, edge.end} <= known
    }
    return Diagram(name=stack, title=f"The stack {stack}", boxes=boxes, edges=sorted(edges), columns=COLUMNS)


def _is_box(item: Resource) -> bool:
    """Whether it is a box outside of the network's zones."""
    return item["type"] in DRAWINGS and not DRAWINGS[item["type"]].network


def _box(item: Resource, component: str) -> Box:
    shown = DRAWINGS[item["type"]]
    name = item["urn"].rpartition("::")[2]
    standby = item["inputs"].get("multiAz") and item["type"] == rds.INSTANCE.token
    return Box(
        identity=name,
        title=shown.title,
        lines=(name, "with a standby in another zone") if standby else (name,),
        band=_band(item),
        group=component,
        column=shown.column,
    )


def _band(item: Resource) -> str:
    return region(item) or "eu-west-2"


def _network(resources: Sequence[Resource]) -> list[Box]:
    found: dict[str, Box] = {}
    for item in resources:
        shown = DRAWINGS.get(item["type"])
        if shown is None or not shown.network:
            continue
        is_firewall = item["type"] == networkfirewall.FIREWALL.token
        several = is_firewall or item["type"] == ec2.VPC_ENDPOINT.token
        for zone in _zones(item) if is_firewall else [""]:
            identity = _network_identity(item, zone)
            lines = (f"zone {zone}",) if zone else () if several else (item["urn"].rpartition("::")[2],)
            found[identity] = Box(
                identity=identity, title=shown.title, lines=lines, band=_band(item), group=ZONES, column=shown.column
            )
    subnets = [item for item in resources if item["type"] == ec2.SUBNET.token and "-private-subnet-" in item["urn"]]
    for item in subnets:
        zone = item["urn"][-1]
        identity = f"private subnet {zone} of {_band(item)}"
        found[identity] = Box(
            identity=identity, title="private subnet", lines=(f"zone {zone}",), band=_band(item), group=ZONES, column=4
        )
    return sorted(found.values(), key=lambda box: (box.band, box.column, box.identity))


def _network_identity(item: Resource, zone: str = "") -> str:
    shown = DRAWINGS[item["type"]]
    of = "" if item["type"] == ec2.NAT_GATEWAY.token else f" of {_band(item)}"
    name = item["urn"].rpartition("::")[2] if not of else shown.title
    return f"{name}{f' {zone}' if zone else ''}{of}"


def _zones(item: Resource) -> list[str]:
    """The letters of the zones that a firewall has an endpoint in."""
    return sorted({urn[-1] for urn in _references(item, "subnetMappings") if "-subnet-" in urn})


def _services(resources: Sequence[Resource]) -> Iterator[Edge]:
    """From each private subnet to the endpoints in it."""
    for item in resources:
        if item["type"] == ec2.VPC_ENDPOINT.token:
            for urn in _references(item, "subnetIds"):
                if "-private-subnet-" in urn:
                    start = f"private subnet {urn[-1]} of {_band(item)}"
                    yield Edge(kind="outbound", start=start, end=_network_identity(item))


def _way_in(resources: Sequence[Resource]) -> Iterator[Edge]:
    """From the client to what takes payments or files in; to the queue itself where nothing is before it."""
    containers = [item for item in resources if item["type"] in CONTAINERS]
    doors = [*containers, *(item for item in resources if item["type"] == transfer.SERVER.token)]
    for item in doors:
        yield Edge(kind="traffic", start=CLIENT, end=_name(item["urn"]))
    if not containers:
        yield from (Edge(kind="traffic", start=CLIENT, end=_name(urn)) for urn in _read(resources))


def _read(resources: Sequence[Resource]) -> set[str]:
    """The queues that a function reads."""
    by_urn = {item["urn"]: item for item in resources}
    mappings = [
        item
        for item in resources
        if item["type"] == lambda_.EVENT_SOURCE_MAPPING.token and item["inputs"].get("enabled", True)
    ]
    return {urn for item in mappings for urn in _ends(item, "eventSourceArn", by_urn)}


def _way_out(resources: Sequence[Resource]) -> Iterator[Edge]:
    """Each route to the outside as an arrow."""
    for item in resources:
        if item["type"] == ec2.ROUTE.token and item["inputs"].get("destinationCidrBlock") == "0.0.0.0/0":
            yield from _route(item)
        elif item["type"] == ec2.INTERNET_GATEWAY.token:
            yield Edge(kind="outbound", start=_network_identity(item), end=INTERNET)
        elif item["type"] == ec2.NAT_GATEWAY.token:
            yield Edge(kind="outbound", start=_network_identity(item), end=f"internet gateway of {_band(item)}")


def _route(item: Resource) -> Iterator[Edge]:
    table, band = _name(_references(item, "routeTableId")[0]), _band(item)
    tier = "firewall" if "-firewall-" in table else "private subnet" if "-private-" in table else ""
    start = f"{tier} {table[-1]} of {band}"
    for urn in _references(item, "natGatewayId"):
        yield Edge(kind="outbound", start=start, end=_name(urn))
    if _references(item, "vpcEndpointId"):
        yield Edge(kind="outbound", start=start, end=f"firewall {table[-1]} of {band}")


def _links(resources: Sequence[Resource]) -> Iterator[Edge]:
    by_urn = {item["urn"]: item for item in resources}
    mappings = [item for item in resources if item["type"] == lambda_.EVENT_SOURCE_MAPPING.token]
    readers = {urn for item in mappings for urn in _ends(item, "functionName", by_urn)}
    for item in resources:
        for link in TYPES[item["type"]].links if item["type"] in TYPES else ():
            for start in _ends(item, link.start, by_urn):
                for end in _ends(item, link.end, by_urn):
                    yield from _edge(link, by_urn[start], by_urn[end], is_reader=start in readers)


def _ends(item: Resource, key: str, by_urn: Mapping[str, Resource]) -> Sequence[str]:
    """What an input names, and not what it only waits for; the resource itself without an input."""
    if not key:
        return (item["urn"],)
    given = list(texts(item["inputs"].get(key)))
    named = [
        urn
        for urn in _references(item, key)
        if urn in by_urn and any(name in text for name in identifiers(by_urn[urn]) for text in given)
    ]
    # An alias is shown as its function.
    return [
        _references(by_urn[urn], "functionName")[0] if by_urn[urn]["type"] == lambda_.ALIAS.token else urn
        for urn in named
    ]


def _references(item: Resource, key: str) -> Sequence[str]:
    references: Mapping[str, Sequence[str]] = item.get("propertyDependencies") or {}
    return references.get(key) or ()


def _edge(link: Link, start: Resource, end: Resource, *, is_reader: bool) -> Iterator[Edge]:
    if not _is_box(start) or not _is_box(end):
        return
    first, second, kind = _name(start["urn"]), _name(end["urn"]), link.kind
    if start["type"] == lambda_.FUNCTION.token and link.end == "environment":
        if end["type"] == secretsmanager.SECRET.token:
            # What is given the name of a secret reads it.
            first, second, kind = second, first, "credential"
        elif end["type"] == rds.INSTANCE.token and not is_reader:
            kind = "credential"
        elif end["type"] != rds.INSTANCE.token:
            return
    yield Edge(kind=kind, start=first, end=second)


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]
