"""Two regions, the network between them and the lease, in all orders: at most one region books payments at a time."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from lambda_src.lease import ALWAYS, Lease, Permit
from tests.lambda_src.desk import Desk
from tests.lambda_src.schedules import FAILOVER, HEALED, SCHEDULES, Named, interrupted, isolated, passes, polled
from tests.lambda_src.two_regions import NEW, OLD, Site, TwoRegions, begin, beside
from tests.rotation_lambda.conftest import bare, environment
from tests.rotation_lambda.replication import catch_up, replica
from tests.rotation_lambda.server import Server
from tests.rotation_lambda.world import World

__all__ = ["bare", "environment", "replica"]

EXAMPLES = 50


@pytest.fixture
def world(bare: World, replica: Server) -> World:
    """A database in use, whose schema and users the other region has too."""
    bare.bootstrap()
    catch_up(bare, replica)
    return bare


@pytest.fixture
def there(desk: Desk, replica: Server, caplog: pytest.LogCaptureFixture) -> Iterator[Desk]:
    desk.queue.clock.stop()
    # Thousands of batches would log their metrics.
    caplog.set_level(logging.WARNING)
    made = beside(desk, replica)
    yield made
    replica.run("SET GLOBAL read_only = 0")


@dataclass
class Counts:
    """What all schedules add up to."""

    schedules: int = 0
    failovers: int = 0
    sent: int = 0
    booked: int = 0
    parked: int = 0
    lost: int = 0
    doubled: int = 0


def play(regions: TwoRegions, schedule: list[Named], counts: Counts) -> None:
    """A schedule, and after it the end that each has: the network heals and what waits is booked where it may be."""
    for step in schedule:
        step(regions)
        assert regions.breaches() == set(), f"booked after another region could book, after: {step}"
        assert regions.doubled() == set(), f"booked in both regions, after: {step}"
    HEALED(regions)
    serving = regions.new if regions.promoted else regions.old
    other = regions.old if regions.promoted else regions.new
    assert regions.take(serving.region)
    regions.clock.added += 900
    # With its event source on, it sends everything back into its queue.
    before = other.booked()
    regions.poll(other.region)
    assert other.booked() == before
    regions.clock.added += 900
    counts.parked += _moved(other, serving)
    for _ in range(3):
        serving.desk.queue.drain(serving.function)
        regions.clock.added += 900
    assert serving.desk.queue.count() == other.desk.queue.count() == 0
    booked = serving.booked()
    counts.schedules += 1
    counts.failovers += regions.promoted
    counts.sent += len(regions.sent)
    counts.booked += len(booked)
    counts.lost += len(regions.sent) - len(booked)
    counts.doubled += len(regions.doubled())
    serving.desk.check_books(len(regions.sent))
    assert regions.breaches() == regions.doubled() == set()
    assert serving.desk.queue.dead_letters() == []


def _moved(source: Site, target: Site) -> int:
    """Moves what waits, as the failover's last step does; returns how much that is."""
    count = 0
    while records := source.desk.queue.receive():
        target.desk.queue.send([record["body"] for record in records])
        source.desk.queue.acknowledge(records)
        count += len(records)
    return count


SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)


def test_in_every_order_a_payment_is_booked_once_and_in_one_region(
    desk: Desk, there: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    counts = Counts()

    @SETTINGS
    @given(SCHEDULES)
    def schedules(schedule: list[Named]) -> None:
        play(begin(desk, there), schedule, counts)

    schedules()
    assert counts.schedules >= EXAMPLES
    assert (counts.lost, counts.doubled) == (0, 0)
    # Schedules that never come to a failover would show nothing.
    assert counts.failovers >= EXAMPLES // 3
    assert counts.parked > 0
    with capfd.disabled():
        print(f"\n{counts}")


RETURN = [
    Named("3 payments to the old region", lambda regions: regions.send(OLD, 3)),
    Named("it takes a batch", lambda regions: regions.poll(OLD)),
    Named("2 more, which are left there", lambda regions: regions.send(OLD, 2)),
    isolated(OLD),
    *FAILOVER,
    Named("a client repeats one of them", lambda regions: regions.send_again(NEW, 4)),
    polled(NEW),
    HEALED,
    polled(OLD),
]
ALL_AGAIN = Named("all of them again", lambda regions: [regions.send_again(NEW, number) for number in range(3)])
HALFWAY = [
    Named("3 payments to the old region", lambda regions: regions.send(OLD, 3)),
    interrupted(OLD, 3, [isolated(OLD), *FAILOVER, ALL_AGAIN, polled(NEW)]),
    HEALED,
    polled(OLD),
]


@pytest.mark.parametrize("schedule", [RETURN, HALFWAY], ids=["the old region returns", "in the middle of a batch"])
def test_a_region_that_was_left_books_nothing_more(desk: Desk, there: Desk, schedule: list[Named]) -> None:
    regions, counts = begin(desk, there), Counts()
    play(regions, schedule, counts)
    assert (regions.promoted, counts.lost, counts.doubled) == (True, 0, 0)


def always(lease: Lease) -> Permit:
    return ALWAYS


def never_ends(permit: Permit) -> None:
    pass


@pytest.mark.parametrize("schedule", [RETURN, HALFWAY], ids=["the old region returns", "in the middle of a batch"])
def test_without_the_question_both_regions_book(
    desk: Desk, there: Desk, monkeypatch: pytest.MonkeyPatch, schedule: list[Named]
) -> None:
    monkeypatch.setattr(Lease, "permit", always)
    with pytest.raises(AssertionError, match="after another region could book"):
        play(begin(desk, there), schedule, Counts())


def test_without_a_look_at_the_clock_before_the_commit_a_frozen_batch_is_booked_too(
    desk: Desk, there: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Permit, "check", never_ends)
    frozen = [HALFWAY[0], interrupted(OLD, 1, [passes(1), *FAILOVER]), *HALFWAY[2:]]
    # The server closes what is idle, so that the batch has to come to another connection.
    with pytest.raises(AssertionError, match="after another region could book"):
        play(begin(desk, there), frozen, Counts())
