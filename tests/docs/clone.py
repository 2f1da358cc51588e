"""A copy of the project, in which tests follow what a page says."""

import os
import shutil
import subprocess
from pathlib import Path

from config.project import PROJECT

# A date before anything was installed. A make in the copy installs nothing again that way: it would do so through the
# links below, into the folders of the project itself.
LONG_AGO = 946_684_800


def copy_project(into: Path) -> Path:
    """Copies what a clone of the project has, with what `make install` has installed, and returns the folder."""
    files = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S607 (git is on PATH)
    for name in files.stdout.splitlines():
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, target)
        os.utime(target, (LONG_AGO, LONG_AGO))
    for folder in (".venv", ".tools"):
        if (PROJECT / folder).exists():
            (into / folder).symlink_to(PROJECT / folder)
    for command in ("init --quiet", "add --all"):
        run(into, "git", *command.split())
    return into


def run(clone: Path, *command: str) -> str:
    """Runs a command of the project there and returns what it prints; it must succeed."""
    done = attempt(clone, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def attempt(clone: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of the project there, whether it succeeds or not."""
    return subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)  # noqa: S603 (the project's own commands)
