"""The Pulumi CLI, as the commands run it."""

import shutil
import subprocess
import sys

from config.project import PROJECT

# Built by `make` where no official CLI is installed.
OWN_CLI = PROJECT / ".tools" / "bin" / "pulumi"


def cli() -> str:
    """The Pulumi CLI: the one on PATH, else the project's own."""
    return shutil.which("pulumi") or str(OWN_CLI)


def pulumi(*arguments: str, shown: bool = False, seconds: float | None = None) -> subprocess.CompletedProcess[str]:
    """The ended run of a command of the CLI in the project.

    What it says is in the result, or on standard error where `shown`. Raises OSError where there is no CLI, and
    TimeoutExpired after `seconds`.
    """
    said = sys.stderr if shown else subprocess.PIPE
    # No shell reads the command: a stack's name is one argument, whatever it holds.
    return subprocess.run(  # noqa: S603 (the program is the CLI that cli() finds, and no argument is a command)
        [cli(), *arguments],
        cwd=PROJECT,
        stdout=said,
        stderr=None if shown else subprocess.PIPE,
        text=True,
        check=False,
        timeout=seconds,
    )
