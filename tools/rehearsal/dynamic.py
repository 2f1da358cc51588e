"""Runs the program's dynamic providers for the engine, with access only to the simulated account.

The engine looks for a command of a fixed name; `command` writes one that runs this module.
"""

import os
import runpy
import sys
from pathlib import Path

from config.project import PROJECT
from simulated_aws import ACCESS_KEY

COMMAND = "pulumi-resource-pulumi-python"
# The environment variable with the endpoint of the simulated account.
ENDPOINT = "REHEARSAL_ENDPOINT"


def command(folder: Path) -> None:
    """Writes the command into a folder, which has to be on the engine's PATH."""
    path = folder / COMMAND
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{PROJECT}" exec "{sys.executable}" -u -m tools.rehearsal.dynamic "$@"\n')
    path.chmod(0o755)


def isolated(environment: dict[str, str]) -> dict[str, str]:
    """The environment without anybody's access to AWS, so that every call reaches only the simulated account."""
    kept = {
        key: value for key, value in environment.items() if not key.startswith("AWS_") and "proxy" not in key.lower()
    }
    return kept | {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": environment[ENDPOINT],
    }


if __name__ == "__main__":
    alone = isolated(dict(os.environ))
    os.environ.clear()
    os.environ.update(alone)
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)
