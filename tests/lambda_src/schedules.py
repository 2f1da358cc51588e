"""What may happen to two regions, the network between them and the lease, and in which orders."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.lambda_src.strong_table import unanswered
from tests.lambda_src.two_regions import NEW, OLD, WITNESS, TwoRegions

Step = Callable[[TwoRegions], object]


@dataclass(frozen=True)
class Named:
    """A step, by what it does."""

    name: str
    run: Step

    def __call__(self, regions: TwoRegions) -> None:
        self.run(regions)

    def __repr__(self) -> str:
        return self.name


def passes(seconds: int) -> Named:
    def run(regions: TwoRegions) -> None:
        regions.clock.added += seconds

    return Named(f"{seconds} s pass", run)


def cut(one: str, other: str) -> Named:
    return Named(f"{one} and {other} are cut off", lambda regions: regions.table.cut.add(frozenset((one, other))))


def isolated(region: str) -> Named:
    def run(regions: TwoRegions) -> None:
        regions.table.cut |= {one for one in regions.table.links() if region in one}

    return Named(f"{region} is isolated", run)


def taken(region: str) -> Named:
    def run(regions: TwoRegions) -> None:
        # The old region takes it back where the move was given up, and never after its end.
        if region == NEW or not regions.promoted:
            regions.take(region)

    return Named(f"{region} takes the lease", run)


def taken_with(region: str, fault: str) -> Named:
    """The request arrives and its answer does not; or the other region is faster at that moment."""

    def run(regions: TwoRegions) -> None:
        table, other = regions.table, OLD if region == NEW else NEW

        def lost(at: str) -> None:
            table.after_write = lambda at: None
            raise unanswered()

        def overtaken(at: str) -> None:
            table.before_write = lambda at: None
            taken(other)(regions)

        if fault == "its answer is lost":
            table.after_write = lost
        else:
            table.before_write = overtaken
        taken(region)(regions)
        table.before_write = table.after_write = lambda at: None

    return Named(f"{region} takes the lease, and {fault}", run)


HEALED = Named("the network heals", lambda regions: regions.table.cut.clear())
PROMOTED = Named("the copy is promoted", lambda regions: regions.promote())
FAILOVER = [taken(NEW), passes(91), PROMOTED]


def failed_over(regions: TwoRegions) -> None:
    for step in FAILOVER:
        step(regions)


WHOLE = Named("a whole failover", failed_over)
OUTSIDE: st.SearchStrategy[Named] = st.one_of(
    st.sampled_from([1, 12, 31, 91, 900]).map(passes),
    st.sampled_from([(OLD, NEW), (OLD, WITNESS), (NEW, WITNESS)]).map(lambda pair: cut(*pair)),
    st.sampled_from([OLD, NEW]).map(isolated),
    st.just(HEALED),
    st.sampled_from([OLD, NEW]).map(taken),
    st.builds(taken_with, st.sampled_from([OLD, NEW]), st.sampled_from(["its answer is lost", "the other is faster"])),
    st.just(PROMOTED),
    st.just(WHOLE),
)


def polled(region: str) -> Named:
    return Named(f"{region} takes a batch", lambda regions: regions.poll(region))


def interrupted(region: str, at: int, meanwhile: list[Named]) -> Named:
    def run(regions: TwoRegions) -> None:
        def happen() -> None:
            for step in meanwhile:
                step(regions)

        regions.poll(region, happen, at)

    return Named(f"{region} takes a batch, and before statement {at} {meanwhile}", run)


def sent(region: str, count: int) -> Named:
    return Named(f"{count} payments to {region}", lambda regions: regions.send(region, count))


def repeated(region: str, number: int) -> Named:
    return Named(f"payment {number} again, to {region}", lambda regions: regions.send_again(region, number))


REGIONS = st.sampled_from([OLD, NEW])
MEANWHILE = st.lists(st.one_of(OUTSIDE, REGIONS.map(polled)), min_size=1, max_size=4)
STEPS = st.one_of(
    st.builds(sent, REGIONS, st.integers(1, 4)),
    st.builds(repeated, REGIONS, st.integers(0, 9)),
    REGIONS.map(polled),
    st.builds(interrupted, REGIONS, st.integers(0, 5), MEANWHILE),
    OUTSIDE,
)


def one_after_another(before: list[Named], move: list[Named], after: list[Named]) -> list[Named]:
    return [sent(OLD, 4), *before, *move, *after]


# Most schedules have a failover that nothing hinders, and the rest is what happens around it.
MOVES = st.sampled_from([[], [WHOLE], [isolated(OLD), WHOLE]])
AROUND = st.lists(STEPS, min_size=2, max_size=7)
SCHEDULES = st.builds(one_after_another, AROUND, MOVES, AROUND)
