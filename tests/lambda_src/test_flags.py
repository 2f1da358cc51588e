"""What the agent's answers mean, and what holds without them."""

import hashlib
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.flags import component
from lambda_src.flags import (
    KEPT_ACCOUNTS,
    KEPT_SECONDS,
    OLDEST_LOOK_SECONDS,
    PATIENCE_SECONDS,
    PAUSE_SECONDS,
    POLL_SECONDS,
    SETTLE_SECONDS,
    TIMEOUT_SECONDS,
    Flags,
)
from lambda_src.ledger import WriteOptions
from lambda_src.settings import Configuration, FlagSource
from tests.lambda_src.desk import Desk, counted
from tests.lambda_src.samples import DEBTOR, bodies, body, event, failures
from tests.lambda_src.test_payment import ANY_JSON
from tests.support.agent import Agent, flags


class Observed(Flags):
    """Flags with a clock that advances with their pauses, and the number of answers that were not given."""

    def __init__(self, source: FlagSource | None):
        self.now = 1000.0
        self.missed = 0
        self.pauses: list[float] = []
        super().__init__(source, unavailable=self._miss, clock=lambda: self.now, pause=self._wait)

    def _wait(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def _miss(self) -> None:
        self.missed += 1


@pytest.fixture
def observed(agent: Agent) -> Iterator[Observed]:
    made = Observed(agent.source())
    yield made
    made.close()


def test_without_a_source_the_defaults_hold_and_nobody_is_asked() -> None:
    observed = Observed(None)
    assert observed.obstacle() is None
    assert observed.write_options(DEBTOR) == WriteOptions()
    assert observed.missed == 0


@pytest.mark.parametrize(
    ("answer", "options"),
    [
        (flags(), WriteOptions()),
        (flags(verified=True), WriteOptions(verified=True)),
        (flags(variant="single"), WriteOptions(variant="single")),
        (flags(variant="separate"), WriteOptions(variant="separate", separate=True)),
        (flags(verified=True, variant="separate"), WriteOptions(variant="separate", separate=True, verified=True)),
    ],
)
def test_the_options_of_a_payment_are_what_the_agent_says(
    agent: Agent, observed: Observed, answer: Any, options: WriteOptions
) -> None:
    agent.releases = lambda context: answer
    assert observed.write_options(DEBTOR) == options
    assert observed.missed == 0


def test_the_agent_gets_a_hash_of_the_debtor_and_no_more(agent: Agent, observed: Observed) -> None:
    observed.await_agent()
    observed.write_options(DEBTOR)
    observed.obstacle()
    assert agent.asked == [
        ("operations", {}),
        ("releases", {"account": hashlib.sha256(DEBTOR.encode()).hexdigest()}),
        ("operations", {}),
    ]


def test_a_stop_is_seen_at_once_and_ends_at_once(agent: Agent, observed: Observed) -> None:
    assert observed.obstacle() is None
    agent.stopped = True
    assert observed.obstacle() == "stop"
    agent.stopped = False
    assert observed.obstacle() is None


def test_an_accounts_answer_is_kept_for_some_seconds(agent: Agent, observed: Observed) -> None:
    for number in range(3):
        for _ in range(2):
            observed.write_options(f"debtor-{number}")
    assert len(agent.asked) == 3
    observed.now += KEPT_SECONDS
    agent.releases = lambda context: flags(verified=True)
    assert observed.write_options("debtor-0") == WriteOptions(verified=True)
    for number in range(KEPT_ACCOUNTS):
        observed.now += KEPT_SECONDS / KEPT_ACCOUNTS / 2
        observed.write_options(f"many-{number}")
    assert len(observed._kept) <= KEPT_ACCOUNTS  # pyright: ignore[reportPrivateUsage] (a function lives for hours)


RUBBISH = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"{}",
    b'{"stop_processing": true, "verify_balance": true, "ledger_insert": true}',
    b'{"stop_processing": {}, "verify_balance": {}, "ledger_insert": {}}',
    b'{"stop_processing": {"enabled": "false"}, "verify_balance": {"enabled": 1}, "ledger_insert": {"enabled": null}}',
    b"\xff\xfe",
    b"[" * 60_000,
    b" " * 100_000 + b"{}",
    b'{"verify_balance": {"enabled": true}, "ledger_insert": {"enabled": true, "variant": "both"}}',
    b'{"verify_balance": {"enabled": true}, "ledger_insert": {"enabled": true, "variant": ["single"]}}',
    b'{"verify_balance": {"enabled": true}, "ledger_insert": {"enabled": true}}',
]


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_an_invalid_answer_means_no_payment_or_no_release_and_a_metric(
    agent: Agent, observed: Observed, rubbish: bytes
) -> None:
    agent.rubbish = rubbish
    assert observed.obstacle() == "flags"
    assert observed.write_options(DEBTOR) == WriteOptions()
    assert observed.missed == 2
    # The connection is fit for the next answer.
    agent.rubbish = None
    agent.stopped = True
    assert observed.obstacle() == "stop"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["stop_processing", "verify_balance", "ledger_insert"]), ANY_JSON))
def test_no_answer_raises_anything(agent: Agent, observed: Observed, answer: dict[str, Any]) -> None:
    agent.rubbish = json.dumps(answer).encode()
    observed.now += 100
    assert observed.obstacle() in (None, "stop", "flags")
    assert observed.write_options(DEBTOR).variant in (None, "single", "separate")


