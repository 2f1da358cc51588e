"""What a rule is: of one resource, or of a whole stack."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from policy.values import UndecidedError, Values

Severity = Literal["low", "medium", "high", "critical"]
# Says what is wrong with a resource's properties; nothing where all is well.
Check = Callable[[Values], Iterable[str]]
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
        """The properties, which tell when they are not known yet."""
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
class Fault:
    """What is wrong with a resource."""

    resource: Resource
    text: str


# Says what is wrong with a stack.
StackCheck = Callable[[Stack], Iterable[Fault]]


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every rule says of itself: its name, the controls it serves, how grave a breach is, and what to set.

    A control is named by its standard and number, such as `FSBP RDS.2`, `PCI RDS.2` or `CIS 2.2.3`, Checkov's by their
    id, such as `CKV_AWS_17`. `own` marks a rule that no standard asks for. `types` are the resource types it looks at.
    """

    name: str
    controls: tuple[str, ...]
    severity: Severity
    types: tuple[str, ...]
    message: str


@dataclass(frozen=True, kw_only=True)
class Rule(Record):
    """A rule that a resource follows or breaks by its own properties."""

    check: Check

    def faults(self, resource: Resource) -> Iterator[Fault]:
        """What is wrong with a resource; raises UndecidedError where that depends on what is not known yet."""
        if resource.type in self.types:
            for text in self.check(resource.values):
                yield Fault(resource=resource, text=text)


@dataclass(frozen=True, kw_only=True)
class StackRule(Record):
    """A rule about how the resources of a stack stand to each other."""

    check: StackCheck

    def faults(self, stack: Stack) -> Iterator[Fault]:
        """What is wrong with a stack; raises UndecidedError where that depends on what is not known yet."""
        yield from self.check(stack)


def decided(faults: Iterable[Fault]) -> tuple[list[Fault], UndecidedError | None]:
    """The faults that are certain, and what the rest depends on where it is not known yet."""
    found: list[Fault] = []
    try:
        found.extend(faults)
    except UndecidedError as error:
        return found, error
    return found, None
