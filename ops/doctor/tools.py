"""The tools on this machine that an `up` needs."""

import re
import subprocess
import sys
from collections.abc import Sequence
from functools import partial

from ops.lib.checks import Answer, Check, failed, passed
from ops.lib.pulumi_cli import pulumi as run_pulumi

# The oldest versions that work: earlier engines lack calls of the SDK's protocol.
PULUMI, PYTHON = (3, 200), (3, 11)
SECONDS = 60


def tool_checks() -> Sequence[Check]:
    """Python, the Pulumi CLI, and the backend of its state."""
    return [
        Check("Python", partial(python, sys.version_info[:2])),
        Check("Pulumi CLI", pulumi),
        Check("Pulumi state", state),
    ]


def python(version: tuple[int, ...]) -> Answer:
    """Whether a version of Python can run the program."""
    text = ".".join(map(str, version))
    return passed(text) if version >= PYTHON else failed(text, "run `make install PYTHON=...` with 3.11 or later")


def pulumi() -> Answer:
    """Whether the CLI is installed and recent enough."""
    code, said = _said("version")
    match = re.search(r"v?(\d+)\.(\d+)\.\d+", said)
    if code or match is None:
        return failed(
            said or "there is none", "install it from https://www.pulumi.com/docs/install/, or `make install`"
        )
    number = int(match[1]), int(match[2])
    return passed(match[0]) if number >= PULUMI else failed(match[0], f"install {PULUMI[0]}.{PULUMI[1]} or later")


def state() -> Answer:
    """Whether the CLI is logged in to the backend of the state."""
    code, said = _said("whoami", "--verbose")
    if code:
        return failed(said, "set PULUMI_BACKEND_URL to the state's bucket, as the README says")
    backend = re.search(r"Backend URL: (\S+)", said)
    return passed(backend[1] if backend else said)


def _said(*arguments: str) -> tuple[int, str]:
    try:
        run = run_pulumi(*arguments, seconds=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, str(error)
    return run.returncode, (run.stdout if run.returncode == 0 else run.stderr).strip()
