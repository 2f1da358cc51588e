"""A graph of the mocks as the engine's state lists it."""

from typing import Any

from tests.support.graph import Graph


def state(graph: Graph) -> list[dict[str, Any]]:
    """What `pulumi stack export` would hold of a stack, as far as the report looks at it."""
    return [
        {
            "urn": item.urn,
            "type": item.token,
            "custom": item.custom,
            "id": item.id,
            "parent": item.parent,
            "provider": item.provider,
            "inputs": dict(item.inputs),
            "outputs": dict(item.properties),
            "dependencies": sorted({*item.depends_on, *(urn for urns in item.references.values() for urn in urns)}),
            "propertyDependencies": {key: sorted(urns) for key, urns in item.references.items()},
        }
        for item in graph
    ]
