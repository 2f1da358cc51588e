"""The old platform: a simple writer of payments, which its owners stop by taking its permission to write away."""

import json
from dataclasses import dataclass, field

import pymysql

from lambda_src.payment import parse_payment
from tests.rotation_lambda.server import Server

USER, PASSWORD = "old_application", "of a test"
WRITING = "INSERT, UPDATE"
INSERT = (
    "INSERT IGNORE INTO payments (payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, "
    "requested_at, status, result) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
ENTRIES = "INSERT INTO ledger_entries (payment_id, account, amount, currency) VALUES (%s, %s, %s, %s)"
COMPLETE = "UPDATE payments SET status = 'completed', result = %s WHERE payment_id = %s"


@dataclass(kw_only=True)
class OldPlatform:
    """Payments that wait, and the server that they are written to, each in one transaction of several statements."""

    server: Server
    database: str
    waiting: list[str] = field(default_factory=list[str])

    def open(self) -> None:
        """Its user may write."""
        self.server.run(
            f"CREATE USER IF NOT EXISTS {USER}@'%' IDENTIFIED BY '{PASSWORD}'",
            f"GRANT SELECT, {WRITING} ON {self.database}.* TO {USER}@'%'",
        )

    def close(self) -> None:
        """Its user may only read."""
        self.server.run(f"REVOKE {WRITING} ON {self.database}.* FROM {USER}@'%'")

    def work(self, most: int = 10) -> int:
        """Writes payments that wait; those that can't be written wait on. How many were written."""
        batch = self.waiting[:most]
        if not batch:
            return 0
        connection = pymysql.connect(
            unix_socket=self.server.socket, user=USER, password=PASSWORD, database=self.database, ssl_disabled=True
        )
        written = 0
        with connection as session:
            for text in batch:
                try:
                    _write(session.cursor(), text)
                except pymysql.err.OperationalError:
                    session.rollback()
                    return written
                session.commit()
                self.waiting.remove(text)
                written += 1
        return written

    def booked(self) -> set[str]:
        rows = self.server.run(f"SELECT payment_id FROM {self.database}.payments")  # noqa: S608 (a name of ours)
        return {payment_id for (payment_id,) in rows}


def _write(cursor: "pymysql.cursors.Cursor", text: str) -> None:
    """Writes a payment as it is in the end, or, with every other key, as one that is pending at first."""
    payment = parse_payment(text)
    row = [payment.payment_id, payment.idempotency_key, payment.payload_hash(), payment.amount, payment.currency]
    parties = (payment.debtor, payment.creditor)
    result = json.dumps({"payment_id": payment.payment_id, "status": "completed"})
    at_first = ("pending", None) if int(payment.payment_id[-1], 16) % 2 else ("completed", result)
    if not cursor.execute(INSERT, [*row, *parties, payment.requested_at.replace(tzinfo=None), *at_first]):
        # A client has sent it again.
        return
    for account, amount in zip(parties, (-payment.amount, payment.amount), strict=True):
        cursor.execute(ENTRIES, [payment.payment_id, account, amount, payment.currency])
    if at_first[1] is None:
        cursor.execute(COMPLETE, [result, payment.payment_id])
