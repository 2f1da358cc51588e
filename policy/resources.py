"""The resources of a stack, as rules look at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from policy.values import Values

NO_REFERENCES: Mapping[str, frozenset[str]] = {}


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource as the engine knows it, with its properties in the provider's camelCase.

    `references` holds, by property, the URNs of the resources that the property's value comes from. They are known
    before the values are. A provider is of one region.
    """

    type: str
    name: str
    urn: str
    properties: Mapping[str, Any]
    parent: str = ""
    provider: str = ""
    references: Mapping[str, frozenset[str]] = field(default_factory=lambda: NO_REFERENCES)

    @property
    def values(self) -> Values:
        """The properties, which raise UndecidedError for what is not known yet."""
        return Values(self.properties)

    def refers_to(self, other: "Resource", *properties: str) -> bool:
        """Whether one of the properties, or any where none is named, comes from the other resource."""
        return any(other.urn in self.references.get(key, ()) for key in properties or self.references)


class Stack:
    """All resources of a stack."""

    def __init__(self, resources: Sequence[Resource]):
        self.resources = resources

    @cached_property
    def _by_type(self) -> Mapping[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for item in self.resources:
            found.setdefault(item.type, []).append(item)
        return found

    def of(self, *types: str) -> list[Resource]:
        """The resources of some types."""
        return [item for kind in types for item in self._by_type.get(kind, ())]

    def users(self, target: Resource, kind: str, *properties: str) -> list[Resource]:
        """The resources of a type that refer to another resource by one of the properties."""
        return [item for item in self.of(kind) if item.refers_to(target, *properties)]


@dataclass(frozen=True, kw_only=True)
class Violation:
    """What is wrong with a resource."""

    resource: Resource
    text: str
