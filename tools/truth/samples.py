"""A plain value for a property that is not given."""

from typing import Any

from tools.truth.sources.sdk import Declared


def sample(declared: Declared) -> Any:
    """A value of the declared type; None where it can't be told."""
    if declared.kind == "text":
        return declared.choices[0] if declared.choices else "sample"
    if declared.kind in ("whole", "number"):
        return 1
    if declared.kind == "flag":
        return True
    if declared.kind == "map":
        return {"sample": "sample"}
    if declared.kind == "list":
        item = sample(declared.item)
        return None if item is None else [item]
    if declared.kind == "object":
        made = {name: sample(declared.fields[name]) for name in declared.required}
        return None if None in made.values() or not made else made
    return None
