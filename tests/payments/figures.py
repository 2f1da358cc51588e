"""The figures of a benchmark as data, for whoever writes about them."""

import json
import os


def hand_on(figure: str, value: float, unit: str, against: str | None = None) -> None:
    """A line of JSON more in the file that BENCH_FIGURES names, where it names one."""
    path = os.environ.get("BENCH_FIGURES")
    if path:
        with open(path, "a") as file:
            line = {"figure": figure, "value": value, "unit": unit, "against": against}
            file.write(json.dumps(line) + "\n")
