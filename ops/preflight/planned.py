"""What an `up` would make, by a preview."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from pulumi.automation import EngineEvent, OpType
from pulumi.runtime import rpc

from catalog.resource_type import ResourceType

# Stands for a value that is known only after an `up`.
UNKNOWN = rpc.UNKNOWN
MADE = (OpType.CREATE, OpType.CREATE_REPLACEMENT, OpType.REPLACE)


class Previewed(Protocol):
    """A stack that can be previewed."""

    def preview(self, *, on_event: Any) -> object:
        """Previews, and calls `on_event` with each event of the engine."""
        ...


@dataclass(frozen=True)
class Planned:
    """A resource by its type, its name in the program and its region, and its inputs as far as they are known.

    `is_new` says that an `up` would create it.
    """

    type: str
    name: str
    region: str
    inputs: Mapping[str, Any]
    is_new: bool = True

    def known(self, key: str) -> Any:
        """An input, or nothing where it is known only after an `up`."""
        value = self.inputs.get(key)
        return None if is_unknown(value) else value


class Plan:
    """The resources of one preview."""

    def __init__(self, resources: Sequence[Planned]):
        self.resources = resources

    def of(self, *types: ResourceType, region: str | None = None) -> list[Planned]:
        """The resources of some types, in one region or in all."""
        tokens = {each.token for each in types}
        return [item for item in self.resources if item.type in tokens and region in (None, item.region)]

    @property
    def regions(self) -> list[str]:
        """The regions in which something is planned."""
        return sorted({item.region for item in self.resources if item.region})


def planned(stack: Previewed) -> Plan:
    """What a preview of a stack has planned; secrets are not among the values."""
    found: dict[str, Planned] = {}

    def note(event: EngineEvent) -> None:
        step = event.resource_pre_event.metadata if event.resource_pre_event else None
        if step and step.new and step.new.type.startswith("aws:"):
            inputs = cast(Mapping[str, Any], step.new.inputs or {})
            found[step.urn] = Planned(
                step.new.type, step.urn.rpartition("::")[2], str(inputs.get("region") or ""), inputs, step.op in MADE
            )

    stack.preview(on_event=note)
    return Plan(list(found.values()))


def is_unknown(value: object) -> bool:
    """Whether a value, or a part of it, is known only after an `up`."""
    return any(UNKNOWN in text for text in texts(value))


def texts(value: object) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in cast(Mapping[str, object], value).values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in cast(list[object], value):
            yield from texts(item)
