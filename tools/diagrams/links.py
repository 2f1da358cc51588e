"""The edges between resources, by the links of the catalog and the routes of the networks."""

from collections.abc import Iterator, Mapping, Sequence

from catalog import (
    TYPES,
    appconfig,
    apprunner,
    dynamodb,
    ec2,
    ecs,
    kms,
    lambda_,
    networkfirewall,
    rds,
    secretsmanager,
    transfer,
)
from catalog.drawing import EdgeKind, Link
from simulated_aws.values import texts
from tools.diagrams.drawing import Edge
from tools.diagrams.locations import references, tier
from tools.rehearsal.schedule import identifiers
from tools.report.facts.rehearsed import Resource

CLIENT, INTERNET = "client", "internet"
CONTAINERS = (apprunner.SERVICE.token, ecs.EXPRESS_GATEWAY_SERVICE.token)
KEYS = (kms.KEY.token, kms.REPLICA_KEY.token)
# What a function's environment says of its work; it may name anything.
READ: Mapping[str, EdgeKind] = {secretsmanager.SECRET.token: "credential", appconfig.APPLICATION.token: "reference"}
USED: Mapping[str, EdgeKind] = {rds.INSTANCE.token: "credential", dynamodb.TABLE.token: "reference"}


def name(urn: str) -> str:
    """What a resource is called, which is its identity in a diagram."""
    return urn.rpartition("::")[2]


def is_drawn(item: Resource) -> bool:
    """Whether a resource has an icon."""
    return item["type"] in TYPES and TYPES[item["type"]].drawing is not None


class Links:
    """The edges between the resources of a stack that are drawn, by their names."""

    def __init__(self, resources: Sequence[Resource]):
        self._resources = resources
        self._by_urn = {item["urn"]: item for item in resources}
        mappings = [item for item in resources if item["type"] == lambda_.EVENT_SOURCE_MAPPING.token]
        self.readers = {urn for item in mappings for urn in self._ends(item, "functionName")}
        enabled = [item for item in mappings if item["inputs"].get("enabled", True)]
        self._read = {urn for item in enabled for urn in self._ends(item, "eventSourceArn")}

    def all(self) -> set[Edge]:
        """Every edge that a link of the catalog says, and the clients'."""
        found = {
            edge
            for item in self._resources
            for link in (TYPES[item["type"]].links if item["type"] in TYPES else ())
            for start in self._ends(item, link.start)
            for end in self._ends(item, link.end)
            for edge in self._edge(link, self._by_urn[start], self._by_urn[end])
        }
        return {edge for edge in (found | set(self._way_in())) if edge.start != edge.end}

    def _ends(self, item: Resource, key: str) -> list[str]:
        """What an input names, and not what it only waits for; the resource itself without an input."""
        if not key:
            return [item["urn"]]
        given = list(texts(item["inputs"].get(key)))
        named = [
            urn
            for urn in references(item, key)
            if urn in self._by_urn and any(known in text for known in identifiers(self._by_urn[urn]) for text in given)
        ]
        return [stand for urn in named for stand in self._stand_ins(urn)]

    def _stand_ins(self, urn: str) -> list[str]:
        item = self._by_urn[urn]
        key = TYPES[item["type"]].stands_for if item["type"] in TYPES else ""
        return sorted(references(item, key)) if key else [urn]

    def _edge(self, link: Link, start: Resource, end: Resource) -> Iterator[Edge]:
        if not is_drawn(start) or not is_drawn(end):
            return
        keys = [item for item in (start, end) if item["type"] in KEYS]
        if link.kind == "key":
            # Whichever way an input refers, it is the key that encrypts.
            for key in keys:
                yield Edge(kind="key", start=name(key["urn"]), end=name((end if key is start else start)["urn"]))
        elif keys:
            return
        elif start["type"] == lambda_.FUNCTION.token and link.end == "environment":
            yield from self._of_function(start, end)
        else:
            yield Edge(kind=link.kind, start=name(start["urn"]), end=name(end["urn"]))

    def _of_function(self, function: Resource, other: Resource) -> Iterator[Edge]:
        """What a function does with what its environment names."""
        if other["type"] in READ:
            yield Edge(kind=READ[other["type"]], start=name(other["urn"]), end=name(function["urn"]))
        elif other["type"] in USED:
            is_payment = other["type"] == rds.INSTANCE.token and function["urn"] in self.readers
            kind = "data" if is_payment else USED[other["type"]]
            yield Edge(kind=kind, start=name(function["urn"]), end=name(other["urn"]))

    def _way_in(self) -> Iterator[Edge]:
        """From the client to what takes payments or files in; to the queue itself where nothing is before it."""
        containers = [item for item in self._resources if item["type"] in CONTAINERS]
        for item in (*containers, *(item for item in self._resources if item["type"] == transfer.SERVER.token)):
            yield Edge(kind="data", start=CLIENT, end=name(item["urn"]))
        if not containers:
            yield from (Edge(kind="data", start=CLIENT, end=name(urn)) for urn in self._read)


def ways_out(resources: Sequence[Resource]) -> Iterator[tuple[str, str, str]]:
    """Each hop to the internet: from where, in which zone if it is of one, and to where.

    A hop starts at a resource, or at the private subnet of the zone.
    """
    by_urn = {item["urn"]: item for item in resources}
    for item in resources:
        if item["type"] == ec2.INTERNET_GATEWAY.token:
            yield name(item["urn"]), "", INTERNET
        elif item["type"] == ec2.ROUTE.token and item["inputs"].get("destinationCidrBlock") == "0.0.0.0/0":
            table = next(iter(references(item, "routeTableId")))
            ends = {
                *references(item, "natGatewayId"),
                *references(item, "vpcEndpointId"),
                *references(item, "gatewayId"),
            }
            yield from (
                (start, table[-1], name(end)) for start in _behind(table, by_urn) for end in ends if end in by_urn
            )


def _behind(table: str, by_urn: Mapping[str, Resource]) -> list[str]:
    """What a route table's subnet sends out: its NAT gateway, its firewall, or what is in a private subnet."""
    subnet = table.replace("-route-table-", "-subnet-")
    kinds = {"public": ec2.NAT_GATEWAY.token, "firewall": networkfirewall.FIREWALL.token}
    subnet = next((urn for urn in by_urn if name(urn) == name(subnet)), "")
    if tier(table) == "private":
        return [name(subnet)]
    return [
        name(urn)
        for urn, item in by_urn.items()
        if item["type"] == kinds.get(tier(table)) and subnet in references(item)
    ]
