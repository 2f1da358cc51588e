"""Processes that run tests like a new pytest would, without the time that its imports take."""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import cast

import pytest

from config.project import PROJECT

FORK = get_context("fork")
WAIT_SECONDS = 0.5


@dataclass(frozen=True)
class Job:
    """Tests to run in a copy of the project, with a folder for what they leave behind."""

    name: str
    project: Path
    folder: Path
    tests: tuple[str, ...]


@dataclass
class Outcome:
    """Which tests passed, which failed, and which could not run because of something else, such as a fixture."""

    passed: set[str] = field(default_factory=set[str])
    failed: set[str] = field(default_factory=set[str])
    broken: set[str] = field(default_factory=set[str])


@dataclass(frozen=True)
class Result:
    """How a job ended: `problem` says why there is no outcome."""

    job: Job
    outcome: Outcome
    problem: str
    seconds: float
    output: str


def results(jobs: Iterable[Job], workers: int, limit: float) -> Iterator[Result]:
    """Runs each job in a process of its own, some at a time, and kills those that exceed the limit in seconds.

    It takes the next job only when a process is free.
    """
    waiting = iter(jobs)
    running: list[_Child] = []
    try:
        while True:
            while len(running) < workers and (job := next(waiting, None)):
                running.append(_Child(job, limit))
            if not running:
                return
            wait([child.sentinel for child in running], timeout=WAIT_SECONDS)
            ended = [child for child in running if child.ended()]
            running = [child for child in running if child not in ended]
            yield from (child.result() for child in ended)
    finally:
        for child in running:
            child.kill()


class _Child:
    def __init__(self, job: Job, limit: float) -> None:
        self._job, self._limit, self._begun = job, limit, time.monotonic()
        self._late = False
        job.folder.mkdir(exist_ok=True)
        # Like /tmp: a database server runs as another user than the tests.
        job.folder.chmod(0o1777)
        self._answer, answer = FORK.Pipe(duplex=False)
        self._process = FORK.Process(target=_run, args=(job, answer))
        self._process.start()
        # The child makes itself the leader of a process group.
        self._group = cast(int, self._process.pid)
        answer.close()
        self.sentinel = self._process.sentinel

    def ended(self) -> bool:
        """Whether it has ended, or exceeds the limit."""
        self._late = self._process.is_alive() and time.monotonic() - self._begun > self._limit
        return self._late or not self._process.is_alive()

    def kill(self) -> None:
        """Kills the process and everything that it has started."""
        self._process.kill()
        with suppress(ProcessLookupError):
            os.killpg(self._group, signal.SIGKILL)
        self._process.join()

    def result(self) -> Result:
        """How it ended; afterwards nothing of it is left."""
        seconds = time.monotonic() - self._begun
        self.kill()
        outcome, problem = Outcome(), f"it takes longer than {self._limit:g} seconds" if self._late else ""
        if not self._late:
            try:
                outcome = Outcome(*self._answer.recv())
            except EOFError:
                problem = f"its process ended with {self._process.exitcode}"
        self._answer.close()
        output = _output(self._job).read_text(errors="replace")
        return Result(self._job, outcome, problem, seconds, output)


class _Watch:
    """A pytest plugin that records the outcome of the tests, and stops the run once all of them have failed."""

    def __init__(self, tests: tuple[str, ...]) -> None:
        self._tests, self.outcome = set(tests), Outcome()

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._session = session

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("[")[0]
        if report.failed:
            # A fixture that fails says nothing about what the test would have noticed.
            (self.outcome.failed if report.when == "call" else self.outcome.broken).add(name)
        elif report.when == "call" and report.passed:
            self.outcome.passed.add(name)
        if self._tests <= self.outcome.failed:
            self._session.shouldstop = "all have failed"


def _output(job: Job) -> Path:
    return job.folder / "output.txt"


def _run(job: Job, answer: Connection) -> None:
    # So that everything that the tests start can be killed with it.
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with _output(job).open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    os.environ["TMPDIR"], tempfile.tempdir = str(job.folder), None
    # So that the processes share compiled bytecode.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.chdir(job.project)
    sys.path[0] = str(job.project)
    # What the parent has imported of the project itself is from the unchanged files.
    own = {path.name for path in PROJECT.iterdir()}
    for name in [name for name in sys.modules if name.partition(".")[0] in own]:
        del sys.modules[name]
    watch = _Watch(job.tests)
    pytest.main(["-q", "-p", "no:cacheprovider", *job.tests], plugins=[watch])
    outcome = watch.outcome
    answer.send((outcome.passed, outcome.failed, outcome.broken))
    sys.stdout.flush()
    # Do not wait for threads that a test has left behind.
    os._exit(0)
