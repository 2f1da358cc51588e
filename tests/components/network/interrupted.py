"""What a change of access lists interrupts, as the simulated account judges it."""

from collections.abc import Mapping
from typing import Any

from catalog.ec2 import NETWORK_ACL
from config.addresses import TIERS
from simulated_aws.kinds.between import interruptions
from tests.support.graph import Graph

# The inputs of a network's access lists, by name.
AccessLists = Mapping[str, Mapping[str, Any]]


def access_lists(graph: Graph) -> AccessLists:
    """Those that a program registers."""
    return {item.name: item.inputs for item in graph.of("NetworkAcl")}


def interrupted(before: AccessLists, after: AccessLists) -> list[str]:
    """What is interrupted when one network becomes the other, and when it becomes itself again."""
    assert before.keys() == after.keys()
    assert len(before) == len(TIERS)
    return [
        f"{path}: {reason}"
        for old, new in ((before, after), (after, before))
        for name in old
        for path, reason in interruptions(NETWORK_ACL.token, name, old[name], new[name])
    ]
