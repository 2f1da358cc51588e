"""The feature flags as the local AppConfig agent evaluates them, and the defaults where it does not answer."""

import hashlib
import json
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import Any, cast

from lambda_src.ledger import WriteOptions
from lambda_src.settings import Configuration, FlagSource

HOST = "localhost"
# The agent has its answers in memory. A payment must not wait for one that hangs.
TIMEOUT_SECONDS = 0.25
LARGEST_ANSWER = 65_536
# After a failure the payments of the next seconds use the defaults instead of each waiting for the agent.
PAUSE_SECONDS = 5
# Payments of one debtor often arrive together. The agent polls AppConfig at its own interval anyway.
KEPT_SECONDS = 5
KEPT_ACCOUNTS = 1000
# One late answer must not let payments through while the kill switch is on.
STOP_HOLDS_SECONDS = 60
SEPARATE = "separate"
VARIANTS = ("single", SEPARATE)


class FlagsError(Exception):
    """The agent gave no answer, or none that flags can be read from."""


class Flags:
    """The kill switch, and the options that a payment is written with; without a source or an answer, the defaults.

    By default payments are made, without a roll-out and without a variant. `unavailable` is called for each request
    that the agent did not answer.
    """

    def __init__(
        self,
        source: FlagSource | None,
        unavailable: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ):
        self._source = source
        self._unavailable = unavailable
        self._clock = clock
        self._connection = HTTPConnection(HOST, source.port if source else None, timeout=TIMEOUT_SECONDS)
        self._kept: dict[str, tuple[float, WriteOptions]] = {}
        self._paused_until = 0.0
        self._stop_holds_until = 0.0

    def stopped(self) -> bool:
        """Whether the kill switch is on: read again for each batch, so that it takes effect at once."""
        if self._source is None:
            return False
        try:
            stopped, _ = _flag(self._answer(self._source.operations), "stop_processing")
        except FlagsError:
            self._unavailable()
            return self._clock() < self._stop_holds_until
        self._stop_holds_until = self._clock() + STOP_HOLDS_SECONDS if stopped else 0.0
        return stopped

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
        """Closes the connection that a batch's requests have shared: the agent closes it while Lambda is frozen."""
        self._connection.close()

    def _answer(self, asked: Configuration, account: str | None = None) -> dict[str, Any]:
        source = cast(FlagSource, self._source)
        inside = f"environments/{asked.environment}/configurations/{asked.profile}"
        path = f"/applications/{source.application}/{inside}"
        try:
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
