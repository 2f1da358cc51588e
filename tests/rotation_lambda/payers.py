"""Payment functions that pay continuously while credentials change."""

import threading
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager

from lambda_src.connections import Connections
from lambda_src.credentials import Credentials
from lambdas.shared.database import Session
from tests.rotation_lambda.world import World

Making = Callable[[], Connections]


class Payer:
    """One payment after the other; `connections` gives those that the next payment uses."""

    def __init__(self, connections: Making, changed: threading.Condition):
        self._connections = connections
        self._changed = changed
        self.attempts = 0
        self.paid = 0
        self.failures: list[BaseException] = []

    def pay(self) -> None:
        """One payment, with its entries in the ledger."""
        failed: BaseException | None = None
        try:
            connection = self._connections().ready()
            write_payment(connection)
            connection.commit()
        except Exception as error:
            failed = error
        with self._changed:
            self.attempts += 1
            if failed:
                self.failures.append(failed)
            else:
                self.paid += 1
            self._changed.notify_all()


def write_payment(connection: Session) -> None:
    payment = str(uuid.uuid4())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments (payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, "
            "requested_at, status, result) VALUES (%s, %s, %s, 1250, 'GBP', 'a', 'b', UTC_TIMESTAMP(6), "
            "'completed', '{}')",
            (payment, payment, bytes(32)),
        )
        cursor.executemany(
            "INSERT INTO ledger_entries (payment_id, account, amount, currency) VALUES (%s, %s, %s, 'GBP')",
            [(payment, "a", -1250), (payment, "b", 1250)],
        )


class Payers:
    """Several payers, each in a thread of its own."""

    def __init__(self, world: World, kinds: dict[str, Making]):
        self._world = world
        self._changed = threading.Condition()
        self._over = threading.Event()
        self.payers = {kind: Payer(making, self._changed) for kind, making in kinds.items()}
        self._threads = [threading.Thread(target=self._work, args=[payer]) for payer in self.payers.values()]

    @property
    def failures(self) -> list[BaseException]:
        return [failure for payer in self.payers.values() for failure in payer.failures]

    @property
    def paid(self) -> int:
        return sum(payer.paid for payer in self.payers.values())

    def each_pays(self, times: int = 2) -> None:
        """Returns when every payer has made so many more attempts; of two, one began and ended meanwhile."""
        with self._changed:
            goals = {kind: payer.attempts + times for kind, payer in self.payers.items()}
            reached = self._changed.wait_for(
                lambda: all(payer.attempts >= goals[kind] for kind, payer in self.payers.items()), timeout=60
            )
        assert reached, "the payers made no attempt"

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def check(self) -> None:
        """No payment failed, and the ledger has those that were acknowledged, each balanced."""
        assert not self.failures, f"{len(self.failures)} payments failed, the first with {self.failures[0]!r}"
        name = self._world.database.name
        rows = self._world.server.run(
            f"SELECT (SELECT COUNT(*) FROM {name}.payments), (SELECT COUNT(*) FROM {name}.ledger_entries), "  # noqa: S608 (a name of ours)
            f"(SELECT COUNT(*) FROM {name}.unbalanced_payments)"
        )
        assert rows == [(self.paid, 2 * self.paid, 0)]

    def _work(self, payer: Payer) -> None:
        while not self._over.is_set():
            payer.pay()


def kinds(world: World) -> dict[str, Making]:
    """Functions in every state: just started, with a kept credential, and with a kept connection."""
    warm = Credentials(world.client, world.application)
    pooled = world.connections()
    return {
        "just started": world.connections,
        "kept credential": lambda: Connections(world.database, warm),
        "kept connection": lambda: pooled,
    }


@contextmanager
def paying(world: World, making: dict[str, Making] | None = None, *, failing: bool = False) -> Generator[Payers]:
    """Payments go on while this lasts; at its end all of them must have been made, unless they are to fail."""
    payers = Payers(world, making or kinds(world))
    payers.start()
    try:
        payers.each_pays()
        yield payers
        payers.each_pays()
    finally:
        payers.stop()
    if not failing:
        payers.check()
