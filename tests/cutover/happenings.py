"""What happens on a day, by itself or by people."""

from collections.abc import Callable

from ops.cutover import __main__ as cutover
from ops.cutover import cutback
from tests.cutover.day import Day
from tests.cutover.schedules import complete
from tests.dms.machine import Machine
from tests.lambda_src.samples import body

TAKEN = "taken-by-somebody"
STRAY = (
    "INSERT INTO payments (payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, "
    "requested_at, status) VALUES (UUID(), 'taken-by-somebody', '', 1, 'GBP', 'a', 'b', NOW(), 'pending')"
)
BROKEN = "Stop Reason RECOVERABLE_ERROR"


def again(day: Day) -> None:
    """Running the command again is enough."""


def book_before(day: Day) -> None:
    """Somebody tries the new side out, whose processor is on after its first `up`."""
    day.desk.queue.send([body()])
    day.work()


def empty(day: Day) -> None:
    day.bootstrap({"copy": "empty"})
    day.booked["new"].clear()
    day.bookings[:] = [one for one in day.bookings if one[1] == "old"]


def assess(result: str) -> Callable[[Day], None]:
    """DMS's assessment ends so."""

    def assess(day: Day) -> None:
        day.over.assessed = result

    return assess


def load_again(day: Day) -> None:
    complete(day, cutover.main, "--again", "--until", "start-copy")


def fail_over(day: Day) -> None:
    day.tick()
    day.over.fail(BROKEN)


def suspend(day: Day) -> None:
    """Somebody has put a row into the new database whose key a payment of the old side then has."""
    day.run("new", STRAY)
    day.send(body(idempotency_key=TAKEN))
    for _ in range(3):
        day.tick()


def reload(day: Day) -> None:
    """The rows of the table are deleted, and DMS loads it again."""
    day.run("new", "DELETE FROM payments")
    day.over.copying.reload("payments")


def alter(side: str, by: str) -> Callable[[Day], None]:
    """Somebody changes the amount of a payment."""

    def alter(day: Day) -> None:
        day.run(side, f"UPDATE payments SET amount = amount {by} 1 ORDER BY created_at LIMIT 1")  # noqa: S608 (ours)

    return alter


def keep_writing(day: Day) -> None:
    """The owners say that the writers are stopped, and one of them is not."""
    day.busy = True


def stop_writing(day: Day) -> None:
    day.busy = False
    day.stop_writers()


def write_late(day: Day) -> None:
    """A writer that was forgotten writes after the comparison."""
    day.platform.open()
    text = body()
    day.sent.append(text)
    day.platform.waiting.append(text)
    day.work()
    day.platform.close()


def call_off(day: Day) -> None:
    complete(day, cutback.main)
    day.let_write()
    for _ in range(4):
        day.tick()


def without_result(day: Day) -> None:
    """A completed payment has no result in the old database, which has no check of that."""
    day.run("old", "UPDATE payments SET result = NULL WHERE status = 'completed' ORDER BY payment_id LIMIT 1")


def with_result(day: Day) -> None:
    day.run("old", "UPDATE payments SET result = '{}' WHERE result IS NULL")
    call_off(day)


def hold(machine: str, *, held: bool) -> Callable[[Day], None]:
    """A copy lets no change through, or does again."""

    def hold(day: Day) -> None:
        copy: Machine = getattr(day, machine)
        copy.copying.held = held

    return hold


def break_back(broken: str) -> Callable[[Day], None]:
    """The copy back fails at each start, or no more."""

    def set_broken(day: Day) -> None:
        day.back.broken = broken

    return set_broken


def fail_back(day: Day) -> None:
    day.back.fail(BROKEN)


def start_back(day: Day) -> None:
    complete(day, cutover.main, "--step", "start-back")


def repeat_back(day: Day) -> None:
    """The copy back goes on, from before what it wrote last."""
    written = day.back.copying.repeated
    start_back(day)
    assert day.back.copying.repeated > written, "nothing came again"


def switch(*, on: bool) -> Callable[[Day], None]:
    """Somebody switches the processor of the new side, while payments wait."""

    def switch(day: Day) -> None:
        day.switch(on=on)
        if not on:
            day.send(body())

    return switch
