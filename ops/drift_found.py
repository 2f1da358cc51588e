"""The differences between the account and a stack's state, as the engine's refresh sees them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pulumi.automation import EngineEvent, OpType, Stack, StepEventMetadata

SHOWN = 60


class Kind(StrEnum):
    """What differs: something that the program sets, only what AWS computes, or the resource is gone."""

    CHANGED = "changed"
    COMPUTED = "computed"
    DELETED = "deleted"


@dataclass(frozen=True)
class Change:
    """One property, as the state has it and as the account does, shortened."""

    property: str
    state: str
    account: str


@dataclass(frozen=True)
class Difference:
    """One resource that is not as the state says."""

    urn: str
    type: str
    kind: Kind
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return self.urn.rpartition("::")[2]


def differences(stack: Stack) -> list[Difference]:
    """What a refresh would write into the state; it is not written. Secret values stay hidden."""
    events: list[EngineEvent] = []
    stack.preview_refresh(on_event=events.append, show_secrets=False)
    return [found for event in events if event.res_outputs_event for found in _found(event.res_outputs_event.metadata)]


def _found(step: StepEventMetadata) -> Iterator[Difference]:
    if step.op == OpType.DELETE:
        yield Difference(step.urn, step.type, Kind.DELETED, ())
        return
    if step.old is None or step.new is None:
        return
    changed = _changes(step.old.inputs, step.new.inputs)
    if changed and step.op != OpType.SAME:
        yield Difference(step.urn, step.type, Kind.CHANGED, changed)
        return
    computed = _changes(step.old.outputs, step.new.outputs)
    if computed:
        yield Difference(step.urn, step.type, Kind.COMPUTED, computed)


def _changes(state: Mapping[str, Any] | None, account: Mapping[str, Any] | None) -> tuple[Change, ...]:
    old, new = dict(state or {}), dict(account or {})
    return tuple(
        Change(name, _shown(old.get(name)), _shown(new.get(name)))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    )


def _shown(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
