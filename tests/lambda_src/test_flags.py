"""What the agent's answers mean, and the defaults without them."""

import hashlib
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambda_src.flags import KEPT_ACCOUNTS, KEPT_SECONDS, PAUSE_SECONDS, STOP_HOLDS_SECONDS, TIMEOUT_SECONDS, Flags
from lambda_src.ledger import WriteOptions
from lambda_src.settings import Configuration, FlagSource
from tests.lambda_src.desk import Desk, counted
from tests.lambda_src.samples import DEBTOR, bodies, body, event, failures
from tests.lambda_src.test_payment import ANY_JSON
from tests.support.agent import Agent, flags


class Observed(Flags):
    """Flags with a clock that does not advance, and the number of answers that were not given."""

    def __init__(self, source: FlagSource | None):
        self.now = 1000.0
        self.missed = 0
        super().__init__(source, unavailable=self._miss, clock=lambda: self.now)

    def _miss(self) -> None:
        self.missed += 1


@pytest.fixture
def observed(agent: Agent) -> Iterator[Observed]:
    made = Observed(agent.source())
    yield made
    made.close()


def test_without_a_source_the_defaults_hold_and_nobody_is_asked() -> None:
    observed = Observed(None)
    assert not observed.stopped()
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
    observed.write_options(DEBTOR)
    observed.stopped()
    assert agent.asked == [
        ("releases", {"account": hashlib.sha256(DEBTOR.encode()).hexdigest()}),
        ("operations", {}),
    ]


def test_a_stop_is_seen_at_once_and_ends_at_once(agent: Agent, observed: Observed) -> None:
    assert not observed.stopped()
    agent.stopped = True
    assert observed.stopped()
    agent.stopped = False
    assert not observed.stopped()


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
def test_an_invalid_answer_means_the_defaults_and_a_metric(agent: Agent, observed: Observed, rubbish: bytes) -> None:
    agent.rubbish = rubbish
    assert not observed.stopped()
    assert observed.write_options(DEBTOR) == WriteOptions()
    assert observed.missed == 2
    # The connection is fit for the next answer.
    agent.rubbish = None
    agent.stopped = True
    assert observed.stopped()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["stop_processing", "verify_balance", "ledger_insert"]), ANY_JSON))
def test_no_answer_raises_anything(agent: Agent, observed: Observed, answer: dict[str, Any]) -> None:
    agent.rubbish = json.dumps(answer).encode()
    observed.now += 100
    assert observed.stopped() in (False, True)
    assert observed.write_options(DEBTOR).variant in (None, "single", "separate")


@pytest.mark.parametrize("status", [204, 302, 400, 404, 500, 503])
def test_an_error_means_the_defaults(agent: Agent, observed: Observed, status: int) -> None:
    agent.status, agent.stopped = status, True
    assert not observed.stopped()
    assert observed.write_options(DEBTOR) == WriteOptions()
    assert observed.missed == 2


def test_an_agent_that_hangs_costs_one_timeout_a_batch_and_is_not_asked_for_a_while(
    agent: Agent, observed: Observed
) -> None:
    agent.delay_seconds = 10 * TIMEOUT_SECONDS
    start = time.monotonic()
    assert not observed.stopped()
    for number in range(10):
        assert observed.write_options(f"debtor-{number}") == WriteOptions()
    assert time.monotonic() - start < 5 * TIMEOUT_SECONDS
    assert observed.missed == 2
    agent.delay_seconds = 0
    agent.releases = lambda context: flags(verified=True)
    assert observed.write_options(DEBTOR) == WriteOptions()
    observed.now += PAUSE_SECONDS
    assert observed.write_options(DEBTOR) == WriteOptions(verified=True)


def test_a_stop_holds_while_the_agent_does_not_answer_for_a_moment(agent: Agent, observed: Observed) -> None:
    agent.stopped = True
    assert observed.stopped()
    agent.rubbish = b"{"
    observed.now += STOP_HOLDS_SECONDS - 1
    assert observed.stopped()
    # It stays unavailable, and payments continue.
    observed.now += 1
    assert not observed.stopped()


def away() -> FlagSource:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port: int = unused.getsockname()[1]
    nowhere = Configuration(environment="test", profile="none")
    return FlagSource(application="payments", operations=nowhere, releases=nowhere, port=port)


def test_payments_are_made_while_the_agent_is_unavailable(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    assert failures(desk.consumer(away())(event(bodies(10)))) == []
    desk.check_books(10)
    assert desk.rows("SELECT DISTINCT variant FROM payments") == [(None,)]
    assert counted(capfd.readouterr().out) == {"PaymentCompleted": 10, "FlagsUnavailable": 2}


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
    assert counted(capfd.readouterr().out) == {"PaymentCompleted": 2, "FlagsUnavailable": 2}
    desk.check_books(2)
