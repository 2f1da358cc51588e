"""What is a valid payment, and what makes two requests the same one."""

import json
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lambda_src.currencies import MINOR_UNIT_DIGITS
from lambda_src.payment import MAXIMUM_AMOUNT, MAXIMUM_CHARACTERS, Payment, RefusedPaymentError, parse_payment
from tests.lambda_src.samples import body, request

# Other tests have the processor meanwhile.
GRAPHIC = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
ACCOUNTS = st.lists(st.text(GRAPHIC, min_size=1, max_size=64), min_size=2, max_size=2, unique=True)
OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30), timezones=OFFSETS)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    debtor, creditor = draw(ACCOUNTS)
    return {
        "payment_id": str(draw(st.uuids())),
        "idempotency_key": draw(st.text(GRAPHIC, min_size=1, max_size=128)),
        "amount": draw(st.integers(1, MAXIMUM_AMOUNT)),
        "currency": draw(st.sampled_from(sorted(MINOR_UNIT_DIGITS))),
        "debtor": debtor,
        "creditor": creditor,
        "requested_at": draw(TIMES).isoformat(),
    }


def refusal(text: str) -> str:
    with pytest.raises(RefusedPaymentError) as raised:
        parse_payment(text)
    return str(raised.value)


@given(requests(), st.booleans(), st.sampled_from([None, 3]), st.randoms())
def test_every_valid_request_is_taken_however_it_is_written(
    asked: dict[str, Any], escaped: bool, indent: int | None, random: Any
) -> None:
    payment = parse_payment(json.dumps(asked))
    for name in ("payment_id", "idempotency_key", "amount", "currency", "debtor", "creditor"):
        assert getattr(payment, name) == asked[name]
    assert payment.requested_at == datetime.fromisoformat(asked["requested_at"])
    assert payment.requested_at.tzinfo is UTC
    fields = list(asked.items())
    random.shuffle(fields)
    again = parse_payment(json.dumps(dict(fields), ensure_ascii=escaped, indent=indent))
    assert again == payment
    assert again.payload_hash() == payment.payload_hash()


@given(requests(), requests())
def test_every_field_but_the_key_is_part_of_the_payload(asked: dict[str, Any], other: dict[str, Any]) -> None:
    payment = parse_payment(json.dumps(asked))
    for name in asked:
        try:
            changed = parse_payment(json.dumps(asked | {name: other[name]}))
        except RefusedPaymentError:
            continue  # One's debtor may be the other's creditor.
        same = getattr(changed, name) == getattr(payment, name)
        assert (changed.payload_hash() == payment.payload_hash()) == (same or name == "idempotency_key")


def test_the_same_moment_in_another_zone_is_the_same_payload() -> None:
    asked = request()
    hashes = {
        parse_payment(json.dumps(asked | {"requested_at": time})).payload_hash()
        for time in ("2026-11-25T09:30:00Z", "2026-11-25t09:30:00.000z", "2026-11-25T11:00:00+01:30")
    }
    assert len(hashes) == 1


def test_the_hash_is_the_same_in_every_release() -> None:
    payment = Payment(
        payment_id="00000000-0000-4000-8000-000000000001",
        idempotency_key="key",
        amount=1250,
        currency="GBP",
        debtor="a",
        creditor="b",
        requested_at=datetime(2026, 11, 25, 9, 30, tzinfo=UTC),
    )
    assert payment.payload_hash().hex() == "c2d5b191eb97e4c03e74129500b522e0354cbb6019531155b185638f45de47f4"


FAULTS: list[tuple[str, list[Any]]] = [
    ("payment_id", ["", "x", 1, None, "0" * 36, "5F4DCC3B-5AA7-4D61-9827-DEB882CF99AA", "{5f4dcc3b}"]),
    ("payment_id", ["5f4dcc3b5aa74d619827deb882cf99aa", "5f4dcc3b-5aa7-4d61-9827-deb882cf99aa\n"]),
    ("idempotency_key", ["", " ", "a b", "a ", "é", "k" * 129, "a\n", "a\x00", 7, None, ["a"], "\ud800"]),
    ("amount", [0, -1, 1.0, 1.5, "1", True, None, MAXIMUM_AMOUNT + 1, 10**400, [1], {}]),
    ("currency", ["", "gbp", "GB", "GBPX", "XXX", "XTS", "XAU", "BGN", "HRK", "ABC", 826, None, ["GBP"]]),
    ("debtor", ["", " a", "a ", "GB29 NWBK", "ä", "a" * 65, "a\x7f", 1, None, "\udfff"]),
    ("creditor", ["", "a\tb", "a" * 65, "😀", False]),
    ("requested_at", ["", "2026-11-25", "2026-11-25T09:30:00", "2026-11-25 09:30:00Z", "2026-11-25T09:30Z"]),
    ("requested_at", ["2026-02-29T00:00:00Z", "2026-11-25T24:00:00Z", "2026-11-25T23:59:60Z", 1764063000]),
    ("requested_at", ["2026-11-25T09:30:00.1234567Z", "2026-11-25T09:30:00.Z", "2026-W48-3T09:30:00Z"]),
    ("requested_at", ["2026-11-25T09:30:00+24:00", "2026-11-25T09:30:00+0100", "2026-11-25T09:30:00+01:00:00"]),
    ("requested_at", ["0999-12-31T23:59:59Z", "1000-01-01T00:30:00+01:00", "9999-12-31T23:59:59-01:00"]),
    ("requested_at", ["0001-01-01T00:00:00+10:00", "٢026-11-25T09:30:00Z", "2026-11-25T09:30:00Z\n"]),
]


@pytest.mark.parametrize(("name", "values"), FAULTS)
def test_a_field_out_of_range_is_refused_by_its_name_without_its_value(name: str, values: list[Any]) -> None:
    for value in values:
        reason = refusal(body(**{name: value}))
        assert reason.startswith(name)
        assert not isinstance(value, str) or len(value) < 4 or value not in reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("payment", "not JSON"),
        ("{", "not JSON"),
        ("\ufeff{}", "not JSON"),
        ("[" * 10_000, "not JSON"),
        ('{"a":' * 3_000, "not JSON"),
        ("9" * 5_000, "not JSON"),
        ("null", "not a JSON object"),
        ("[]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ("1", "not a JSON object"),
        ("NaN", "NaN is no JSON"),
        (body(amount=float("nan")), "NaN is no JSON"),
        (body(amount=float("inf")), "Infinity is no JSON"),
        (body()[:-1] + ', "amount": 1}', "a field is in it twice"),
        (body()[:-1] + ', "note": {"a": 1, "a": 2}}', "a field is in it twice"),
        (body(GB29NWBK60161331926819=1), "1 unknown fields"),
        (body(**{"\ud800": 1, "amounts": 1}), "2 unknown fields"),
        ("{}", "missing: amount, creditor, currency, debtor, idempotency_key, payment_id, requested_at"),
        (body(creditor=request()["debtor"]), "debtor and creditor are the same"),
        (body() + " " * MAXIMUM_CHARACTERS, f"longer than {MAXIMUM_CHARACTERS} characters"),
    ],
    # The texts are others in each worker, and all workers have to give a test the same name.
    ids=count(),
)
def test_what_is_no_payment_is_refused_with_the_reason(text: str, reason: str) -> None:
    assert refusal(text) == reason


def test_the_bounds_themselves_are_taken() -> None:
    for changes in (
        {"amount": 1},
        {"amount": MAXIMUM_AMOUNT},
        {"debtor": "~" * 64, "creditor": "!"},
        {"idempotency_key": "k" * 128},
        {"requested_at": "1000-01-01T00:00:00Z"},
        {"requested_at": "9999-12-31T23:59:59.999999Z"},
        {"requested_at": "2024-02-29T00:00:00-00:00"},
        # An account in two ways of writing is two accounts, as the database has it.
        {"debtor": "a", "creditor": "A"},
    ):
        assert parse_payment(body(**changes))


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")) | ANY_JSON.map(json.dumps))
@example('{"amount": -0}')
@example("[" * 100_000)
@example('"\\ud800"')
def test_any_text_raises_only_the_declared_error(text: str) -> None:
    with pytest.raises(RefusedPaymentError):
        parse_payment(text)


@given(requests(), st.data())
def test_a_valid_request_with_a_fault_in_it_raises_only_the_declared_error(asked: dict[str, Any], data: Any) -> None:
    text = json.dumps(asked)
    index = data.draw(st.integers(0, len(text) - 1))
    damaged = text[:index] + data.draw(st.text(max_size=3)) + text[index + data.draw(st.integers(0, 5)) :]
    name = data.draw(st.sampled_from(sorted(asked)))
    for changed in (damaged, json.dumps(asked | {name: data.draw(ANY_JSON)})):
        try:
            payment = parse_payment(changed)
        except RefusedPaymentError:
            continue
        assert payment.debtor != payment.creditor
        assert 1 <= payment.amount <= MAXIMUM_AMOUNT


def test_account_numbers_are_in_no_text_of_a_payment() -> None:
    payment = parse_payment(body())
    assert payment.debtor not in repr(payment)
    assert payment.creditor not in str(payment)


def test_the_table_of_currencies_is_whole() -> None:
    assert len(MINOR_UNIT_DIGITS) == 178 - 13
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in MINOR_UNIT_DIGITS)
    assert [MINOR_UNIT_DIGITS[code] for code in ("GBP", "JPY", "KWD", "CLF", "XCG", "ZWG")] == [2, 0, 3, 4, 2, 2]
