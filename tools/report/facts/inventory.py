"""What an up creates: each resource with its component, type and region, below its parents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from tools.report.facts.rehearsed import Resource

STACK = "pulumi:pulumi:Stack"
PROVIDERS = "pulumi:providers:"
# The name for resources directly below the stack, without a component.
PROGRAM = "the program"


@dataclass
class Node:
    """A resource or a component, with its children.

    `component` is the one of the program's own level, `kind` is `ec2.Subnet` for `aws:ec2/subnet:Subnet`, `region` is
    empty where there is none.
    """

    urn: str
    name: str
    kind: str
    component: str
    region: str
    identifier: str
    custom: bool
    children: "list[Node]" = field(default_factory=list["Node"])

    def count(self) -> int:
        """How many resources are here and below; a component does not count."""
        return int(self.custom) + sum(child.count() for child in self.children)


@cache
def short_kind(token: str) -> str:
    """`ec2.Subnet` for `aws:ec2/subnet:Subnet`, `network.Network` for `payments:network:Network`."""
    package, module, name = token.split(":", 2)
    area = module.partition("/")[0] if package in ("aws", "random", "payments") else module.rpartition("/")[2]
    return f"{area}.{name}" if area != "index" else f"{package}.{name}"


def components(resources: Sequence[Resource]) -> dict[str, str]:
    """The program's component that each resource belongs to, by URN."""
    parents = {item["urn"]: item.get("parent", "") for item in resources}
    stacks = {item["urn"] for item in resources if item["type"] == STACK}
    kinds = {item["urn"]: item["type"] for item in resources}
    found: dict[str, str] = {}
    for item in resources:
        top = item["urn"]
        while parents.get(top) and parents[top] not in stacks and parents[top] in parents:
            top = parents[top]
        found[item["urn"]] = top.rpartition("::")[2] if kinds[top].startswith("payments:") else PROGRAM
    return found


def region(item: Resource) -> str:
    """The region of a resource, or of its provider."""
    provider = (item.get("provider") or "").split("::")
    of_provider = provider[3] if len(provider) > 3 and provider[2].endswith(f"{PROVIDERS}aws") else ""
    return item.get("inputs", {}).get("region") or of_provider


def tree(resources: Sequence[Resource]) -> list[Node]:
    """The components of the program's level, and the resources without one, in the program's order."""
    tops = components(resources)
    nodes: dict[str, Node] = {}
    roots: list[Node] = []
    for item in resources:
        if item["type"] == STACK or item["type"].startswith(PROVIDERS):
            continue
        urn = item["urn"]
        nodes[urn] = Node(
            urn=urn,
            name=urn.rpartition("::")[2],
            kind=short_kind(item["type"]),
            component=tops[urn],
            region=region(item) if item.get("custom") else "",
            identifier=item.get("id", ""),
            custom=bool(item.get("custom")),
        )
        above = nodes.get(item.get("parent", ""))
        (above.children if above else roots).append(nodes[urn])
    return [node for node in roots if node.count()]


def flat(nodes: Sequence[Node]) -> list[Node]:
    """Every resource of a tree, without the components."""
    found: list[Node] = []
    for node in nodes:
        if node.custom:
            found.append(node)
        found.extend(flat(node.children))
    return found


def by_component(nodes: Sequence[Node]) -> Mapping[str, int]:
    """How many resources each component of the program has."""
    counts: dict[str, int] = {}
    for node in flat(nodes):
        counts[node.component] = counts.get(node.component, 0) + 1
    return counts
