"""Graphs that were built before from the same files, shared by all workers and kept for the next run."""

import fcntl
import json
import pickle
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from config.project import PROJECT

FOLDER = PROJECT / ".build" / "graphs"
# What no program under mocks reads; everything else may change what it registers.
IGNORED = {".build", ".git", ".hypothesis", ".pytest_cache", ".ruff_cache", ".tools", ".venv", "__pycache__"}
APART = IGNORED | {".ci", ".github", "Makefile", "README.md", "docs", "ops", "policy", "tests", "tools"}
# What runs the programs.
RUNNER = PROJECT / "tests" / "support" / "graph.py"

T = TypeVar("T")


def kept(build: Callable[[], T], *key: object) -> T:
    """What `build` returns, from the run that first built it of the same files; what it raises is not kept.

    A second process that wants it meanwhile waits for the first.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = sha256(json.dumps([contents(), *key], sort_keys=True).encode()).hexdigest()
    path = FOLDER / f"{name}.pickle"
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return pickle.loads(path.read_bytes())  # noqa: S301 (our own)
        built = build()
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_bytes(pickle.dumps(built))
        unfinished.rename(path)
    return built


def clear_old() -> None:
    """Removes what was built of other files than today's."""
    stamp = FOLDER / "contents"
    if not stamp.exists() or stamp.read_text() != contents():
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        stamp.write_text(contents())


@cache
def contents() -> str:
    """A hash of every file that a graph may depend on."""
    found = sha256()
    for path in (*_files(PROJECT, APART), RUNNER):
        found.update(f"{path.relative_to(PROJECT)} {sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()


def _files(folder: Path, left_out: set[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in left_out:
            continue
        if path.is_dir():
            yield from _files(path, IGNORED)
        else:
            yield path
