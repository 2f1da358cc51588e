"""Checks that each deliberate fault is noticed by its test, which passes without the fault.

Exits with 1 if a fault goes unnoticed, and with 2 if none can be tried: no fault matches the options, or one no longer
fits the project.
"""

import argparse
import os
import signal
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from config.project import PROJECT
from ops.lib.command import run
from tools.mutants.faults import MUTANTS
from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import PlaceError
from tools.mutants.preload import preload
from tools.mutants.trials import Trials, Verdict

TAIL = 15


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries the faults that the options select, by default all of them."""
    parser = argparse.ArgumentParser(prog="tools.mutants", description="Checks that tests notice deliberate faults.")
    parser.add_argument("-k", metavar="TEXT", default="", help="only those whose fault, code or test contains the text")
    parser.add_argument("--list", action="store_true", help="list the faults, and try none")
    parser.add_argument(
        "--workers",
        metavar="N",
        type=int,
        default=os.cpu_count(),
        help="how many at a time (default: all cores)",
    )
    options = parser.parse_args(arguments)
    mutants = [mutant for mutant in MUTANTS if options.k in f"{mutant.fault}\n{mutant.place}\n{mutant.test}"]
    if not mutants:
        parser.error(f"no fault, code or test contains {options.k!r}")
    if misfits := list(_misfits(mutants)):
        parser.error("some faults no longer fit the project:\n" + "\n".join(misfits))
    if options.list:
        for mutant in mutants:
            print(f"{mutant.fault}: {mutant.place}, noticed by {mutant.test}")
        return 0
    return int(tried(mutants, PROJECT, options.workers) < len(mutants))


def tried(mutants: Sequence[Mutant], project: Path, workers: int) -> int:
    """Tries faults, prints the result of each, and returns how many were noticed."""
    begun = time.monotonic()
    print("first the tests without a fault, then each fault with its test", flush=True)
    preload(project)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        Path(folder).chmod(0o755)
        noticed = sum(map(_show, Trials(project, Path(folder), workers).verdicts(mutants)))
    minutes, seconds = divmod(round(time.monotonic() - begun), 60)
    print(f"{noticed} of {len(mutants)} faults noticed in {minutes} min {seconds} s")
    return noticed


def _end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(2)


def _misfits(mutants: Sequence[Mutant]) -> Iterator[str]:
    for mutant in mutants:
        try:
            mutant.check(PROJECT)
        except PlaceError as error:
            yield f"  {mutant.fault}: {error}"


def _show(verdict: Verdict) -> bool:
    """Prints a line about a fault, and the output of pytest if the test did not notice it; returns whether it did."""
    mark, end = ("FAIL", f"not noticed: {verdict.problem}") if verdict.problem else ("ok", "noticed")
    print(f"{mark:4} {verdict.seconds:5.1f} s  {verdict.mutant.fault}: {end} ({verdict.mutant.test})", flush=True)
    if verdict.problem:
        print(textwrap.indent("\n".join(verdict.output.splitlines()[-TAIL:]), "     | "), flush=True)
    return not verdict.problem


if __name__ == "__main__":
    # So that no test continues without this process.
    signal.signal(signal.SIGTERM, _end)
    run(main)
