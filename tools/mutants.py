"""Applies deliberate faults to a copy of the project, one at a time, and sees that a test notices each.

Exits with 1 where a fault goes unnoticed, or where the text that it changes is no longer there.
"""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.faults import MUTANTS
from tools.faults.mutant import Mutant

PROJECT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".tools", "__pycache__", ".*_cache", ".hypothesis")


def noticed(mutant: Mutant) -> str:
    """How the mutant fared: `noticed`, or what is wrong."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder) / "project"
        shutil.copytree(PROJECT, copy, ignore=LEFT_OUT)
        if (PROJECT / ".tools").exists():
            (copy / ".tools").symlink_to(PROJECT / ".tools")
        path = copy / mutant.file
        source = path.read_text()
        if source.count(mutant.text) != 1:
            return f"its text stands {source.count(mutant.text)} times in {mutant.file}"
        path.write_text(source.replace(mutant.text, mutant.becomes))
        run = subprocess.run(  # noqa: S603 (the project's own tests)
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", mutant.test],
            cwd=copy, capture_output=True, text=True, check=False,
        )  # fmt: skip
        # A fixture that broke down is an error and no failure: the test itself has to notice.
        return "noticed" if "\nFAILED " in run.stdout else f"not noticed (pytest ended with {run.returncode})"


def main() -> int:
    """Tries every mutant; 0 where all are noticed."""
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for mutant, result in zip(MUTANTS, pool.map(noticed, MUTANTS), strict=True):
            failed += result != "noticed"
            mark = "ok  " if result == "noticed" else "FAIL"
            print(f"{mark} {mutant.fault}: {result} by {mutant.test.rpartition('::')[2]}")
    print(f"{len(MUTANTS) - failed} of {len(MUTANTS)} faults noticed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
