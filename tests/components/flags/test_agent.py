"""The stand-in for the agent answers over HTTP as the payment functions ask."""

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from http.client import HTTPConnection
from math import sqrt
from typing import Any

import pytest

from components.flags import read_flags
from tests.components.flags.evaluate import evaluating
from tests.support.agent import PREFIX, Agent, context, running

OPERATIONS, RELEASES = f"{PREFIX}operations", f"{PREFIX}releases"


@pytest.fixture
def agent() -> Iterator[Agent]:
    content = read_flags("flags")
    with running() as started:
        started.operations, started.releases = evaluating(content.operations), evaluating(content.releases)
        yield started


@pytest.fixture
def connection(agent: Agent) -> Iterator[HTTPConnection]:
    made = HTTPConnection("localhost", agent.port, timeout=5)
    yield made
    made.close()


def answer(connection: HTTPConnection, path: str, *contexts: str) -> dict[str, Any]:
    connection.putrequest("GET", path)
    for text in contexts:
        connection.putheader("Context", text)
    connection.endheaders()
    response = connection.getresponse()
    text = response.read()
    assert response.status == 200, text
    return json.loads(text)


def test_the_kill_switch_is_off_until_a_deployment_turns_it_on(agent: Agent, connection: HTTPConnection) -> None:
    assert answer(connection, OPERATIONS) == {"stop_processing": {"enabled": False}}
    content = json.loads(read_flags("flags").operations)
    content["values"]["stop_processing"]["enabled"] = True
    agent.operations = evaluating(json.dumps(content))
    assert answer(connection, OPERATIONS) == {"stop_processing": {"enabled": True}}


def test_each_account_has_its_variants_and_keeps_them(connection: HTTPConnection) -> None:
    accounts = [f"account={sha256(f'GB{number}'.encode()).hexdigest()}" for number in range(400)]
    answers = [answer(connection, RELEASES, account) for account in accounts]
    variants: Counter[str] = Counter()
    for found in answers:
        test, balance = found["ledger_insert"], found["verify_balance"]
        assert test["enabled"] is True
        assert {"A": "separate", "B": "single"}[test["_variant"]] == test["variant"]
        assert balance["enabled"] is (balance["_variant"] == "Rolled out")
        variants[test["variant"]] += 1
    assert abs(variants["single"] - 200) < 5 * sqrt(400 / 4)
    assert [answer(connection, RELEASES, account) for account in accounts] == answers


def test_without_a_context_the_defaults_hold_and_carry_no_attributes(connection: HTTPConnection) -> None:
    assert answer(connection, RELEASES) == {
        "ledger_insert": {"enabled": False, "_variant": "Default"},
        "verify_balance": {"enabled": False, "_variant": "Default"},
    }


def test_a_context_comes_in_several_headers_or_in_one(agent: Agent, connection: HTTPConnection) -> None:
    rule = '(and (eq $account "a") (eq $country "UK"))'
    variants = [{"name": "Both", "enabled": True, "rule": rule}, {"name": "Default", "enabled": False}]
    agent.releases = evaluating(json.dumps({"values": {"flag": {"_variants": variants}}}))
    for contexts in (["account=a", "country=UK"], ["account=a,country=UK"], ["account=a, country=UK"]):
        assert answer(connection, RELEASES, *contexts)["flag"]["_variant"] == "Both"
    assert answer(connection, RELEASES, "account=a")["flag"]["_variant"] == "Default"
    assert context(["a=b=c"]) == {"a": "b=c"}


def test_what_was_never_deployed_is_not_found(connection: HTTPConnection) -> None:
    connection.request("GET", RELEASES.replace("payments", "others"))
    response = connection.getresponse()
    response.read()
    assert response.status == 404
