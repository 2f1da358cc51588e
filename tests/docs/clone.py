"""A copy of the project, in which tests follow what a page says."""

import shutil
import subprocess
from pathlib import Path

from config.project import PROJECT


def copy_project(into: Path) -> Path:
    """Copies what a clone of the project has, with what `make install` has installed, and returns the folder."""
    files = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S607 (git is on PATH)
    for name in files.stdout.splitlines():
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # With the times of the files, so that nothing is installed again.
        shutil.copy2(PROJECT / name, target)
    for folder in (".venv", ".tools"):
        if (PROJECT / folder).exists():
            (into / folder).symlink_to(PROJECT / folder)
    return into


def run(clone: Path, *command: str) -> str:
    """Runs a command of the project there and returns what it prints; it must succeed."""
    done = attempt(clone, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def attempt(clone: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of the project there, whether it succeeds or not."""
    return subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)  # noqa: S603 (the project's own commands)
