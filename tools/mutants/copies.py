"""Copies of the project, with a fault or without one."""

import os
import shutil
from pathlib import Path

from tools.mutants.faults.mutant import Mutant

LEFT_OUT = (".git", ".venv", ".tools", ".*_cache", ".hypothesis")


class Copies:
    """A copy of the project as it is, of which copies with a fault are made.

    They share its files, and so what Python compiled while tests ran in it.
    """

    def __init__(self, project: Path, folder: Path) -> None:
        self._tools = project / ".tools"
        self.whole = folder / "project"
        shutil.copytree(project, self.whole, ignore=shutil.ignore_patterns("__pycache__", *LEFT_OUT))
        self._link_tools(self.whole)

    def with_fault(self, mutant: Mutant, copy: Path) -> Path:
        """Makes a copy with the fault in it; raises PlaceError where that does not fit."""
        shutil.copytree(self.whole, copy, copy_function=os.link, ignore=shutil.ignore_patterns(*LEFT_OUT))
        self._link_tools(copy)
        path = copy / mutant.place.file
        changed = mutant.place.changed(path.read_text(), mutant.becomes)
        # What is written into the file would be written into the shared one.
        path.unlink()
        path.write_text(changed)
        return copy

    def _link_tools(self, copy: Path) -> None:
        if self._tools.exists():
            (copy / ".tools").symlink_to(self._tools.resolve())
