"""The time of a simulated account, in minutes of AWS."""

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

    def now(self) -> float:
        """The minutes since the account's beginning."""
        return (time.monotonic() - self._began) / (self._scale or 60) + self._passed

    def wait(self, minutes: float) -> float:
        """Takes the time of some minutes and returns when they began."""
        start = self.now()
        if self._scale:
            time.sleep(minutes * self._scale)
        return start

    def date(self, minute: float) -> datetime:
        """When one of the account's minutes is by the calendar."""
        return datetime.now(UTC) + timedelta(minutes=minute - self.now())

    def let_pass(self, minutes: float) -> None:
        """Puts the clock forward."""
        self._passed += minutes
