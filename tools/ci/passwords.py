"""Passwords in Python by the names of variables and arguments, which ruff finds; no comment makes an exception."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

RULES = ("S105", "S106", "S107")
COMMAND = (
    *(sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--exit-zero"),
    *("--ignore-noqa", "--select", ",".join(RULES), "--output-format", "json", "--"),
)


def passwords(names: Sequence[str], folder: Path) -> Iterator[tuple[str, int]]:
    """The file and the line of each password in Python files of a folder."""
    modules = [name for name in names if name.endswith(".py")]
    if modules:
        run = subprocess.run([*COMMAND, *modules], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603 (the words above)
        for item in cast(list[dict[str, Any]], json.loads(run.stdout)):
            # What is no Python has a code of its own.
            if item["code"] in RULES:
                yield str(Path(item["filename"]).relative_to(folder.resolve())), item["location"]["row"]
