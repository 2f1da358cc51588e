"""The rules across fields of the objectives: each alarm on them can start."""

from collections.abc import Callable, Iterator

from config.faults import Fault
from config.sections import Objectives, Payments
from config.service_levels import HIGHEST_RATE, least_percent, least_percent_of_canary


def budgets_that_can_burn(objectives: Objectives, payments: Payments) -> Iterator[Fault]:
    """No budget is so large that an alarm stays silent while every payment is bad, or a new version's first share."""
    canary = payments.rollout.startswith("Canary")
    for key, percent in (
        ("objectives.successPercent", objectives.success_percent),
        ("objectives.latencyPercent", objectives.latency_percent),
    ):
        least = least_percent()
        if percent < least:
            # Rounded up, so that what is said is allowed.
            yield key, percent, f"{_up(least)} or more: no lower one can burn {HIGHEST_RATE:g} times too fast"
        elif canary and percent < (least := least_percent_of_canary()):
            allowed = (
                f"{_up(least)} or more with payments.rollout {payments.rollout}: no lower one shows in the first share"
            )
            yield key, percent, allowed


def latencies_that_are_measured(objectives: Objectives, payments: Payments) -> Iterator[Fault]:
    """A payment that its function has no time for has no latency."""
    readers = [function for function in payments.functions if function.trigger == "queue"]
    for reader in readers:
        limit = reader.timeout_seconds * 1000
        if objectives.latency_milliseconds >= limit:
            allowed = f"less than {limit}, since {reader.name} ends after its timeoutSeconds, {reader.timeout_seconds}"
            yield "objectives.latencyMilliseconds", objectives.latency_milliseconds, allowed


def _up(percent: float) -> str:
    return f"{-(-percent * 100 // 1) / 100:g}"


RULES: tuple[Callable[..., Iterator[Fault]], ...] = (budgets_that_can_burn, latencies_that_are_measured)
