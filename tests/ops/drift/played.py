"""A stack whose engine says what a test lets it: how the account differs from the state, and that from the program."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from pulumi.automation import ConfigValue, OpType, OutputValue


def step(kind: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, op: OpType = OpType.UPDATE) -> Any:
    """What the engine says of a resource of a type: its inputs before and now; outputs are the same."""
    states = [None if inputs is None else SimpleNamespace(inputs=inputs, outputs={}) for inputs in (old, new)]
    urn = f"urn:pulumi:prod::payments::{kind}::it"
    return SimpleNamespace(op=op, urn=urn, type=kind, old=states[0], new=states[1])


@dataclass
class Played:
    """The steps of a refresh, those of a preview, the stack's outputs, and its setting of the active region."""

    outputs_of: Mapping[str, Any]
    refresh: Sequence[Any] = ()
    program: Sequence[Any] = ()
    active: str = "primary"
    asked: list[str] = field(default_factory=list[str])

    def preview_refresh(self, *, on_event: Callable[[Any], None], show_secrets: bool) -> None:
        self.asked.append("refresh")
        for one in self.refresh:
            on_event(SimpleNamespace(res_outputs_event=SimpleNamespace(metadata=one), resource_pre_event=None))

    def preview(self, *, on_event: Callable[[Any], None]) -> None:
        self.asked.append("program")
        for one in self.program:
            on_event(SimpleNamespace(resource_pre_event=SimpleNamespace(metadata=one)))

    def outputs(self) -> dict[str, OutputValue]:
        return {name: OutputValue(value, secret=False) for name, value in self.outputs_of.items()}

    def get_all_config(self) -> dict[str, ConfigValue]:
        return {"payments:recovery": ConfigValue(f'{{"enabled": true, "active": "{self.active}"}}')}
