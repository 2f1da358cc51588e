"""The time of an account."""

import pytest

from simulated_aws.clock import Clock


def test_minutes_pass_where_somebody_lets_them() -> None:
    clock = Clock(0)
    assert clock.wait(14) == pytest.approx(0, abs=0.1)
    assert clock.now() == pytest.approx(0, abs=0.1)
    clock.let_pass(20)
    assert clock.now() == pytest.approx(20, abs=0.1)
    assert clock.spent() == pytest.approx(0, abs=0.1)


def test_minutes_take_their_time_where_they_are_scaled() -> None:
    clock = Clock(0.01)
    start = clock.wait(3)
    assert clock.now() >= start + 3


def test_a_moment_comes_whether_minutes_take_their_time_or_none() -> None:
    clock, scaled = Clock(0), Clock(0.01)
    for moment in (3, 2):
        clock.until(moment)
        assert clock.now() == pytest.approx(3, abs=0.1)
    scaled.until(3)
    assert scaled.now() >= 3
