"""The time of a simulated account, in minutes of AWS."""

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """An account's own time.

    A minute takes `seconds_per_minute` of ours. With 0 nothing takes time, so that what lasts goes on until somebody
    lets minutes pass.
    """

    def __init__(self, seconds_per_minute: float):
        self._scale = seconds_per_minute
        self._began = time.monotonic()
        self._passed = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        """The minutes since the account's beginning."""
        return self.spent() + self._passed

    def spent(self) -> float:
        """The minutes since the account's beginning without those by which the clock was put forward."""
        return (time.monotonic() - self._began) / (self._scale or 60)

    def wait(self, minutes: float) -> float:
        """Takes the time of some minutes and returns what was spent before."""
        start = self.spent()
        if self._scale:
            time.sleep(minutes * self._scale)
        return start

    def date(self, minute: float) -> datetime:
        """When one of the account's minutes is by the calendar."""
        return datetime.now(UTC) + timedelta(minutes=minute - self.now())

    def until(self, moment: float) -> None:
        """Takes the time until a moment; where nothing takes time, it puts the clock forward."""
        if self._scale:
            time.sleep(max(0.0, moment - self.now()) * self._scale)
            return
        # Several may wait at once, and none puts back what another has put forward.
        with self._lock:
            self._passed += max(0.0, moment - self.now())

    def let_pass(self, minutes: float) -> None:
        """Puts the clock forward."""
        with self._lock:
            self._passed += minutes
