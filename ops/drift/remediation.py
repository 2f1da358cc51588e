"""Remediates resources by an `up` of these and of what depends on them, after a preview of exactly that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pulumi.automation import CommandError, EngineEvent, OpType, Stack, StepEventMetadata

from ops.drift.differences import Difference

UNTOUCHED = (OpType.SAME, OpType.REFRESH, OpType.READ)
REPLACING = (OpType.REPLACE, OpType.CREATE_REPLACEMENT, OpType.DELETE_REPLACED, OpType.READ_REPLACEMENT)
ERROR_LENGTH = 500


@dataclass(frozen=True)
class Limits:
    """What remediation may not do: change a URN of a type that is for people alone, or replace some types."""

    forbidden: Callable[[str, str], bool]
    may_replace: Callable[[str], bool]


class RemediationError(Exception):
    """Nothing was remediated; the message says why."""


def remediate(stack: Stack, found: Sequence[Difference], limits: Limits) -> dict[str, str]:
    """Makes these resources what the program says; returns the failures by URN.

    What depends on them is updated too, such as the roll-out of a function's new version. Where they can't all be
    remediated together, each is tried by itself.
    """
    failures: dict[str, str] = {}
    for noted in (False, True):
        failures |= _together([one.urn for one in found if one.noted is noted], limits, stack, refresh=not noted)
    return failures


def _together(targets: Sequence[str], limits: Limits, stack: Stack, *, refresh: bool) -> dict[str, str]:
    try:
        # The engine refreshes only what its state has.
        _apply(stack, list(targets), limits, refresh=refresh)
    except RemediationError as error:
        if len(targets) == 1:
            return {targets[0]: str(error)}
        return {urn: why for one in targets for urn, why in _together([one], limits, stack, refresh=refresh).items()}
    return {}


def _apply(stack: Stack, targets: list[str], limits: Limits, *, refresh: bool) -> None:
    if not targets:
        return
    events: list[EngineEvent] = []
    try:
        stack.preview(refresh=refresh, target=targets, target_dependents=True, on_event=events.append)
        for event in events:
            if event.resource_pre_event:
                _refuse(event.resource_pre_event.metadata, targets, limits)
        stack.up(refresh=refresh, target=targets, target_dependents=True, on_event=events.append)
    except CommandError as error:
        raise RemediationError(_reason(events) or str(error).strip()[-ERROR_LENGTH:]) from None


def _reason(events: Sequence[EngineEvent]) -> str:
    """The engine's error messages."""
    said = [event.diagnostic_event for event in events if event.diagnostic_event]
    errors = [one.message.strip() for one in said if one.severity == "error"]
    return "; ".join(dict.fromkeys(errors))[:ERROR_LENGTH]


def _refuse(step: StepEventMetadata, targets: Sequence[str], limits: Limits) -> None:
    if step.op in UNTOUCHED:
        return
    wanted = step.urn in targets
    if step.op in (OpType.CREATE, OpType.UPDATE):
        fine = wanted or not limits.forbidden(step.urn, step.type)
    else:
        fine = wanted and step.op in REPLACING and limits.may_replace(step.type)
    if not fine:
        name = step.urn.rpartition("::")[2]
        raise RemediationError(f"remediation would {step.op.value} {name}; a person has to look at it")
