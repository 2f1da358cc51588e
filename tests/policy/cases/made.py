"""Resources of a stack that was made up."""

from typing import Any, cast

from policy.resources import Resource


def made(kind: str, name: str, parent: str = "above", /, **values: Any) -> Resource:
    """A resource; the value `of_<name>` of a property, alone or in a list, comes from the resource of that name."""
    texts = {key: cast(list[str], value if isinstance(value, list) else [value]) for key, value in values.items()}
    references = {key: frozenset(str(text).removeprefix("of_") for text in found) for key, found in texts.items()}
    return Resource(type=kind, name=name, urn=name, parent=parent, properties=values, references=references)


def pair(kind: str, companion: str, key: str, **values: Any) -> tuple[list[Resource], list[list[Resource]]]:
    """A resource with its companion, which passes; without it, or with another's, it does not."""
    item = made(kind, "it", **values)
    others = made(kind, "other", **values)
    good = [item, made(companion, "companion", **{key: "of_it"})]
    return good, [[item], [item, others, made(companion, "companion", **{key: "of_other"})]]
