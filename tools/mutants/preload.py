"""Imports the third-party modules of the project once, for all the processes that are forked afterwards."""

import ast
import gc
import importlib
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# Pytest rewrites the assertions of its plugins, which is impossible once they are imported.
LEFT_OUT = ("hypothesis",)


def preload(project: Path) -> None:
    """Imports all modules that are not the project's own.

    Raises:
        RuntimeError: A module has started a thread, so that no process can be forked safely.
    """
    # As in tests/conftest.py: the SDK reads it when it is imported.
    os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "true"
    own = {path.stem for path in project.iterdir()} | {*LEFT_OUT}
    for module, name in sorted(set(_imports(project))):
        if module.partition(".")[0] not in own:
            with suppress(ImportError):
                # Parts of the SDK are loaded on first use.
                dir(getattr(importlib.import_module(module), name, None))
    if threading.active_count() > 1:
        raise RuntimeError(f"a module started a thread when it was imported: {threading.enumerate()}")
    # The processes share the memory that the garbage collector never visits again.
    gc.collect()
    gc.freeze()


def _imports(project: Path) -> Iterator[tuple[str, str]]:
    for path in _files(project):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Import(names=names):
                    yield from ((alias.name, "__name__") for alias in names)
                case ast.ImportFrom(module=str(module), names=names):
                    yield from ((module, alias.name) for alias in names)
                case _:
                    pass


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        # Installed packages and caches are in folders with a dot.
        if path.is_dir() and not path.name.startswith("."):
            yield from _files(path)
        elif path.suffix == ".py":
            yield path
