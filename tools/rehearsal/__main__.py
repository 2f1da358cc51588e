"""Rehearses a stack's whole life: preview, up, up again, refresh, destroy."""

import argparse
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pulumi.automation import CommandError, EngineEvent, OpType
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from config.load import ConfigError
from simulated_aws.kinds.languages import suricata_engine
from simulated_aws.kinds.order import unordered
from tools.rehearsal import language
from tools.rehearsal.coverage import coverage, table
from tools.rehearsal.engine import Rehearsal
from tools.rehearsal.report import short, show

FOUND_ON_PATH = "from $PATH at "
SIMULATED = "[bold yellow]AWS is simulated:[/] this proves the program, its graph, order and values, not AWS itself."

WITHOUT_ENGINE = "Suricata is not installed: of the firewall's rules only the form is checked, not every keyword."


class UnexpectedError(Exception):
    """A phase with another result than required."""


class Run:
    """The phases of one rehearsal, each timed, shown while it runs, and compared with its required result."""

    def __init__(self, console: Console, rehearsal: Rehearsal):
        self._console, self._rehearsal = console, rehearsal
        self.times: dict[str, float] = {}
        self._total = 0

    def all(self) -> None:
        """Runs every phase; raises UnexpectedError or CommandError if one fails."""
        stack = self._rehearsal.stack
        packs = self._rehearsal.policy_packs
        preview = self._phase("preview", partial(stack.preview, policy_packs=packs))
        self._total = sum(preview.change_summary.values())
        self._expect("preview", preview.change_summary, OpType.CREATE)
        up = self._phase("up", partial(stack.up, policy_packs=packs))
        show(self._console, self._rehearsal.resources(), up.outputs, self._rehearsal.account.history())
        self._ordered()
        self._seen()
        self._allowed()
        self._released()
        self._expect("up again", self._phase("up again", stack.up).summary.resource_changes or {}, OpType.SAME)
        self._expect("refresh", self._phase("refresh", stack.refresh).summary.resource_changes or {}, OpType.SAME)
        self._rehearsal.settle()
        if self._rehearsal.unprotect():
            self._phase("unprotect", stack.up)
        kept = {item["id"] for item in self._rehearsal.resources() if item.get("retainOnDelete")}
        self._phase("destroy", stack.destroy)
        left = [f"{live.name} ({key})" for key, live in self._rehearsal.account.live().items() if key not in kept]
        if left or self._rehearsal.resources():
            raise UnexpectedError(f"destroy left something behind: {', '.join(left) or 'in the state'}")
        self._uninterrupted()

    def _ordered(self) -> None:
        """Checks that another schedule would have ended well too: no pair is in order by chance."""
        found = unordered(self._rehearsal.resources())
        if found:
            raise UnexpectedError("; ".join(found))

    def _seen(self) -> None:
        """Checks that nothing can fail unseen: no component without logs, alarms or a dashboard row."""
        entries = coverage(self._rehearsal.resources())
        self._console.print(table(entries))
        holes = [hole for entry in entries for hole in entry.holes()]
        if holes:
            raise UnexpectedError("; ".join(holes))

    def _allowed(self) -> None:
        """Checks that every policy allows what the resources need of it, which AWS tries of some of them alone."""
        unmet = [f"{path}: {refusal}" for path, refusal in self._rehearsal.account.unmet()]
        if unmet:
            raise UnexpectedError("; ".join(unmet))

    def _released(self) -> None:
        """Checks that each release of feature flags stayed: the engine sees its start alone."""
        found = [f"{name} is {reason}" for name, reason in self._rehearsal.account.rolled_back()]
        if found:
            raise UnexpectedError("; ".join(found))

    def _uninterrupted(self) -> None:
        """Checks that no change interrupted traffic that is allowed before and after it."""
        found = [f"{path}: {reason}" for path, reason in self._rehearsal.account.interruptions()]
        if found:
            raise UnexpectedError("; ".join(found))

    def _phase(self, name: str, operation: Any) -> Any:
        columns = (TextColumn("{task.description:10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        start = time.monotonic()
        with Progress(*columns, console=self._console) as progress:
            task = progress.add_task(name, total=self._total or None)

            def watch(event: EngineEvent) -> None:
                if event.resource_pre_event if name == "preview" else event.res_outputs_event:
                    progress.advance(task)
                if event.policy_event:
                    broken = event.policy_event
                    text = f"{short(broken.resource_urn or '')}: {broken.policy_name}: {broken.message.strip()}"
                    progress.console.print(text, markup=False, soft_wrap=True)
                said = event.diagnostic_event
                # The engine warns of what it finds on PATH, but the command for the dynamic providers is ours.
                if said and said.severity in ("warning", "error") and FOUND_ON_PATH not in said.message:
                    text = f"{short(said.urn or '')}: {said.message.strip()}"
                    progress.console.print(text, markup=False, soft_wrap=True)

            result = operation(on_event=watch)
        self.times[name] = time.monotonic() - start
        return result

    @staticmethod
    def _expect(phase: str, changes: Mapping[Any, int], only: OpType) -> None:
        others = {str(kind): count for kind, count in changes.items() if kind != only and count}
        if others:
            raise UnexpectedError(f"{phase} was to {only} only, and did {others}")


def main() -> int:
    """Runs the command line; 0 if every phase had the required result, 1 if not, 2 if the configuration is wrong."""
    parser = argparse.ArgumentParser(prog="rehearsal", description=__doc__)
    parser.add_argument("--stack", default="dev", help="the stack to rehearse (default: dev)")
    parser.add_argument("--config", type=Path, help="another stack file than Pulumi.<stack>.yaml")
    parser.add_argument(
        "--minute", type=float, default=0.0, help="seconds that a typical minute of AWS takes (default: 0, none)"
    )
    options = parser.parse_args()
    console = Console(highlight=False, emoji=False)
    try:
        rehearsal = Rehearsal(options.stack, config_file=options.config, seconds_per_minute=options.minute)
    except (ConfigError, FileNotFoundError) as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return 2
    console.print(SIMULATED, soft_wrap=True)
    console.print(language.described(), markup=False, soft_wrap=True)
    if not suricata_engine.is_installed():
        console.print(WITHOUT_ENGINE, soft_wrap=True)
    with rehearsal:
        rehearsal.account.prepare()
        run = Run(console, rehearsal)
        try:
            run.all()
        except (CommandError, UnexpectedError) as error:
            console.print("[bold red]The rehearsal failed.[/]")
            if isinstance(error, UnexpectedError):
                console.print(str(error), markup=False)
            return 1
    console.print(f"[bold green]Stack {options.stack}: every phase did what it must.[/]")
    table = Table("phase", "seconds")
    for name, seconds in run.times.items():
        table.add_row(name, f"{seconds:.1f}")
    console.print(table)
    console.print(SIMULATED, soft_wrap=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
