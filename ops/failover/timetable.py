"""The minutes of a failover, by the steps of its plan: typical, allowed, and measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from config.recovery_objectives import DURATIONS, RPO_MINUTES, RTO_MINUTES
from ops.lib.steps import Status, Taken


@dataclass(frozen=True)
class Row:
    """A step in minutes, with the source of the typical figure; `measured` is None where the step was not run."""

    step: str
    typical: float
    source: str
    allowed: float
    measured: float | None

    @property
    def late(self) -> bool:
        """Whether it took longer than is allowed."""
        return self.measured is not None and self.measured > self.allowed


def rows(taken: Sequence[Taken]) -> list[Row]:
    """Every step of the plan, in its order."""
    seconds = {one.name: one.seconds for one in taken if one.outcome.status in (Status.DONE, Status.WARNED)}
    return [
        Row(step, duration.typical, duration.source, duration.at_most, seconds[step] / 60 if step in seconds else None)
        for step, duration in DURATIONS.items()
    ]


def together(listed: Sequence[Row]) -> Row:
    """The sum; a step that was not measured counts with its typical minutes."""
    measured = [row.typical if row.measured is None else row.measured for row in listed]
    return Row(
        "together",
        sum(row.typical for row in listed),
        f"a recovery may take {RTO_MINUTES} (RTO)",
        RTO_MINUTES,
        sum(measured) if any(row.measured is not None for row in listed) else None,
    )


def show(to: Console, listed: Sequence[Row], loss_seconds: float | None) -> None:
    """Prints the table, with the loss against the RPO."""
    table = Table("step", "typical minutes", "source", "allowed", "measured", title="Minutes of a failover")
    for row in (*listed, together(listed)):
        measured = "-" if row.measured is None else f"{row.measured:.1f}"
        table.add_row(
            row.step,
            f"{row.typical:g}",
            row.source,
            f"{row.allowed:g}",
            f"[red]{measured}[/]" if row.late else measured,
        )
    to.print(table)
    lost = "not measured" if loss_seconds is None else f"{loss_seconds / 60:.1f} min"
    to.print(f"Lost at most, by the replica's lag: {lost} (RPO: {RPO_MINUTES} min).", markup=False)
