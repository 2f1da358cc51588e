"""The tests without a fault, then each fault with its test."""

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.mutants.children import Job, Result, results
from tools.mutants.copies import Copies
from tools.mutants.faults.mutant import Mutant

LIMIT_SECONDS = 300


@dataclass(frozen=True)
class Verdict:
    """The result for a fault: `problem` says why it was not noticed, `output` is that of pytest."""

    mutant: Mutant
    problem: str
    seconds: float
    output: str = ""


class Trials:
    """Tries faults in a folder, some at a time."""

    def __init__(self, project: Path, folder: Path, workers: int) -> None:
        self._copies, self._folder, self._workers = Copies(project, folder), folder, workers

    def verdicts(self, mutants: Sequence[Mutant]) -> Iterator[Verdict]:
        """The result for each, in the order in which they end.

        Each test runs without a fault first: one that fails anyway notices nothing.
        """
        without = self._without_fault({mutant.test for mutant in mutants})
        sound: list[Mutant] = []
        for mutant in mutants:
            result = without[mutant.test]
            if problem := _unsound(mutant.test, result):
                yield Verdict(mutant, problem, result.seconds, result.output)
            else:
                sound.append(mutant)
        # The longest are first, so that the last ones end together.
        sound.sort(key=lambda mutant: without[mutant.test].seconds, reverse=True)
        jobs = (self._job(number, mutant) for number, mutant in enumerate(sound))
        for result in results(jobs, self._workers, LIMIT_SECONDS):
            mutant = sound[int(result.job.name)]
            yield Verdict(mutant, _unnoticed(mutant.test, result), result.seconds, result.output)
            shutil.rmtree(result.job.folder)

    def _without_fault(self, tests: Collection[str]) -> Mapping[str, Result]:
        """The result of each test in a process of its own: together, one might pass by what another left behind."""
        # Those on the engine take the longest.
        order = sorted(tests, key=lambda test: ("engine" not in test, test))
        jobs = [
            Job(test, self._copies.whole, self._folder / f"whole-{number}", (test,))
            for number, test in enumerate(order)
        ]
        return {result.job.name: result for result in results(jobs, self._workers, LIMIT_SECONDS)}

    def _job(self, number: int, mutant: Mutant) -> Job:
        folder = self._folder / str(number)
        return Job(str(number), self._copies.with_fault(mutant, folder / "project"), folder, (mutant.test,))


def _unsound(test: str, result: Result) -> str:
    if result.problem:
        return f"without the fault {result.problem}"
    if test in result.outcome.failed | result.outcome.broken:
        return "the test fails without the fault too"
    return "" if test in result.outcome.passed else "the test does not run"


def _unnoticed(test: str, result: Result) -> str:
    if test in result.outcome.failed:
        return ""
    if test in result.outcome.broken:
        return "a fixture fails, not the test"
    return result.problem or ("the test passes" if test in result.outcome.passed else "the test does not run")
