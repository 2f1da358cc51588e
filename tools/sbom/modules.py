"""The licences of the modules of the Go programs, as their own files have them: `modules.yaml`.

Run `python -m tools.sbom.modules` after a change of a `go.mod`: it reads the files in Go's cache, which
`go mod download` fills, and writes the table.
"""

import re
import subprocess
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from ops.lib.command import run

FILE = Path(__file__).parent / "modules.yaml"
FILES = re.compile(r"(un)?(licen[sc]e|copying)", re.IGNORECASE)
# What only the text of a licence has, in small letters and with single spaces.
TEXTS: Mapping[str, tuple[str, ...]] = {
    "Apache-2.0": ("apache license", "version 2.0"),
    "BSD-2-Clause": ("redistribution and use in source and binary forms",),
    "BSD-3-Clause": ("redistribution and use in source and binary forms", "endorse or promote"),
    "ISC": ("permission to use, copy, modify, and", "with or without fee"),
    "MIT": ("permission is hereby granted, free of charge",),
    "MPL-2.0": ("mozilla public license", "version 2.0"),
    "Unlicense": ("this is free and unencumbered software",),
}
# What states none, and why it may be used.
UNSTATED: Mapping[str, str] = {
    "github.com/mattn/go-localereader": "its README alone says MIT",
    "github.com/sourcegraph/appdash-data": "the pages of appdash, which its authors, the same, put under MIT",
}
HEAD = "# Written by `python -m tools.sbom.modules`: the licences of each module, by the version that was read.\n"


def recognized(text: str) -> set[str]:
    """The SPDX identifiers of the licences whose text is in a file."""
    words = " ".join(text.lower().split())
    found = {name for name, parts in TEXTS.items() if all(part in words for part in parts)}
    return found - {"BSD-2-Clause"} if "BSD-3-Clause" in found else found


@cache
def read() -> Mapping[str, str]:
    """The licences of each module by its name and version, joined by `@`; empty for one that states none."""
    return cast(Mapping[str, str], yaml.safe_load(FILE.read_text()))


def licence(module: str, version: str) -> str | None:
    """The SPDX expression of a module's licences; None where this version was not read, or states none."""
    return read().get(f"{module}@{version}") or None


def of_folder(folder: Path) -> str:
    """The licences that the files of a module state, joined; empty where it states none."""
    texts = (item.read_text(errors="replace") for item in folder.iterdir() if item.is_file() and FILES.match(item.name))
    return " AND ".join(sorted({name for text in texts for name in recognized(text)}))


def main(pinned: Collection[str], folder: Path) -> int:
    """Writes the table of modules with their versions; exits with 1 where one is not in the cache."""
    missing = [one for one in pinned if not _at(folder, one).is_dir()]
    for one in missing:
        print(f"{one} is not in {folder}: run go mod download")
    if not missing:
        found = {one: of_folder(_at(folder, one)) for one in sorted(pinned)}
        FILE.write_text(HEAD + yaml.safe_dump(found, width=118))
    return bool(missing)


def _at(folder: Path, module: str) -> Path:
    """Where the cache has a module: with a mark before each capital letter."""
    return folder / re.sub(r"[A-Z]", lambda found: f"!{found[0].lower()}", module)


def _cached() -> int:
    """The table of the modules that are pinned, by Go's cache of this machine."""
    from tools.sbom.contents import modules

    asked = subprocess.run(["go", "env", "GOMODCACHE"], capture_output=True, text=True, check=True)  # noqa: S607 (whose Go is nobody's choice)
    return main(modules(), Path(asked.stdout.strip()))


if __name__ == "__main__":
    run(_cached)
