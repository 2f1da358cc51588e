"""A requested payment: which are valid, and when two requests are the same."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn, cast

from lambda_src.currencies import MINOR_UNIT_DIGITS

# Several times the longest valid payment with every character escaped.
MAXIMUM_CHARACTERS = 16_384
# The column is a BIGINT.
MAXIMUM_AMOUNT = 2**63 - 1
# MySQL's DATETIME starts with the year 1000.
FIRST_TIME = datetime(1000, 1, 1, tzinfo=UTC)

# In one form, so that the same id is always the same text.
PAYMENT_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Without spaces: MySQL compares texts that differ in trailing spaces as equal.
IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,128}")
ACCOUNT = re.compile(r"[!-~]{1,64}")
# RFC 3339 to the microsecond, so that no part of a time is cut off silently.
TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


class RefusedPaymentError(ValueError):
    """A payment that will never be made; the message is the reason and holds no value of the payment."""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """A valid payment: an amount in the currency's minor unit, from the debtor's account to the creditor's."""

    payment_id: str
    idempotency_key: str
    amount: int
    currency: str
    # Kept out of the representation, and so out of logs and tracebacks.
    debtor: str = field(repr=False)
    creditor: str = field(repr=False)
    # In UTC.
    requested_at: datetime

    def payload_hash(self) -> bytes:
        """SHA-256 of what is asked for, the same however the request was written down."""
        content = [
            *(self.payment_id, self.amount, self.currency, self.debtor, self.creditor),
            self.requested_at.isoformat(timespec="microseconds"),
        ]
        return hashlib.sha256(json.dumps(content).encode()).digest()


def parse_payment(body: str) -> Payment:
    """The payment of a message's body; raises RefusedPaymentError with the reason, and nothing else."""
    fields = _object(body)
    unknown = fields.keys() - FIELDS.keys()
    if unknown:
        # Not which: a key may contain an account number.
        raise RefusedPaymentError(f"{len(unknown)} unknown fields")
    missing = FIELDS.keys() - fields.keys()
    if missing:
        raise RefusedPaymentError(f"missing: {', '.join(sorted(missing))}")
    payment = Payment(**{name: read(name, fields[name]) for name, read in FIELDS.items()})
    if payment.debtor == payment.creditor:
        raise RefusedPaymentError("debtor and creditor are the same")
    return payment


def _object(body: str) -> dict[str, Any]:
    if len(body) > MAXIMUM_CHARACTERS:
        raise RefusedPaymentError(f"longer than {MAXIMUM_CHARACTERS} characters")
    try:
        value: Any = json.loads(body, object_pairs_hook=_each_once, parse_constant=_no_number)
    except RefusedPaymentError:
        raise
    # Numbers with thousands of digits, and thousands of brackets.
    except (ValueError, RecursionError):
        raise RefusedPaymentError("not JSON") from None
    if not isinstance(value, dict):
        raise RefusedPaymentError("not a JSON object")
    return cast(dict[str, Any], value)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    # Parsers differ in which of two they use.
    if len(found) != len(pairs):
        raise RefusedPaymentError("a field is in it twice")
    return found


def _no_number(constant: str) -> NoReturn:
    raise RefusedPaymentError(f"{constant} is no JSON")


def _text(pattern: re.Pattern[str], allowed: str) -> Callable[[str, Any], str]:
    def read(name: str, value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise RefusedPaymentError(f"{name} must be {allowed}")
        return value

    return read


def _amount(name: str, value: Any) -> int:
    # A bool is an int to Python.
    if type(value) is not int or not 1 <= value <= MAXIMUM_AMOUNT:
        raise RefusedPaymentError(f"{name} must be a whole number of minor units, 1 to {MAXIMUM_AMOUNT}")
    return value


def _currency(name: str, value: Any) -> str:
    if not isinstance(value, str) or value not in MINOR_UNIT_DIGITS:
        raise RefusedPaymentError(f"{name} must be an active ISO 4217 code that has a minor unit")
    return value


def _time(name: str, value: Any) -> datetime:
    try:
        if isinstance(value, str) and TIME.fullmatch(value):
            time = datetime.fromisoformat(value.upper()).astimezone(UTC)
            if time >= FIRST_TIME:
                return time
    # No such day, or outside the supported years once it is in UTC.
    except (ValueError, OverflowError):
        pass
    raise RefusedPaymentError(f"{name} must be a time with zone as RFC 3339 has it, to the microsecond at most")


FIELDS: dict[str, Callable[[str, Any], Any]] = {
    "payment_id": _text(PAYMENT_ID, "a UUID in lower case with hyphens"),
    "idempotency_key": _text(IDEMPOTENCY_KEY, "1 to 128 printable ASCII characters without spaces"),
    "amount": _amount,
    "currency": _currency,
    "debtor": _text(ACCOUNT, "1 to 64 printable ASCII characters without spaces"),
    "creditor": _text(ACCOUNT, "1 to 64 printable ASCII characters without spaces"),
    "requested_at": _time,
}
