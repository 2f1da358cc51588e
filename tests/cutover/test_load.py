"""A cutover of thousands of payments while clients pay side by side, and how long its two steps take that read them."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import perf_counter

from ops.cutover import __main__ as cutover
from tests.cutover.day import Day
from tests.cutover.schedules import Mode, complete, gap, prepare, totals
from tests.dms.old_platform import OldPlatform
from tests.lambda_src.samples import bodies, body

# With two entries each: some 20,000 rows.
PAYMENTS = 7_000
ROWS_OF_A_PART = 500
# So that there are moments at which nothing waits, which the step for the load looks for.
PAUSE = 0.2


def test_thousands_of_payments_move_over_while_clients_pay_side_by_side(day: Callable[[Mode], Day]) -> None:
    made = day("provisioned")
    made.begin()
    book(made, bodies(PAYMENTS))
    made.over.copying.part = ROWS_OF_A_PART
    made.busy, made.at_once = True, 5
    with paying(made) as paid:
        prepare(made)
    assert paid
    made.busy = False
    made.stop_writers()
    complete(made, cutover.main, "--writers-stopped", "--until", "arrived")
    seconds = {step: timed(made, step) for step in ("compare", "stop-copy", "end-copy")}
    complete(made, cutover.main, "--writers-stopped")
    result = totals(made, "new")
    result.minutes = gap(made, "old", "new")
    result.check("thousands of payments")
    assert result.booked > PAYMENTS + len(paid)
    print(f"{result.compared} rows: compare {seconds['compare']:.1f} s, end-copy {seconds['end-copy']:.1f} s")


def book(day: Day, texts: list[str]) -> None:
    """The old platform has booked payments."""
    day.sent += texts
    day.platform.waiting += texts
    assert day.platform.work(len(texts)) == len(texts)


@contextmanager
def paying(day: Day) -> Generator[list[str]]:
    """A client of its own pays on the old side all the time; yields what it has paid."""
    platform, paid, ended = OldPlatform(server=day.old, database=day.name), list[str](), threading.Event()

    def pay() -> None:
        while not ended.wait(PAUSE) or platform.waiting:
            if not platform.waiting:
                platform.waiting.append(body())
                day.sent.append(platform.waiting[0])
                paid.append(platform.waiting[0])
            platform.work()

    thread = threading.Thread(target=pay)
    thread.start()
    try:
        yield paid
    finally:
        ended.set()
        thread.join()


def timed(day: Day, step: str) -> float:
    """How many seconds a step takes, by the machine's own clock."""
    began = perf_counter()
    complete(day, cutover.main, "--writers-stopped", "--step", step)
    return perf_counter() - began
