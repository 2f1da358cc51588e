"""Runs the whole benchmark and writes `docs/performance.md`."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from config.project import PROJECT
from ops.lib.command import run
from tools.bench import engine
from tools.bench.figures import FILE, Figure, handed_on
from tools.bench.machine import described, watched
from tools.bench.page import Part, page


def tests(file: str) -> None:
    """Runs a benchmark that needs what tests have; raises CalledProcessError where it fails."""
    subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", file], cwd=PROJECT, check=True)  # noqa: S603 (the project's own)


PARTS: dict[str, Callable[[], None]] = {
    "How long the engine takes, with AWS answering at once": engine.lives,
    "What components cost": engine.beside_a_flat_one,
    "How long a deployment takes, by AWS's typical minutes": engine.deployment,
    "What the state costs": engine.state,
    "How rotations affect payments": partial(tests, "tests/rotation_lambda/bench_rotation.py"),
    "How fast payments are": partial(tests, "tests/lambda_src/bench_payments.py"),
}


def main() -> int:
    """Measures part by part; a part that fails ends the run, and the page remains unchanged."""
    parts: list[Part] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder) / "figures"
        file.touch()
        os.environ[FILE] = str(file)
        for question, measure in PARTS.items():
            print(question, flush=True)
            start = time.monotonic()
            with watched() as load:
                measure()
            figures = list(handed_on(file))
            for figure in figures:
                show(figure)
            parts.append(Part(question=question, figures=figures, load=load, seconds=time.monotonic() - start))
    (PROJECT / "docs" / "performance.md").write_text(page(parts, described(), date.today()))
    return 0


def show(figure: Figure) -> None:
    """Prints a figure."""
    against = f" ({figure.against})" if figure.against else ""
    print(f"  {figure.figure}: {figure.value:.2f} {figure.unit}{against}", flush=True)


if __name__ == "__main__":
    run(main)
