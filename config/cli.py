"""The Pulumi CLI of this machine."""

import shutil
from pathlib import Path

from config.project import PROJECT

# Built by `make install` where no official CLI is installed.
OWN_CLI = PROJECT / ".tools" / "bin" / "pulumi"
MISSING = "there is no pulumi on PATH; run `make install`, which builds one"


def cli() -> Path | None:
    """The one on PATH, else the project's own; None where there is neither."""
    found = shutil.which("pulumi")
    return Path(found) if found else OWN_CLI if OWN_CLI.exists() else None
