"""Copies of the project, with a fault or without one."""

import os
import shutil
from pathlib import Path

from tools.mutants.faults.mutant import Mutant

LEFT_OUT = (".git", ".venv", ".tools", ".*_cache", ".hypothesis")


class Copies:
    """A copy of the project as it is, and copies of that with a fault.

    They share its files by hard links, and so the bytecode that was compiled while tests ran in it.
    """

    def __init__(self, project: Path, folder: Path) -> None:
        self._tools = project / ".tools"
        self.whole = folder / "project"
        shutil.copytree(project, self.whole, ignore=shutil.ignore_patterns("__pycache__", *LEFT_OUT))
        self._link_tools(self.whole)

    def with_fault(self, mutant: Mutant, copy: Path) -> Path:
        """Creates a copy with the fault in it; raises PlaceError if the fault does not fit."""
        shutil.copytree(self.whole, copy, copy_function=os.link, ignore=shutil.ignore_patterns(*LEFT_OUT))
        self._link_tools(copy)
        path = copy / mutant.place.file
        changed = mutant.place.changed(path.read_text(), mutant.becomes)
        # Writing into the file would change the shared one.
        path.unlink()
        path.write_text(changed)
        return copy

    def _link_tools(self, copy: Path) -> None:
        if self._tools.exists():
            (copy / ".tools").symlink_to(self._tools.resolve())
