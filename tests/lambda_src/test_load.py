"""Thousands of payments from several consumers at once, many of them more than once."""

import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor

from lambda_src.queues import REASON
from tests.lambda_src.desk import Desk
from tests.lambda_src.queues import MAXIMUM_RECEIVES, Handle
from tests.lambda_src.samples import bodies, body, event, failures, request
from tests.support.agent import Agent

CONSUMERS = 6
PAYMENTS = 1500
WAVE = 60


def all_drain(desk: Desk, handles: list[Handle]) -> None:
    """Each consumer polls until the queue is empty and nobody holds a message that may come back."""

    def work(handle: Handle) -> None:
        while desk.queue.count():
            desk.queue.poll(handle)

    with ThreadPoolExecutor(len(handles)) as pool:
        for running in [pool.submit(work, handle) for handle in handles]:
            running.result()


def send_and_drain(desk: Desk, handles: list[Handle], sent: list[str]) -> None:
    """In waves: what moto takes for one message grows with the length of its queue."""
    for start in range(0, len(sent), WAVE):
        desk.queue.send(sent[start : start + WAVE])
        all_drain(desk, handles)


def test_thousands_of_concurrent_and_repeated_payments_are_each_made_once(desk: Desk) -> None:
    chance = random.Random(1)  # noqa: S311 (a load that is the same each time)
    asked = bodies(PAYMENTS)
    repeated = chance.choices(asked, k=PAYMENTS // 3)
    others = [json.dumps(json.loads(text) | {"amount": 1}) for text in chance.sample(asked, 30)]
    bad = [body(amount=-number) for number in range(30)]
    sent = [*asked, *repeated, *bad]
    chance.shuffle(sent)
    # Those with another payload come last, so that which one is the first is certain.
    handles = [desk.consumer() for _ in range(CONSUMERS)]
    send_and_drain(desk, handles, sent)
    send_and_drain(desk, handles, others)
    desk.check_books(PAYMENTS)
    wanted = {json.loads(text)["payment_id"] for text in asked}
    assert {payment_id for (payment_id,) in desk.rows("SELECT payment_id FROM payments")} == wanted
    letters = desk.queue.dead_letters()
    assert sorted(letter["body"] for letter in letters) == sorted([*bad, *others])
    assert sum("another payload" in letter[REASON] for letter in letters) == len(others)


def test_the_same_batch_at_several_consumers_at_once_is_paid_once(desk: Desk) -> None:
    asked = bodies(10)
    ready = threading.Barrier(CONSUMERS)
    handles = [desk.consumer() for _ in range(CONSUMERS)]
    for _ in range(CONSUMERS):
        desk.queue.send(asked)

    def work(handle: Handle) -> None:
        ready.wait()
        while desk.queue.count():
            desk.queue.poll(handle)

    with ThreadPoolExecutor(CONSUMERS) as pool:
        for running in [pool.submit(work, handle) for handle in handles]:
            running.result()
    desk.check_books(10)
    # Some waited for each other, and were delivered again; none ran out of receives.
    assert desk.queue.dead_letters() == []


def test_batches_that_overlap_are_paid_once_by_consumers_that_take_them_in_other_orders(desk: Desk) -> None:
    asked = bodies(60)
    ready = threading.Barrier(CONSUMERS)

    def work(number: int) -> list[str]:
        """Pays everything in batches of its own; returns the outcome of each message, as the queue has it."""
        handle, chance = desk.consumer(), random.Random(number)  # noqa: S311 (orders that are the same each time)
        waiting = chance.sample(asked, len(asked))
        for _ in range(MAXIMUM_RECEIVES):
            ready.wait()
            batches = [event(waiting[start : start + 10])["Records"] for start in range(0, len(waiting), 10)]
            failed = [set(failures(handle({"Records": records}))) for records in batches]
            waiting = [
                record["body"]
                for records, again in zip(batches, failed, strict=True)
                for record in records
                if record["messageId"] in again
            ]
        return waiting

    with ThreadPoolExecutor(CONSUMERS) as pool:
        left = [running.result() for running in [pool.submit(work, number) for number in range(CONSUMERS)]]
    # Who has to wait too long for somebody else comes again, and is answered before its receives are used up.
    assert left == [[]] * CONSUMERS
    desk.check_books(60)
    made = [payment for line in desk.logged() if line["message"] == "payments made" for payment in line["payments"]]
    completed = [payment["payment_id"] for payment in made if payment["outcome"] == "completed"]
    assert sorted(completed) == sorted(json.loads(text)["payment_id"] for text in asked)
    assert len(made) == 60 * CONSUMERS


def test_of_two_payloads_with_one_key_at_once_exactly_one_is_paid(desk: Desk) -> None:
    asked = [request() for _ in range(40)]
    desk.queue.send([json.dumps(one | {"amount": amount}) for one in asked for amount in (1, 2)])
    all_drain(desk, [desk.consumer() for _ in range(CONSUMERS)])
    desk.check_books(40)
    assert len(desk.queue.dead_letters()) == 40


def test_a_stop_under_load_loses_nothing_and_moves_nothing_to_the_dead_letter_queue(desk: Desk, agent: Agent) -> None:
    desk.queue.send(bodies(120))
    handles = [desk.consumer(agent.source()) for _ in range(CONSUMERS)]
    stopping = threading.Event()

    def work(handle: Handle) -> None:
        while desk.queue.poll(handle):
            if desk.payments() > 20:
                stopping.set()

    with ThreadPoolExecutor(CONSUMERS) as pool:
        running = [pool.submit(work, handle) for handle in handles]
        assert stopping.wait(60)
        agent.stopped = True
        for one in running:
            one.result()
    paid = desk.payments()
    assert 20 < paid < 120
    # Every message that was not paid waits, delayed, and stays so however long the stop lasts.
    for _ in range(MAXIMUM_RECEIVES + 1):
        assert desk.queue.delayed() == desk.queue.count() == 120 - paid
        desk.queue.later()
        desk.queue.drain(handles[0])
    assert desk.payments() == paid
    assert desk.queue.dead_letters() == []
    agent.stopped = False
    desk.queue.later()
    all_drain(desk, handles)
    assert desk.queue.count() == 0
    desk.check_books(120)
