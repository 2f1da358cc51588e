"""What waits for what in a graph."""

from tests.support.graph import Graph, Registered


def comes_before(graph: Graph, first: Registered, then: Registered) -> bool:
    """Whether one resource waits, directly or not, for another."""
    waiting, seen = [then.urn], set[str]()
    by_urn = {item.urn: item for item in graph}
    while waiting:
        urn = waiting.pop()
        if urn == first.urn:
            return True
        if urn not in seen and urn in by_urn:
            seen.add(urn)
            waiting += by_urn[urn].depends_on
    return False
