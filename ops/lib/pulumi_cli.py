"""The Pulumi CLI, as the commands run it."""

import subprocess
import sys

from config.cli import OWN_CLI, cli
from config.project import PROJECT


def pulumi(*arguments: str, shown: bool = False, seconds: float | None = None) -> subprocess.CompletedProcess[str]:
    """The ended run of a command of the CLI in the project.

    What it says is in the result, or on standard error where `shown`. Raises OSError where there is no CLI, and
    TimeoutExpired after `seconds`.
    """
    said = sys.stderr if shown else subprocess.PIPE
    # No shell reads the command: a stack's name is one argument, whatever it holds.
    return subprocess.run(  # noqa: S603 (the program is the CLI that cli() finds, and no argument is a command)
        [str(cli() or OWN_CLI), *arguments],
        cwd=PROJECT,
        stdout=said,
        stderr=None if shown else subprocess.PIPE,
        text=True,
        check=False,
        timeout=seconds,
    )
