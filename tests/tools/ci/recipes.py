"""What a target of the Makefile runs, as its commands."""

import subprocess
import sys
from pathlib import Path

from config.project import PROJECT

TOOLS = Path(sys.executable).parent


def ran(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (the project's own tools)
        [str(word) for word in words], cwd=folder, capture_output=True, text=True, check=False
    )


def recipe(target: str, *variables: str) -> list[str]:
    """The commands of a target."""
    made = ran("make", "--dry-run", target, *variables, folder=PROJECT)
    assert made.returncode == 0, made.stderr
    return made.stdout.splitlines()
