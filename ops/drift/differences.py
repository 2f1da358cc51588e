"""The differences between the account and a stack's state, as the engine's refresh sees them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from pulumi.automation import EngineEvent, OpType, Stack, StepEventMetadata

SHOWN = 60


class Kind(StrEnum):
    """What differs: something that the program sets, only what AWS computes, or whether the resource exists.

    A surplus resource is no longer in the program.
    """

    CHANGED = "changed"
    COMPUTED = "computed"
    MISSING = "missing"
    SURPLUS = "surplus"


@dataclass(frozen=True)
class Change:
    """One property, as it should be and as it is in the account, shortened.

    `fields` are those that differ in the items of a list, where it has as many items as it should have.
    """

    property: str
    wanted: str
    account: str
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Difference:
    """One resource that differs; `noted` means that the state is as the account, and the program is not."""

    urn: str
    type: str
    kind: Kind
    changes: tuple[Change, ...]
    noted: bool = False

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return self.urn.rpartition("::")[2]


def differences(stack: Stack, *, of_program: bool = True) -> list[Difference]:
    """Where the account differs from the state, and with `of_program` the state from the program; none is changed.

    After a remediation that failed half-way the state is as the account, and only the program differs. Secret values
    stay hidden.
    """
    events: list[EngineEvent] = []
    stack.preview_refresh(on_event=events.append, show_secrets=False)
    drifted = [
        found for event in events if event.res_outputs_event for found in _drifted(event.res_outputs_event.metadata)
    ]
    if not of_program:
        return drifted
    known = {found.urn for found in drifted if found.kind is not Kind.COMPUTED}
    events.clear()
    stack.preview(on_event=events.append)
    pending = [
        found for event in events if event.resource_pre_event for found in _pending(event.resource_pre_event.metadata)
    ]
    return [*drifted, *(found for found in pending if found.urn not in known)]


def _drifted(step: StepEventMetadata) -> Iterator[Difference]:
    if step.op == OpType.DELETE:
        yield Difference(step.urn, step.type, Kind.MISSING, ())
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


def _pending(step: StepEventMetadata) -> Iterator[Difference]:
    if step.op in (OpType.SAME, OpType.READ, OpType.REFRESH):
        return
    if step.op == OpType.CREATE:
        yield Difference(step.urn, step.type, Kind.MISSING, (), noted=True)
    elif step.op == OpType.DELETE:
        yield Difference(step.urn, step.type, Kind.SURPLUS, (), noted=True)
    elif step.old is not None and step.new is not None and step.op in (OpType.UPDATE, OpType.REPLACE):
        yield Difference(step.urn, step.type, Kind.CHANGED, _changes(step.new.inputs, step.old.inputs), noted=True)


def _changes(wanted: Mapping[str, Any] | None, account: Mapping[str, Any] | None) -> tuple[Change, ...]:
    one, other = dict(wanted or {}), dict(account or {})
    return tuple(
        Change(name, _shown(one.get(name)), _shown(other.get(name)), _fields(one.get(name), other.get(name)))
        for name in sorted(one.keys() | other.keys())
        if not name.startswith("__") and not _is_same(one.get(name), other.get(name))
    )


def _fields(one: Any, other: Any) -> frozenset[str]:
    """The fields that differ between the items of two lists of equal length; none where they are something else."""
    if not (isinstance(one, Sequence) and isinstance(other, Sequence)):
        return frozenset()
    olds, news = cast(Sequence[object], one), cast(Sequence[object], other)
    if len(olds) != len(news) or not all(isinstance(item, Mapping) for item in (*olds, *news)):
        return frozenset()
    items = cast(Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]], zip(olds, news, strict=True))
    return frozenset(key for old, new in items for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values mean the same: a document in another form, and an archive from another place, do."""
    if one == other:
        return True
    if isinstance(one, str) and isinstance(other, str):
        try:
            return json.loads(one) == json.loads(other)
        except ValueError:
            return False
    hashes = [cast(Mapping[str, Any], value).get("hash") for value in (one, other) if isinstance(value, Mapping)]
    return len(hashes) == 2 and hashes[0] is not None and hashes[0] == hashes[1]


def _shown(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
