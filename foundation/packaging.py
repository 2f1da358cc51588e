"""Lambda archives: built from a source folder and its pinned requirements, the same bytes on every machine."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.project import PROJECT

# Where finished archives are kept, by what went into them.
CACHE = PROJECT / ".build"
PYTHON_VERSION = "3.14"
PLATFORMS = ("manylinux_2_28_aarch64", "manylinux2014_aarch64")
# The earliest time that a zip file can hold, so that no archive depends on when it was built.
NO_TIME = (1980, 1, 1, 0, 0, 0)


class PackagingError(Exception):
    """A source folder that no archive can be made of."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """A finished archive: its path, relative to the project, and the hash of its bytes as Lambda states it."""

    path: str
    sha256: str


def package(folder: str, *shared: str) -> Package:
    """The archive of a source folder, of the shared folders it imports, and of what they require.

    A folder is in the archive under its path in the project, as a package, beside the contents of the wheels that its
    `requirements.txt` pins, chosen for Python 3.14 on arm64. Nothing is built where the same archive exists.

    Raises PackagingError where the folder is missing or a requirement has no such wheel.
    """
    folders = [PROJECT / name for name in (folder, *shared)]
    for path in folders:
        if not path.is_dir():
            raise PackagingError(f"there is no folder {path.name} to make a Lambda archive of")
    outer = {parent / "__init__.py" for path in folders for parent in path.parents if PROJECT in parent.parents}
    sources = [*sorted(path for path in outer if path.exists()), *(item for path in folders for item in _sources(path))]
    requirements = [item for path in folders if (item := path / "requirements.txt").exists()]
    digest = hashlib.sha256(f"{PYTHON_VERSION} {PLATFORMS}".encode())
    for path in (*sources, *requirements):
        digest.update(f"{path.relative_to(PROJECT).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    archive = CACHE / f"{folder.replace('/', '-')}-{digest.hexdigest()[:16]}.zip"
    if not archive.exists():
        CACHE.mkdir(exist_ok=True)
        _build(archive, sources, requirements)
    code = hashlib.sha256(archive.read_bytes()).digest()
    return Package(path=archive.relative_to(PROJECT).as_posix(), sha256=b64encode(code).decode())


def _sources(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path for path in files if not path.name.startswith("requirements") and path.suffix != ".md")


def _build(archive: Path, sources: list[Path], requirements: list[Path]) -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        contents = {path.relative_to(PROJECT).as_posix(): path.read_bytes() for path in sources}
        for wheel in _wheels(requirements, Path(scratch)):
            with zipfile.ZipFile(wheel) as opened:
                contents |= {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}
        finished = Path(scratch) / "finished.zip"
        # Stored and not deflated: compressors of different versions give different bytes.
        with zipfile.ZipFile(finished, "w", zipfile.ZIP_STORED) as written:
            for name in sorted(contents):
                entry = zipfile.ZipInfo(name, NO_TIME)
                entry.create_system, entry.external_attr = 3, 0o644 << 16
                written.writestr(entry, contents[name])
        # In one step, so that a build that dies leaves no half an archive.
        finished.replace(archive)


def _wheels(requirements: list[Path], target: Path) -> Iterator[Path]:
    for path in requirements:
        command = [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
            *("--require-hashes", "--only-binary", ":all:", "--implementation", "cp"),
            *("--python-version", PYTHON_VERSION, "--dest", str(target), "--requirement", str(path)),
        ]
        for platform in PLATFORMS:
            command += ["--platform", platform]
        # No shell reads the command, and its words are this file's constants and paths of this project.
        run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (no shell; every word is a constant of this file or a path of the project)
        if run.returncode:
            where = path.relative_to(PROJECT)
            raise PackagingError(f"{where} can't be had as wheels for Lambda (arm64, {PYTHON_VERSION}):\n{run.stderr}")
    return iter(sorted(target.glob("*.whl")))
