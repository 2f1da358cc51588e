"""Versions of the processor, good and bad, each run as Lambda runs it: in time, until it crashes, or killed."""

import io
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stdout
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from lambda_src import handler, ledger, payment
from lambda_src.processor import Processor
from tests.lambda_src.samples import failures
from tests.lambda_src.statements import before_each
from tests.rotation_lambda.world import KilledError

MAKE = handler.processor.__wrapped__
PERF_COUNTER = time.perf_counter


class Clock:
    """The time of one run: what it really takes here, and what its statements are said to take."""

    def __init__(self, limit: float):
        self._limit = limit
        self._passed = 0.0

    def passes(self, seconds: float) -> None:
        """Raises KilledError where the function has no time left, as Lambda ends it."""
        self._passed += seconds
        if self._passed >= self._limit:
            raise KilledError

    def now(self) -> float:
        return PERF_COUNTER() + self._passed


What = Callable[[Clock], AbstractContextManager[object]]


def good(clock: Clock) -> AbstractContextManager[object]:
    """The version that serves."""
    return nullcontext()


def broken_statement(clock: Clock) -> AbstractContextManager[object]:
    """Its insertion names a table that is not there."""
    return patch.object(ledger, "INSERT_ENTRIES", "INSERT INTO nowhere VALUES ")


def refuses_all(clock: Clock) -> AbstractContextManager[object]:
    """It takes no currency for a valid one."""
    return patch.object(payment, "MINOR_UNIT_DIGITS", {})


def no_database(clock: Clock) -> AbstractContextManager[object]:
    """Its settings name a port on which nothing answers."""
    return patch.dict("os.environ", DATABASE_PORT="1")


def crashes(clock: Clock) -> AbstractContextManager[object]:
    """Its settings lack the secret."""
    return patch.dict("os.environ", APPLICATION_SECRET_ARN="")


@contextmanager
def _taking(clock: Clock, seconds: float) -> Generator[None]:
    with before_each(lambda word, connection: clock.passes(seconds)), patch.object(time, "perf_counter", clock.now):
        yield


def slow(clock: Clock) -> AbstractContextManager[object]:
    """Each statement takes a second, and a batch is in time for its function but not for what is promised."""
    return _taking(clock, 1)


def times_out(clock: Clock) -> AbstractContextManager[object]:
    """Each statement takes twelve seconds, and a batch is not in time for its function."""
    return _taking(clock, 12)


@dataclass(frozen=True, kw_only=True)
class Context:
    """What Lambda gives a handler beside the event: how long the run may still take."""

    seconds: float

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)


@dataclass(frozen=True, kw_only=True)
class Run:
    """The ids of the messages that failed, where the run did not end with an error, and what CloudWatch got of it."""

    failed: set[str] | None
    written: str


@dataclass
class Version:
    """A version as Lambda has it: its own processor, which is made by the first run and kept."""

    what: What
    timeout_seconds: float
    _kept: list[Processor] = field(default_factory=list[Processor])

    def run(self, event: Mapping[str, Any]) -> Run:
        """Runs the handler on a batch."""
        written, context = io.StringIO(), Context(seconds=self.timeout_seconds)
        with (
            self.what(Clock(self.timeout_seconds)),
            patch.object(handler, "processor", self._processor),
            redirect_stdout(written),
        ):
            try:
                return Run(failed=set(failures(handler.handle(event, context))), written=written.getvalue())
            except KilledError:
                # The process is gone, with what it had not written yet; the next run has another one.
                self._kept.clear()
                return Run(failed=None, written="")
            except Exception:
                return Run(failed=None, written=written.getvalue())

    def _processor(self) -> Processor:
        if not self._kept:
            self._kept.append(MAKE())
        return self._kept[0]
