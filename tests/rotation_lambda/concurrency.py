"""Two runs of the same work at the same time."""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def both(work: Callable[[], T]) -> list[T | Exception]:
    """Runs work in two threads at once; returns what each returned or raised."""
    barrier, results = threading.Barrier(2), list[T | Exception]()

    def run() -> None:
        barrier.wait()
        try:
            results.append(work())
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
