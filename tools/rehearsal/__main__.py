"""Rehearses a stack's whole life: preview, up, up again, refresh, destroy."""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from pulumi.automation import CommandError
from rich.console import Console

from config.mistakes import ConfigError
from config.stack_file import StackFileError
from ops.lib.command import positive, run
from simulated_aws.kinds.languages import suricata_engine
from tools.rehearsal import brief, language, last
from tools.rehearsal.engine import Rehearsal
from tools.rehearsal.report import show
from tools.rehearsal.run import Phase, Run, UnexpectedError
from tools.report.facts.rehearsed import Rehearsed

SIMULATED = "AWS is simulated: this proves the program, its graph, order and values, not AWS itself."
WITHOUT_ENGINE = "Suricata is not installed: of the firewall's rules only the form is checked, not every keyword."

# What is piped is cut by nobody: rich would take 80 columns for it.
UNCUT = 100_000


class Print:
    """What is written: in lines as wide as the terminal, never cut within a word."""

    def __init__(self, console: Console):
        self._console = console
        self.lines = 0

    @property
    def width(self) -> int:
        """The letters of a line."""
        return self._console.width

    def line(self, text: str = "", style: str = "") -> None:
        """Writes a text."""
        for part in brief.fitted(text, self.width):
            self._console.print(part, style=style, markup=False, soft_wrap=True)
            self.lines += 1

    def text(self, text: str) -> None:
        """Writes a text with lines of its own."""
        for line in text.splitlines():
            self.line(line)


def main() -> int:
    """Runs the command line; 0 if every phase had the required result, 1 if not, 2 if the configuration is wrong."""
    parser = argparse.ArgumentParser(prog="rehearsal", description=__doc__)
    parser.add_argument("--stack", default="dev", help="the stack to rehearse (default: dev)")
    parser.add_argument("--config", type=Path, help="another stack file than Pulumi.<stack>.yaml")
    parser.add_argument(
        "--minute", type=positive, default=0.0, help="seconds that a typical minute of AWS takes (default: 0, none)"
    )
    parser.add_argument("--tree", action="store_true", help="print every resource, output, alarm and difference too")
    options = parser.parse_args()
    console = Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else UNCUT)
    out = Print(console)
    try:
        rehearsal = Rehearsal(options.stack, config_file=options.config, seconds_per_minute=options.minute)
    except (ConfigError, StackFileError) as error:
        out.text(str(error))
        return 2
    out.line(SIMULATED, "bold yellow")
    out.line(language.described())
    if not suricata_engine.is_installed():
        out.line(WITHOUT_ENGINE)
    before = last.load(options.stack)
    with rehearsal:
        rehearsal.account.prepare()
        run = Run(console, rehearsal, lambda phase: out.line(brief.phase(phase, before)), out.text)
        run.warnings.update(dict.fromkeys(rehearsal.unopened))
        try:
            run.all()
        except (CommandError, UnexpectedError) as error:
            out.line("The rehearsal failed.", "bold red")
            if isinstance(error, UnexpectedError):
                out.text(str(error))
            return 1
    rehearsed = Rehearsed(stack=options.stack, resources=run.resources, steps=run.steps)
    # What a real `up` would do to connections comes before what the engine merely says.
    run.warnings = {**dict.fromkeys(brief.ahead(rehearsed, before)), **run.warnings}
    if options.tree:
        show(console, run, brief.every_change(rehearsed, before) if before else ())
    _tell(out, rehearsed, run, before)
    last.keep(options.stack, datetime.now(), {phase.name: phase.seconds for phase in run.phases}, run.resources)
    return 0


def _tell(out: Print, rehearsed: Rehearsed, run: Run, before: last.Last | None) -> None:
    """Writes what was made, what differs, and what comes next."""
    table = list(brief.table(rehearsed, run.spans))
    done = f"Stack {rehearsed.stack}: every phase did what it must, in {_seconds(run.phases):.0f} seconds."
    rest = f"--tree prints every resource; make report STACK={rehearsed.stack} shows them in a browser."
    end = [*brief.outputs(run.outputs), brief.deployment(run.resources)]
    around = brief.height(["", *table, "", "", *end, done, rest], out.width)
    said = list(run.warnings)
    room = brief.MOST_LINES - out.lines - around
    between = brief.between(said, rehearsed, before, room=room, width=out.width)
    for line in ("", *table, "", *between, "", *end):
        out.line(line)
    out.line(done, "bold green")
    out.line(rest)


def _seconds(phases: list[Phase]) -> float:
    return sum(phase.seconds for phase in phases)


if __name__ == "__main__":
    run(main)