@pytest.mark.parametrize("status", [204, 302, 400, 404, 500, 503])
def test_an_error_means_no_payment_or_no_release(agent: Agent, observed: Observed, status: int) -> None:
    agent.status = status
    assert observed.obstacle() == "flags"
    assert observed.write_options(DEBTOR) == WriteOptions()
    assert observed.missed == 2


def test_an_agent_that_hangs_is_waited_for_once_and_not_asked_about_releases_for_a_while(
    agent: Agent, observed: Observed
) -> None:
    agent.delay_seconds = 10 * TIMEOUT_SECONDS
    start = time.monotonic()
    for number in range(100):
        assert observed.write_options(f"debtor-{number}") == WriteOptions()
    # Not even half of what a wait each would take, however busy the machine is.
    assert time.monotonic() - start < 50 * TIMEOUT_SECONDS
    assert observed.missed == 1
    agent.delay_seconds = 0
    agent.releases = lambda context: flags(verified=True)
    assert observed.write_options(DEBTOR) == WriteOptions()
    observed.now += PAUSE_SECONDS
    assert observed.write_options(DEBTOR) == WriteOptions(verified=True)


def test_a_question_about_a_stop_waits_for_an_agent_that_is_late_and_for_no_other(agent: Agent) -> None:
    real = Flags(agent.source(), unavailable=lambda: None)
    agent.delay_seconds = PATIENCE_SECONDS / 2
    real.await_agent()
    assert real.obstacle() is None
    agent.delay_seconds = 2 * PATIENCE_SECONDS
    start = time.monotonic()
    assert real.obstacle() == "flags"
    assert PATIENCE_SECONDS <= time.monotonic() - start < PATIENCE_SECONDS + 1
    agent.delay_seconds = 0
    real.close()


def test_after_a_pause_the_second_answer_counts(agent: Agent, observed: Observed) -> None:
    observed.await_agent()
    observed.now += OLDEST_LOOK_SECONDS - 1
    assert (observed.obstacle(), observed.pauses) == (None, [])
    observed.now += 1
    answers = iter([False, True])
    agent.operations = lambda context: {"stop_processing": {"enabled": next(answers)}}
    assert (observed.obstacle(), observed.pauses) == ("stop", [SETTLE_SECONDS])
    # Whoever is stopped at the first answer need not wait for the second.
    observed.now += OLDEST_LOOK_SECONDS
    agent.operations = lambda context: {"stop_processing": {"enabled": True}}
    assert (observed.obstacle(), observed.pauses) == ("stop", [SETTLE_SECONDS])


def test_a_function_that_is_in_use_never_waits(agent: Agent, observed: Observed) -> None:
    observed.await_agent()
    for _ in range(400):
        assert observed.obstacle() is None
        observed.now += 0.3
        observed.close()
    assert observed.pauses == []
    # Where it is frozen between its batches the agent has no time to look.
    for _ in range(200):
        assert observed.obstacle() is None
        observed.now += 0.01
        observed.close()
        observed.now += 0.6
    assert 5 <= len(observed.pauses) <= 7


def test_the_agent_is_told_the_times_that_the_processor_counts_with() -> None:
    assert component.POLL_SECONDS == POLL_SECONDS
    assert component.POLL_TIMEOUT_MILLISECONDS < SETTLE_SECONDS * 1000


def away() -> FlagSource:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port: int = unused.getsockname()[1]
    nowhere = Configuration(environment="test", profile="none")
    return FlagSource(application="payments", operations=nowhere, releases=nowhere, port=port)


def test_payments_are_parked_while_nobody_says_whether_they_are_stopped(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    assert failures(desk.consumer(away())(event(bodies(10)))) == []
    desk.check_books(0)
    assert desk.queue.delayed() == 10
    assert counted(capfd.readouterr().out) == {"PaymentParked": 10, "PaymentRetried": 10, "FlagsUnavailable": 1}


def test_payments_are_made_without_an_answer_about_releases(
    desk: Desk, agent: Agent, capfd: pytest.CaptureFixture[str]
) -> None:
    agent.releases = lambda context: "nothing"
    assert failures(desk.consumer(agent.source())(event(bodies(10)))) == []
    desk.check_books(10)
    assert desk.rows("SELECT DISTINCT variant FROM payments") == [(None,)]
    assert counted(capfd.readouterr().out) == {"PaymentCompleted": 10, "FlagsUnavailable": 1}


def test_the_function_asks_the_agent_of_its_environment(
    desk: Desk, agent: Agent, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    source = agent.source()
    for name, value in {
        "FLAGS_APPLICATION": source.application,
        "FLAGS_OPERATIONS_ENVIRONMENT": source.operations.environment,
        "FLAGS_OPERATIONS_PROFILE": source.operations.profile,
        "FLAGS_RELEASES_ENVIRONMENT": source.releases.environment,
        "FLAGS_RELEASES_PROFILE": source.releases.profile,
        "AWS_APPCONFIG_EXTENSION_HTTP_PORT": str(source.port),
    }.items():
        monkeypatch.setenv(name, value)
    agent.releases = lambda context: flags(verified=True, variant="separate")
    assert desk.handle(body()) == []
    assert desk.rows("SELECT variant FROM payments") == [("separate",)]
    agent.status = 500
    assert desk.handle(body(debtor="another")) == []
    assert counted(capfd.readouterr().out) == {
        "PaymentCompleted": 1, "PaymentParked": 1, "PaymentRetried": 1, "FlagsUnavailable": 1
    }  # fmt: skip
    desk.check_books(1)
