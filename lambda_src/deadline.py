"""How much of an invocation's time is left."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Protocol

# To send a batch's messages on their way while SQS answers slowly: two attempts, each of a connection and an answer.
PARKING_SECONDS = 8
# A server that hangs is detected after so long.
HANG_SECONDS = 10
# The part of a shorter function's time that is kept back instead.
SHARE = 0.6
# Enough to write what is known of a batch.
REPORT_SECONDS = 1
LOOK_SECONDS = 0.2


class Context(Protocol):
    """What Lambda gives a handler beside the event."""

    def get_remaining_time_in_millis(self) -> int:
        """How long the invocation may still take."""
        ...


class Deadline:
    """The end of an invocation, `seconds` from now."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._end = clock() + seconds
        self._kept_back = min(HANG_SECONDS + PARKING_SECONDS, SHARE * seconds)

    @classmethod
    def of(cls, context: Context) -> "Deadline":
        """The end of the invocation that a handler's context is of."""
        return cls(context.get_remaining_time_in_millis() / 1000)

    def left(self) -> float:
        """How many seconds are left."""
        return self._end - self._clock()

    def allows_a_wait(self) -> bool:
        """Whether a server that hangs would leave enough time to park the rest."""
        return self.left() >= self._kept_back


class Watch:
    """One thread that looks at every batch in work, since one for each would cost part of its throughput."""

    def __init__(self) -> None:
        self._watched: dict[Deadline, Callable[[], None]] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, deadline: Deadline, report: Callable[[], None]) -> Generator[None]:
        """Calls `report` in the thread where the block is not over shortly before the deadline."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._look, daemon=True)
            self._thread.start()
        self._watched[deadline] = report
        try:
            yield
        finally:
            self._watched.pop(deadline, None)

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            for deadline in [one for one in list(self._watched) if one.left() <= REPORT_SECONDS]:
                # Taken away first: a report is made once, and not where the block has just ended.
                if report := self._watched.pop(deadline, None):
                    report()


# Of the process: Lambda runs one batch at a time in it.
WATCH = Watch()
