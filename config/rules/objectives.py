"""The rules across fields of the objectives: each alarm on them can start where `payments` is as it is."""

from collections.abc import Callable, Iterator

from config.faults import Fault
from config.objectives import Objectives
from config.sections import Payments
from config.service_levels import LEAST_PERCENT_OF_CANARY


def shown_by_a_canary(objectives: Objectives, payments: Payments) -> Iterator[Fault]:
    """A canary's first share is large enough to break an objective before the rest follows."""
    if not payments.rollout.startswith("Canary"):
        return
    for key, percent in (
        ("objectives.successPercent", objectives.success_percent),
        ("objectives.latencyPercent", objectives.latency_percent),
    ):
        if percent < LEAST_PERCENT_OF_CANARY:
            allowed = f"{LEAST_PERCENT_OF_CANARY:g} or more with payments.rollout {payments.rollout}"
            yield key, percent, f"{allowed}, whose first share could not break a lower one"


def latencies_that_are_measured(objectives: Objectives, payments: Payments) -> Iterator[Fault]:
    """A payment that its function has no time for has no latency."""
    readers = [function for function in payments.functions if function.trigger == "queue"]
    for reader in readers:
        limit = reader.timeout_seconds * 1000
        if objectives.latency_milliseconds >= limit:
            allowed = f"less than {limit}, since {reader.name} ends after its timeoutSeconds, {reader.timeout_seconds}"
            yield "objectives.latencyMilliseconds", objectives.latency_milliseconds, allowed


RULES: tuple[Callable[..., Iterator[Fault]], ...] = (shown_by_a_canary, latencies_that_are_measured)
