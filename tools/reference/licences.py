"""The licences of what is pinned: the Python packages, by what needs them, and the Go programs."""

import re
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import cast

from config.project import PROJECT
from tools.sbom.contents import GO
from tools.sbom.licences import ALLOWED, normalized, of
from tools.sbom.modules import UNSTATED, read

PAGE = PROJECT / "docs" / "licences.md"
LOCKED = re.compile(r"^([\w.-]+)==", re.MULTILINE)
HEAD = """# Licences

Written by `make reference` from the metadata of what is pinned; `make check` fails where it is stale. `make sbom`
writes the whole bill of materials to `.build/sbom.json`, with versions, hashes and the modules of the Go programs, and
fails where a licence is not allowed; `check.yml` keeps it.

"""


def text() -> str:
    """The whole page."""
    return HEAD + "".join(_sections())


def locked(*names: str) -> list[str]:
    """The packages that files of requirements pin, without those that this kind of machine does not need."""
    found = {name for file in names for name in LOCKED.findall((PROJECT / file).read_text())}
    return sorted(normalized(name) for name in found if _installed(name))


def archived() -> list[str]:
    """The files that pin what Lambda archives hold."""
    return [path.relative_to(PROJECT).as_posix() for path in _below("lambda_src", "lambdas", "rotation_lambda")]


def _below(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((PROJECT / folder).rglob("requirements.txt"))


def _installed(name: str) -> Message | None:
    try:
        return cast(Message, metadata(name))
    except PackageNotFoundError:
        return None


def _sections() -> Iterator[str]:
    yield f"Allowed are {', '.join(sorted(ALLOWED))}.\nOf a choice that a package offers, one has to be.\n"
    of_archives, of_program = locked(*archived()), locked("requirements.txt")
    of_tools = [name for name in locked("requirements-dev.txt") if name not in {*of_archives, *of_program}]
    for title, names in (
        ("In Lambda archives", of_archives),
        ("In the program", of_program),
        ("In tools and tests", of_tools),
    ):
        yield f"\n## {title}\n\n| package | licence |\n| --- | --- |\n"
        yield from (f"| {name} | {of(cast(Message, metadata(name)))} |\n" for name in names)
    yield from _of_go()


def _of_go() -> Iterator[str]:
    yield "\n## Go programs\n\n| module | licence |\n| --- | --- |\n"
    yield from (f"| {name} | {licence} |\n" for name, (licence, _) in GO.items())
    counted = Counter(licence for licence in read().values() if licence)
    yield "\nTheir modules, as `tools/sbom/modules.yaml` has each:\n\n| licence | modules |\n| --- | --- |\n"
    yield from (f"| {licence} | {number} |\n" for licence, number in sorted(counted.items()))
    yield from (f"\n{name} states none: {why}.\n" for name, why in UNSTATED.items())
