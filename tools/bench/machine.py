"""The machine that a benchmark runs on, and how much of it other processes use."""

import os
import platform
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STAT = Path("/proc/stat")


@dataclass
class Load:
    """The share of the machine's processors that other processes used, 0 to 1; None where it is unknown."""

    others: float | None = None


def described() -> str:
    """Its processors, memory and Python."""
    model = next(
        (line.partition(": ")[2] for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = platform.python_version()
    return f"{os.cpu_count()} processors ({model}), {memory:.0f} GiB, {platform.system()}, Python {python}"


@contextmanager
def watched() -> Generator[Load]:
    """The load during the block, once that has ended."""
    load = Load()
    start, busy, own = time.monotonic(), _busy(), _own()
    yield load
    if busy is not None and (after := _busy()) is not None:
        taken = (after - busy) - (_own() - own)
        load.others = max(0.0, taken / ((time.monotonic() - start) * (os.cpu_count() or 1)))


def _busy() -> float | None:
    """The seconds that all processors have worked since the machine started."""
    for line in _lines(STAT):
        if line.startswith("cpu "):
            user, nice, system, _, _, irq, soft = (int(part) for part in line.split()[1:8])
            return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")
    return None


def _own() -> float:
    """The seconds that this process and those that it has waited for have worked."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []
