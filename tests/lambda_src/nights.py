"""A ledger with payments of yesterday, damage to it, and nights on which it is audited."""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lambda_src import audit
from lambda_src.audit import Report
from lambda_src.books import Books
from lambda_src.deadline import Deadline
from lambda_src.ledger import Order, WriteOptions, insert_entries, insert_payments
from lambda_src.payment import parse_payment
from lambdas.shared.database import Session, end
from tests.lambda_src.desk import Desk
from tests.lambda_src.samples import body

NIGHTS = 7
# CloudWatch takes no metric of more than two weeks ago.
TODAY = datetime.now(UTC).date()


def book(connection: Session, payments: int, **changes: Any) -> list[str]:
    """Books payments, a hundred in a transaction, as the processor does; returns their ids."""
    orders = [Order(parse_payment(body(**changes)), WriteOptions()) for _ in range(payments)]
    for start in range(0, payments, 100):
        insert_payments(connection, orders[start : start + 100])
        insert_entries(connection, orders[start : start + 100])
        end(connection, commit=True)
    return [order.payment.payment_id for order in orders]


def booked(desk: Desk, payments: int, **changes: Any) -> list[str]:
    """Payments of the day before today."""
    with closing(desk.world.connections().ready()) as connection:
        ids = book(connection, payments, **changes)
    yesterday = TODAY - timedelta(days=1)
    damage(desk, "UPDATE payments SET created_at = TIMESTAMP('{}', TIME(created_at))", yesterday)
    return ids


def damage(desk: Desk, statement: str, *values: object) -> None:
    """Changes the ledger as nobody but the server's administrator can; the values are literals of the statement."""
    desk.world.server.run(
        f"USE {desk.world.database.name}", "SET SESSION foreign_key_checks = 0", statement.format(*values)
    )


def night(desk: Desk, today: date = TODAY, seconds: float = 900) -> Report:
    return audit.audit(Books(desk.world.connections()), today, NIGHTS, Deadline(seconds))


def nights(desk: Desk, first: date = TODAY) -> list[Report]:
    """As many nights as all of the ledger takes."""
    return [night(desk, first + timedelta(days=number)) for number in range(NIGHTS)]


def named(desk: Desk) -> list[tuple[str, str]]:
    """The faults that the log names, each with its payment or currency."""
    lines = [line for line in desk.logged() if line["message"] == "the ledger is wrong"]
    return [(line["fault"], line.get("payment_id") or line["currency"]) for line in lines]
