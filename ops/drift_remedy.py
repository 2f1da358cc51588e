"""Puts resources right by an `up` of these alone, after a preview of exactly that."""

from collections.abc import Sequence

from pulumi.automation import CommandError, EngineEvent, OpType, Stack

from ops.drift_found import Difference

# What a remedy may do: never replace or delete.
HARMLESS = (OpType.SAME, OpType.CREATE, OpType.UPDATE, OpType.REFRESH, OpType.READ)


class RemedyError(Exception):
    """Nothing, or not all, was put right; the message says why."""


def remedy(stack: Stack, found: Sequence[Difference]) -> None:
    """Makes these resources what the program says, and touches no other; raises RemedyError."""
    targets = [difference.urn for difference in found]
    try:
        _refuse_more(stack, targets)
        stack.up(refresh=True, target=targets)
    except CommandError as error:
        # The engine's own words come last in what it printed.
        raise RemedyError(str(error).strip()[-500:]) from None


def _refuse_more(stack: Stack, targets: Sequence[str]) -> None:
    events: list[EngineEvent] = []
    stack.preview(refresh=True, target=list(targets), on_event=events.append)
    for event in events:
        step = event.resource_pre_event and event.resource_pre_event.metadata
        if step and step.op not in HARMLESS:
            raise RemedyError(f"the remedy would {step.op} {step.urn.rpartition('::')[2]}; a person has to look at it")
        if step and step.op in (OpType.CREATE, OpType.UPDATE) and step.urn not in targets:
            raise RemedyError(f"the remedy would {step.op} {step.urn.rpartition('::')[2]} as well")
