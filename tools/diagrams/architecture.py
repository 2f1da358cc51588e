"""What matters of a whole stack: the payments' path, the way out, and the credentials'."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from simulated_aws.values import texts
from tools.diagrams.drawing import Box, Diagram, Edge, EdgeKind
from tools.rehearsal.schedule import identifiers
from tools.report.facts.inventory import components, region
from tools.report.facts.rehearsed import Resource

COLUMNS = ("outside", "way in", "waits", "runs", "stores", "credentials", "keys")
OUTSIDE, ZONES = "outside of AWS", "the way out, zone by zone"
CLIENT, INTERNET = "client", "internet"


@dataclass(frozen=True)
class Shown:
    """How a type is shown: its title and its column."""

    title: str
    column: int


@dataclass(frozen=True)
class Link:
    """An edge that a resource of a type stands for: from what `start` refers to, to what `end` does.

    Where one of them is empty, it is the resource itself.
    """

    type: str
    start: str
    end: str
    kind: EdgeKind


TYPES: Mapping[str, Shown] = {
    "aws:ecs/expressGatewayService:ExpressGatewayService": Shown("container", 1),
    "aws:apprunner/service:Service": Shown("container", 1),
    "aws:transfer/server:Server": Shown("SFTP server", 1),
    "aws:dms/replicationInstance:ReplicationInstance": Shown("migration server", 1),
    "aws:sqs/queue:Queue": Shown("queue", 2),
    "aws:s3/bucket:Bucket": Shown("bucket", 2),
    "aws:lambda/function:Function": Shown("function", 3),
    "aws:arcregionswitch/plan:Plan": Shown("failover plan", 3),
    "aws:rds/instance:Instance": Shown("database", 4),
    "aws:secretsmanager/secret:Secret": Shown("secret", 5),
    "aws:kms/key:Key": Shown("key", 6),
}
# Of the network, zone by zone and from right to left.
NETWORK: Mapping[str, Shown] = {
    "aws:ec2/internetGateway:InternetGateway": Shown("internet gateway", 1),
    "aws:ec2/natGateway:NatGateway": Shown("NAT gateway", 2),
    "aws:networkfirewall/firewall:Firewall": Shown("firewall", 3),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Shown("endpoints of AWS's services", 5),
}
LINKS: Sequence[Link] = (
    Link("aws:ecs/expressGatewayService:ExpressGatewayService", "", "primaryContainer", "traffic"),
    Link("aws:apprunner/service:Service", "", "sourceConfiguration", "traffic"),
    Link("aws:lambda/eventSourceMapping:EventSourceMapping", "eventSourceArn", "functionName", "traffic"),
    Link("aws:lambda/function:Function", "", "environment", "traffic"),
    Link("aws:secretsmanager/secretRotation:SecretRotation", "secretId", "rotationLambdaArn", "credential"),
    Link("aws:rds/instance:Instance", "replicateSourceDb", "", "copy"),
    Link("aws:rds/instance:Instance", "", "kmsKeyId", "key"),
    Link("aws:secretsmanager/secret:Secret", "", "kmsKeyId", "key"),
    Link("aws:sqs/queue:Queue", "", "kmsMasterKeyId", "key"),
)
ALIAS = "aws:lambda/alias:Alias"
FUNCTION, MAPPING = "aws:lambda/function:Function", "aws:lambda/eventSourceMapping:EventSourceMapping"
CONTAINERS = {"aws:ecs/expressGatewayService:ExpressGatewayService", "aws:apprunner/service:Service"}
SECRET, DATABASE = "aws:secretsmanager/secret:Secret", "aws:rds/instance:Instance"


def architecture(stack: str, resources: Sequence[Resource]) -> Diagram:
    """The diagram of a stack."""
    tops = components(resources)
    boxes = [
        Box(identity=name, title=name, lines=(), band=OUTSIDE, group=OUTSIDE, column=0) for name in (CLIENT, INTERNET)
    ]
    boxes += [_box(item, tops[item["urn"]]) for item in resources if item["type"] in TYPES]
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


def _box(item: Resource, component: str) -> Box:
    shown = TYPES[item["type"]]
    name = item["urn"].rpartition("::")[2]
    standby = item["inputs"].get("multiAz") and item["type"] == DATABASE
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
        shown = NETWORK.get(item["type"])
        if shown is None:
            continue
        several = item["type"].endswith((":VpcEndpoint", ":Firewall"))
        for zone in _zones(item) if item["type"].endswith(":Firewall") else [""]:
            identity = _network_identity(item, zone)
            lines = (f"zone {zone}",) if zone else () if several else (item["urn"].rpartition("::")[2],)
            found[identity] = Box(
                identity=identity, title=shown.title, lines=lines, band=_band(item), group=ZONES, column=shown.column
            )
    subnets = [item for item in resources if item["type"].endswith(":Subnet") and "-private-subnet-" in item["urn"]]
    for item in subnets:
        zone = item["urn"][-1]
        identity = f"private subnet {zone} of {_band(item)}"
        found[identity] = Box(
            identity=identity, title="private subnet", lines=(f"zone {zone}",), band=_band(item), group=ZONES, column=4
        )
    return sorted(found.values(), key=lambda box: (box.band, box.column, box.identity))


def _network_identity(item: Resource, zone: str = "") -> str:
    shown = NETWORK[item["type"]]
    of = "" if item["type"].endswith(":NatGateway") else f" of {_band(item)}"
    name = item["urn"].rpartition("::")[2] if not of else shown.title
    return f"{name}{f' {zone}' if zone else ''}{of}"


def _zones(item: Resource) -> list[str]:
    """The letters of the zones that a firewall has an endpoint in."""
    return sorted({urn[-1] for urn in _references(item, "subnetMappings") if "-subnet-" in urn})


def _services(resources: Sequence[Resource]) -> Iterator[Edge]:
    """From each private subnet to the endpoints that stand in it."""
    for item in resources:
        if item["type"].endswith(":VpcEndpoint"):
            for urn in _references(item, "subnetIds"):
                if "-private-subnet-" in urn:
                    start = f"private subnet {urn[-1]} of {_band(item)}"
                    yield Edge(kind="outbound", start=start, end=_network_identity(item))


def _way_in(resources: Sequence[Resource]) -> Iterator[Edge]:
    """From the client to what takes payments or files in; to the queue itself where nothing stands before it."""
    containers = [item for item in resources if item["type"] in CONTAINERS]
    doors = [*containers, *(item for item in resources if item["type"] == "aws:transfer/server:Server")]
    for item in doors:
        yield Edge(kind="traffic", start=CLIENT, end=_name(item["urn"]))
    if not containers:
        yield from (Edge(kind="traffic", start=CLIENT, end=_name(urn)) for urn in _read(resources))


def _read(resources: Sequence[Resource]) -> set[str]:
    """The queues that a function reads."""
    by_urn = {item["urn"]: item for item in resources}
    mappings = [item for item in resources if item["type"] == MAPPING and item["inputs"].get("enabled", True)]
    return {urn for item in mappings for urn in _ends(item, "eventSourceArn", by_urn)}


def _way_out(resources: Sequence[Resource]) -> Iterator[Edge]:
    """Each route to the outside as an arrow."""
    for item in resources:
        if item["type"] == "aws:ec2/route:Route" and item["inputs"].get("destinationCidrBlock") == "0.0.0.0/0":
            yield from _route(item)
        elif item["type"].endswith(":InternetGateway"):
            yield Edge(kind="outbound", start=_network_identity(item), end=INTERNET)
        elif item["type"].endswith(":NatGateway"):
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
    readers = {urn for item in resources if item["type"] == MAPPING for urn in _ends(item, "functionName", by_urn)}
    for item in resources:
        for link in LINKS:
            if link.type == item["type"]:
                for start in _ends(item, link.start, by_urn):
                    for end in _ends(item, link.end, by_urn):
                        yield from _edge(link, by_urn[start], by_urn[end], is_reader=start in readers)


def _ends(item: Resource, key: str, by_urn: Mapping[str, Resource]) -> Sequence[str]:
    """What an input names, and not what it only waits for; the resource itself without an input."""
    if not key:
        return (item["urn"],)
    told = list(texts(item["inputs"].get(key)))
    named = [
        urn
        for urn in _references(item, key)
        if urn in by_urn and any(name in text for name in identifiers(by_urn[urn]) for text in told)
    ]
    # An alias stands for its function.
    return [_references(by_urn[urn], "functionName")[0] if by_urn[urn]["type"] == ALIAS else urn for urn in named]


def _references(item: Resource, key: str) -> Sequence[str]:
    references: Mapping[str, Sequence[str]] = item.get("propertyDependencies") or {}
    return references.get(key) or ()


def _edge(link: Link, start: Resource, end: Resource, *, is_reader: bool) -> Iterator[Edge]:
    if start["type"] not in TYPES or end["type"] not in TYPES:
        return
    first, second, kind = _name(start["urn"]), _name(end["urn"]), link.kind
    if start["type"] == FUNCTION and link.end == "environment":
        if end["type"] == SECRET:
            # What is told the name of a secret reads it.
            first, second, kind = second, first, "credential"
        elif end["type"] == DATABASE and not is_reader:
            kind = "credential"
        elif end["type"] != DATABASE:
            return
    yield Edge(kind=kind, start=first, end=second)


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]
