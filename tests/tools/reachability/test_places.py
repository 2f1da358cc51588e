"""What has a group is in the subnets where the questions take it to be."""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from config.traffic import flows, groups
from tests.support.graph import Graph, build_stack
from tests.tools.reachability.stacks import NETWORKS, network
from tools.reachability.questions import places

# The names under which the services take groups, subnets, or a group of subnets.
GROUPS = ("securityGroupIds", "vpcSecurityGroupIds", "securityGroups", "replicationServersSecurityGroupsIDs")
SUBNETS = ("subnetIds", "subnets", "stagingAreaSubnetId")
SUBNET_GROUPS = ("dbSubnetGroupName", "replicationSubnetGroupId")


def dicts(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        given = cast(dict[str, Any], value)
        yield given
        for item in given.values():
            yield from dicts(item)
    elif isinstance(value, list):
        for item in cast(list[object], value):
            yield from dicts(item)


def subnets_of(given: dict[str, Any], graph: Graph) -> set[str]:
    found: set[str] = set()
    for key in SUBNETS:
        ids: list[str] | str = given.get(key) or []
        found |= {ids} if isinstance(ids, str) else set(ids)
    for key in SUBNET_GROUPS:
        if key in given:
            found |= set(graph.by_id(given[key]).inputs["subnetIds"])
    return found


def placed(graph: Graph) -> Iterator[tuple[str, str, set[str]]]:
    """Each group of each resource that is somewhere, with the subnets where it is."""
    for item in graph:
        if item.custom:
            for given in dicts(dict(item.inputs)):
                for key in GROUPS:
                    own: list[str] = given.get(key) or []
                    yield from ((item.name, group, subnets_of(given, graph)) for group in own)


@pytest.mark.parametrize(("stack", "position"), NETWORKS)
def test_what_has_a_group_is_where_it_is_asked_for(stack: str, position: int) -> None:
    asked_of, traffic, _ = network(stack, position)
    used: set[str] = set()
    found = list(placed(build_stack(stack)))
    for group in groups(flows(traffic)):
        own = asked_of.groups[f"{asked_of.name}-group-{group}"]
        expected = {place.subnet.id for place in places(asked_of, group) if place.subnet}
        for name, group_id, subnets in found:
            if group_id == own:
                assert subnets, name
                assert subnets <= expected, (name, group)
                used.add(group)
    assert used == set(groups(flows(traffic)))
