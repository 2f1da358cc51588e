"""The feature flags as the local AppConfig agent evaluates them, and what holds where it does not answer."""

import hashlib
import json
import math
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from typing import Any, cast

from lambda_src.ledger import WriteOptions
from lambda_src.parking import Obstacle
from lambda_src.settings import Configuration, FlagSource

HOST = "localhost"
# The agent has its answers in memory. A payment must not wait for one that hangs, and goes without a release then.
TIMEOUT_SECONDS = 0.25
# Without an answer about a stop nothing is paid, so a late one is waited for, as after a cold start.
PATIENCE_SECONDS = 2
REPEAT_SECONDS = 0.05
# The agent looks for changes where its last look is longer ago than this; its variables say so too.
POLL_SECONDS = 15
# How long it may take to look, while it answers from its memory: it gives up after a second.
SETTLE_SECONDS = 1.25
# A look that is longer ago is waited for. A function in use sees it end before that, and never waits.
OLDEST_LOOK_SECONDS = 18
LARGEST_ANSWER = 65_536
# After a failure the payments of the next seconds use the defaults instead of each waiting for the agent.
PAUSE_SECONDS = 5
# Payments of one debtor often arrive together. The agent polls AppConfig at its own interval anyway.
KEPT_SECONDS = 5
KEPT_ACCOUNTS = 1000
SEPARATE = "separate"
VARIANTS = ("single", SEPARATE)


class FlagsError(Exception):
    """The agent gave no answer, or none that flags can be read from."""


class Flags:
    """The kill switch, and the options that a payment is written with.

    Without an answer about a stop no payment is made. Without one about releases it is, without a roll-out and without
    a variant. `unavailable` is called for each question that the agent did not answer.
    """

    def __init__(
        self,
        source: FlagSource | None,
        unavailable: Callable[[], None],
        # Another clock may stand still while Lambda keeps the function frozen.
        clock: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ):
        self._source = source
        self._unavailable = unavailable
        self._clock = clock
        self._pause = pause
        self._connection = HTTPConnection(HOST, source.port if source else None)
        self._kept: dict[str, tuple[float, WriteOptions]] = {}
        self._paused_until = 0.0
        # When the agent's last look began, as far as is known; and for how long this function has run since it was due
        # to look again. Lambda freezes both between invocations, and a look does not go on then.
        self._looked = -math.inf
        self._awake = 0.0
        self._begun = 0.0

    def await_agent(self) -> None:
        """Asks about a stop before there is a payment, so that the first one does not wait for an agent that starts."""
        if self._source is None:
            return
        with suppress(FlagsError):
            self._stopped(self._source)
            self._looked = self._clock()
        self._connection.close()

    def obstacle(self) -> Obstacle | None:
        """Why no payment may be made now: asked again for each batch, so that a stop takes effect at once.

        What the agent knows may be of before the function was last in use. Being asked lets it look for changes, and
        the answer after that counts.
        """
        if self._source is None:
            return None
        self._begun = self._clock()
        try:
            stopped = self._stopped(self._source)
            if not stopped and self._may_be_old():
                self._pause(SETTLE_SECONDS)
                stopped = self._stopped(self._source)
                self._looked, self._awake = self._begun, 0.0
        except FlagsError:
            self._unavailable()
            return "flags"
        return "stop" if stopped else None

    def _may_be_old(self) -> bool:
        age = self._begun - self._looked
        if age < OLDEST_LOOK_SECONDS and self._awake >= SETTLE_SECONDS:
            self._looked, self._awake = self._looked + POLL_SECONDS, 0.0
            return False
        return age >= OLDEST_LOOK_SECONDS

    def write_options(self, debtor: str) -> WriteOptions:
        """How a payment of this debtor is written; a split always puts the same debtor into the same variant."""
        now = self._clock()
        if self._source is None or now < self._paused_until:
            return WriteOptions()
        # The agent does not need the account number itself.
        account = hashlib.sha256(debtor.encode()).hexdigest()
        until, kept = self._kept.get(account, (0.0, WriteOptions()))
        if now < until:
            return kept
        try:
            options = _write_options(self._answer(self._source.releases, account))
        except FlagsError:
            self._unavailable()
            self._paused_until = now + PAUSE_SECONDS
            return WriteOptions()
        if len(self._kept) >= KEPT_ACCOUNTS:
            self._kept.clear()
        self._kept[account] = (now + KEPT_SECONDS, options)
        return options

    def close(self) -> None:
        """Ends a batch, and the connection that its requests share: the agent closes it while Lambda is frozen."""
        if self._begun - self._looked >= POLL_SECONDS:
            self._awake += self._clock() - self._begun
        self._connection.close()

    def _stopped(self, source: FlagSource) -> bool:
        """Whether the kill switch is on; raises FlagsError where the agent does not say so within its time."""
        until = self._clock() + PATIENCE_SECONDS
        while True:
            left = until - self._clock()
            try:
                stopped, _ = _flag(self._answer(source.operations, seconds=left), "stop_processing")
            except FlagsError:
                if self._clock() + REPEAT_SECONDS >= until:
                    raise
                self._pause(REPEAT_SECONDS)
            else:
                return stopped

    def _answer(
        self, asked: Configuration, account: str | None = None, seconds: float = TIMEOUT_SECONDS
    ) -> dict[str, Any]:
        source = cast(FlagSource, self._source)
        inside = f"environments/{asked.environment}/configurations/{asked.profile}"
        path = f"/applications/{source.application}/{inside}"
        try:
            self._connection.timeout = seconds
            if self._connection.sock:
                self._connection.sock.settimeout(seconds)
            self._connection.request("GET", path, headers={"Context": f"account={account}"} if account else {})
            response = self._connection.getresponse()
            text = response.read(LARGEST_ANSWER)
            if response.status != 200:
                raise FlagsError(f"the agent answered with {response.status}")
            return _object(json.loads(text), "the answer")
        except (FlagsError, OSError, HTTPException, ValueError, RecursionError) as error:
            # The rest of an answer must not be read as the next one.
            self._connection.close()
            raise FlagsError(str(error)) from None


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FlagsError(f"{what} is no JSON object")
    return cast(dict[str, Any], value)


def _flag(flags: dict[str, Any], name: str) -> tuple[bool, dict[str, Any]]:
    flag = _object(flags.get(name), name)
    if not isinstance(flag.get("enabled"), bool):
        raise FlagsError(f"{name} is neither on nor off")
    return flag["enabled"], flag


def _write_options(flags: dict[str, Any]) -> WriteOptions:
    verified, _ = _flag(flags, "verify_balance")
    in_test, attributes = _flag(flags, "ledger_insert")
    variant = attributes.get("variant") if in_test else None
    if in_test and variant not in VARIANTS:
        raise FlagsError(f"ledger_insert must be one of {', '.join(VARIANTS)}")
    return WriteOptions(variant=variant, separate=variant == SEPARATE, verified=verified)
