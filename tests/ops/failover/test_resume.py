"""A command that ends anywhere continues where it is run again: it dies before and after each call that changes.

Between two calls that only look, the account is the same.
"""

import pytest

from ops.failover import __main__ as failover
from ops.failover import failback
from tests.ops.conftest import Command, Run
from tests.ops.failover import resources
from tests.ops.failover.regions import Killed, Regions
from tests.ops.failover.resources import FIRST, REPLICA, SECOND, SERVER
from tests.ops.failover.test_failback import only_first_is_active
from tests.ops.failover.test_failover import only_second_is_active
from tests.support.aws import refused


def moments(regions: Regions) -> list[int]:
    """The calls before which a command died, from what it called when it did not."""
    changes = set(regions.changes())
    return sorted(
        {
            moment
            for number, call in enumerate(regions.calls, start=1)
            if call in changes
            for moment in (number, number + 1)
        }
    )


def killed(regions: Regions, run: Run, command: Command, moment: int, *options: str) -> bool:
    """Whether the command died before a call; not where it makes fewer calls."""
    regions.kill_at = moment
    try:
        run(command, *options)
    except Killed:
        return True
    finally:
        regions.kill_at = None
    return False


def test_a_failover_that_dies_is_completed_by_the_same_command(regions: Regions, run: Run) -> None:
    assert run(failover.main)[0] == 0
    tried = moments(regions)
    assert len(tried) >= 12
    for moment in tried:
        regions.begin()
        died = killed(regions, run, failover.main, moment)
        assert died or moment == tried[-1]
        status, result = run(failover.main)
        assert (status, result["recoveryPointSeconds"]) == (0, 0), f"killed before call {moment}"
        only_second_is_active(regions)


def test_a_way_back_that_dies_is_completed_by_the_same_command(regions: Regions, run: Run) -> None:
    assert run(failover.main)[0] == 0
    regions.make_replica(FIRST)
    assert run(failback.main)[0] == 0
    tried = moments(regions)
    assert len(tried) >= 12
    for moment in tried:
        regions.begin()
        assert run(failover.main)[0] == 0
        regions.make_replica(FIRST)
        died = killed(regions, run, failback.main, moment)
        assert died or moment == tried[-1]
        status, result = run(failback.main)
        assert (status, result["recoveryPointSeconds"]) == (0, 0), f"killed before call {moment}"
        regions.make_replica(SECOND)
        assert run(failback.main)[0] == 0
        only_first_is_active(regions)


def test_a_failover_that_dies_is_put_back_unless_the_server_is_promoted(regions: Regions, run: Run) -> None:
    assert run(failover.main)[0] == 0
    outcomes: list[int] = []
    for moment in moments(regions):
        regions.begin()
        killed(regions, run, failover.main, moment)
        status, result = run(failover.main, "--abort")
        outcomes.append(status)
        if status == 0:
            as_before(regions)
        else:
            assert result["not promoted"] == "failed"
            assert run(failover.main)[0] == 0
            only_second_is_active(regions)
    # From one moment on it is too late.
    assert set(outcomes) == {0, 1}
    assert outcomes == sorted(outcomes)


def as_before(regions: Regions) -> None:
    """The first region makes payments, the second one follows, and nothing is noted."""
    assert (regions.state("first"), regions.state("second")) == ("Enabled", "Disabled")
    assert resources.server(SECOND, REPLICA).is_replica
    assert not resources.server(FIRST, SERVER).is_replica
    assert (regions.note(), regions.holder()) == (None, FIRST)


@pytest.mark.parametrize("operation", ["UpdateEventSourceMapping", "PutItem", "DeleteParameter"])
def test_a_return_that_dies_itself_is_completed_by_the_same_command(regions: Regions, run: Run, operation: str) -> None:
    regions.fail("PromoteReadReplica", refused("PromoteReadReplica", "ThrottlingException"))
    assert run(failover.main)[0] == 1
    assert (regions.state("first"), regions.holder()) == ("Disabled", SECOND)
    regions.fail(operation, refused(operation, "ThrottlingException"))
    assert run(failover.main, "--abort")[0] == 1
    assert run(failover.main, "--abort")[0] == 0
    as_before(regions)
    # And the next failover works as if nothing had been.
    assert run(failover.main)[0] == 0
    only_second_is_active(regions)


def test_a_way_back_is_put_back_to_the_note_of_the_failover(regions: Regions, run: Run) -> None:
    assert run(failover.main)[0] == 0
    before = regions.note()
    regions.make_replica(FIRST)
    regions.lag = 5
    regions.report_lag()
    status, result = run(failback.main)
    assert (status, result["catch-up"]) == (1, "failed")
    assert run(failback.main, "--abort")[0] == 0
    assert (regions.state("first"), regions.state("second")) == ("Disabled", "Enabled")
    assert (regions.note(), regions.holder()) == (before, SECOND)


@pytest.mark.parametrize("command", [failover.main, failback.main])
def test_nothing_is_put_back_once_the_server_is_promoted(regions: Regions, run: Run, command: Command) -> None:
    assert run(failover.main)[0] == 0
    status, result = run(command, "--abort")
    assert (status, result["not promoted"], regions.changes()) == (1, "failed", [])
    assert "a server of its own" in result["steps"][-1]["text"]


def test_a_promotion_that_does_not_show_yet_is_waited_for(regions: Regions, run: Run) -> None:
    promoted = regions.answers["PromoteReadReplica"]

    def hidden(region: str, body: object) -> object:
        raise Killed

    regions.answers["PromoteReadReplica"] = hidden
    with pytest.raises(Killed):
        run(failover.main)
    regions.answers["PromoteReadReplica"] = promoted
    began = regions.time
    status, _ = run(failover.main, "--abort")
    assert (status, regions.time - began >= 100) == (0, True)
