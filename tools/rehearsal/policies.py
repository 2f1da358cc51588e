"""The policy pack as a file that the engine can start by itself.

A folder it would start by its plugin for Python, which the official CLI brings and one built from source lacks.
"""

import sys
from pathlib import Path

from config.project import PROJECT

PACK = PROJECT / "policy"


def command(folder: Path) -> Path:
    """Writes the file into a folder and returns its path."""
    path = folder / "policy"
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{PACK}" "$@"\n')
    path.chmod(0o755)
    return path
