"""Processes that run tests: as good as a new pytest, without the time that its imports take."""

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
    """Which tests passed, which failed, and which something else kept from passing, such as a fixture."""

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
    """Runs each job in a process of its own, some at a time, and ends those that take longer than the limit in seconds.

    A job is asked for when there is a process for it.
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
        # As /tmp is: a database server does not work as whoever runs the tests.
        job.folder.chmod(0o1777)
        self._answer, answer = FORK.Pipe(duplex=False)
        self._process = FORK.Process(target=_run, args=(job, answer))
        self._process.start()
        # It makes itself the first of a group.
        self._group = cast(int, self._process.pid)
        answer.close()
        self.sentinel = self._process.sentinel

    def ended(self) -> bool:
        """Whether it is over, as it is once it is late."""
        self._late = self._process.is_alive() and time.monotonic() - self._begun > self._limit
        return self._late or not self._process.is_alive()

    def kill(self) -> None:
        """Ends the process and all that it has started."""
        self._process.kill()
        with suppress(ProcessLookupError):
            os.killpg(self._group, signal.SIGKILL)
        self._process.join()

    def result(self) -> Result:
        """How it ended; nothing of it is left then."""
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
    """Hears from pytest what becomes of the tests, and ends the run once all of them have failed."""

    def __init__(self, tests: tuple[str, ...]) -> None:
        self._tests, self.outcome = set(tests), Outcome()

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._session = session

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("[")[0]
        if report.failed:
            # A fixture that breaks down says nothing of what the test would have noticed.
            (self.outcome.failed if report.when == "call" else self.outcome.broken).add(name)
        elif report.when == "call" and report.passed:
            self.outcome.passed.add(name)
        if self._tests <= self.outcome.failed:
            self._session.shouldstop = "all have failed"


def _output(job: Job) -> Path:
    return job.folder / "output.txt"


def _run(job: Job, answer: Connection) -> None:
    # Whatever the tests start can be ended with it.
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with _output(job).open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    os.environ["TMPDIR"], tempfile.tempdir = str(job.folder), None
    # What one process compiles the others find compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.chdir(job.project)
    sys.path[0] = str(job.project)
    # What the parent has imported of the project itself is of the unchanged files.
    own = {path.name for path in job.project.iterdir()}
    for name in [name for name in sys.modules if name.partition(".")[0] in own]:
        del sys.modules[name]
    watch = _Watch(job.tests)
    pytest.main(["-q", "-p", "no:cacheprovider", *job.tests], plugins=[watch])
    outcome = watch.outcome
    answer.send((outcome.passed, outcome.failed, outcome.broken))
    sys.stdout.flush()
    # Threads that a test has left behind are waited for by nobody.
    os._exit(0)
