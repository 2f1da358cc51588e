"""A stack's resources with something changed on purpose."""

from typing import Any

from tools.report.facts.rehearsed import Rehearsed


def without(stack: Rehearsed, name: str) -> Rehearsed:
    """The stack without what has a name."""
    kept = [item for item in stack.resources if not item["urn"].endswith(f"::{name}")]
    assert len(kept) < len(stack.resources)
    return Rehearsed(stack=stack.stack, resources=kept)


def beside(stack: Rehearsed, name: str, inputs: dict[str, Any]) -> Rehearsed:
    """The stack with one more rule, like that of a name."""
    like = next(item for item in stack.resources if item["urn"].endswith(f"::{name}"))
    more = {**like, "id": "sgr-more", "urn": f"{like['urn']}-more", "inputs": {**like["inputs"], **inputs}}
    return Rehearsed(stack=stack.stack, resources=[*stack.resources, more])
