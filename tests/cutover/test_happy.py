import time
from collections.abc import Callable
from tests.cutover.schedules import Mode, calls, every, play, WAYS
from tests.cutover.day import Day


def test_happy(day: Callable[[Mode], Day]) -> None:
    for kind in WAYS:
        t = time.time()
        made = calls(day("provisioned"), kind)
        print(kind, made, time.time() - t)
        for mode in ("provisioned", "serverless"):
            l = every(kind, mode, made)
            print(mode, len(l))
            for s in l:
                t = time.time()
                try:
                    print(s, play(day(mode), s, made[s.step]), time.time() - t, flush=True)
                except AssertionError as e:
                    print("FAILED", s, str(e)[:1500], time.time() - t, flush=True)
    assert 0
