"""What the function reports of its payments, in logs and metrics, and what it never reports."""

import json
import logging

import pytest
from pydantic import TypeAdapter, ValidationError

from config.types import Name
from lambda_src import handler, ledger
from lambdas.shared.log import note
from tests.lambda_src.desk import STACK, Desk, Invocation, metrics
from tests.lambda_src.samples import CREDITOR, DEBTOR, bodies, body, event, request
from tests.support.agent import Agent, flags


def test_no_account_number_is_logged_whatever_happens(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    asked = request()
    desk.handle(
        *(json.dumps(asked), json.dumps(asked), json.dumps(asked | {"amount": 1}), f'{{"{DEBTOR}": 1}}'),
        *(body(debtor=DEBTOR + " "), body(creditor=DEBTOR), json.dumps(DEBTOR)),
    )
    monkeypatch.setattr(ledger, "INSERT_ENTRIES", "INSERT INTO nowhere VALUES ")
    desk.handle(body())
    desk.handle(*bodies(2))
    written = capfd.readouterr()
    records = "".join(str(vars(record)) for record in caplog.records if not record.name.startswith("botocore"))
    for text in (written.out, written.err, desk.lines.getvalue(), records):
        assert DEBTOR not in text
        assert CREDITOR not in text
    assert "payments made" in desk.lines.getvalue()
    assert "payment retried" in desk.lines.getvalue()
    assert "batch undone" in desk.lines.getvalue()


def test_botocore_does_not_log_what_is_sent(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    desk.handle(body(creditor=DEBTOR))
    assert DEBTOR not in "".join(str(vars(record)) for record in caplog.records)


def test_the_log_says_of_each_message_which_payment_it_was_and_what_became_of_it(desk: Desk) -> None:
    asked = [request(), request()]
    happened = event([json.dumps(asked[0]), "bad", json.dumps(asked[1]), json.dumps(asked[0])])
    handler.handle(happened, Invocation())
    messages = [record["messageId"] for record in happened["Records"]]
    refused, made = desk.logged()
    assert (refused["message"], refused["reason"], refused["dead_letter"]) == ("payment refused", "not JSON", True)
    assert refused["message_id"] == messages[1]
    assert made["message"] == "payments made"
    assert [(line["payment_id"], line["message_id"], line["outcome"]) for line in made["payments"]] == [
        (asked[0]["payment_id"], messages[0], "completed"),
        (asked[1]["payment_id"], messages[2], "completed"),
        (asked[0]["payment_id"], messages[3], "repeated"),
    ]
    assert {line["service"] for line in desk.logged()} == {"payments"}


def test_metrics_have_the_stack_as_dimension_and_each_payments_own_latency(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    desk.handle(*bodies(3))
    [line] = metrics(capfd.readouterr().out)
    [described] = line["_aws"]["CloudWatchMetrics"]
    assert (described["Namespace"], described["Dimensions"]) == ("Payments", [["Stack"]])
    assert line["Stack"] == STACK
    assert line["PaymentCompleted"] == [3]
    assert len(set(line["PaymentLatency"])) == 3
    assert all(0 < value < 60_000 for value in line["PaymentLatency"])
    assert {item["Name"]: item["Unit"] for item in described["Metrics"]} == {
        "PaymentCompleted": "Count",
        "PaymentLatency": "Milliseconds",
        "PaymentAge": "Seconds",
    }


def test_the_variant_is_stored_logged_and_a_dimension_beside_the_stack(
    desk: Desk, agent: Agent, capfd: pytest.CaptureFixture[str]
) -> None:
    variants = iter(["single", "separate", None])
    agent.releases = lambda context: flags(variant=next(variants))
    desk.consumer(agent.source())(event([body(debtor=f"debtor-{number}") for number in range(3)]))
    assert desk.rows("SELECT variant FROM payments ORDER BY debtor") == [("single",), ("separate",), (None,)]
    [logged] = desk.logged()
    assert [line["variant"] for line in logged["payments"]] == ["single", "separate", None]
    desk.check_books(3)
    lines = {line.get("Variant"): line for line in metrics(capfd.readouterr().out)}
    assert lines.keys() == {"single", "separate", None}
    for variant, line in lines.items():
        dimensions = [["Stack"], ["Stack", "Variant"]] if variant else [["Stack"]]
        assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == dimensions
        assert line["PaymentCompleted"] == [1]


def test_shared_notes_never_go_through_a_functions_own_logger(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        note("something happened")
    (record,) = [item for item in caplog.records if item.message == "something happened"]
    with pytest.raises(ValidationError):
        TypeAdapter[str](Name).validate_python(record.name)
