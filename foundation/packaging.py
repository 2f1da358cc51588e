"""Lambda archives: built from a source folder and its pinned requirements, the same bytes on every machine."""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pulumi import RunError

from config.project import PROJECT

# Where finished archives are kept, by what went into them.
CACHE = PROJECT / ".build"
PYTHON_VERSION = "3.14"
PLATFORMS = ("manylinux_2_28_aarch64", "manylinux2014_aarch64")
# The earliest time that a zip file can hold, so that no archive depends on when it was built.
NO_TIME = (1980, 1, 1, 0, 0, 0)
# What the functions' sources are, where no git says it: code, statements, schemas and certificates.
SUFFIXES = frozenset({".py", ".sql", ".json", ".pem"})

# What git sets for its hooks, and takes in place of the folder it is called in.
GIT_NAMES = frozenset({"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"})


class PackagingError(RunError):
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

    Raises PackagingError where the folder is missing, has a source that git does not track or a link that it does, or
    where a requirement has no such wheel.
    """
    folders = [PROJECT / name for name in (folder, *shared)]
    for path in folders:
        if not path.is_dir():
            raise PackagingError(f"there is no folder {path.name} to make a Lambda archive of")
    contents = {name: value for path in folders for name, value in _contents(path).items()}
    outer = {parent / "__init__.py" for path in folders for parent in path.parents if PROJECT in parent.parents}
    contents |= {_name(path): _bytes(path) for path in outer if path.exists()}
    requirements = [item for path in folders if (item := path / "requirements.txt").exists()]
    digest = hashlib.sha256(f"{PYTHON_VERSION} {PLATFORMS}".encode())
    for name, value in sorted((contents | {_name(path): _bytes(path) for path in requirements}).items()):
        digest.update(f"{name}\0{len(value)}\0".encode())
        digest.update(value)
    archive = CACHE / f"{folder.replace('/', '-')}-{digest.hexdigest()[:16]}.zip"
    if not archive.exists():
        CACHE.mkdir(exist_ok=True)
        _build(archive, contents, requirements)
    code = hashlib.sha256(archive.read_bytes()).digest()
    return Package(path=archive.relative_to(PROJECT).as_posix(), sha256=b64encode(code).decode())


def _contents(folder: Path) -> dict[str, bytes]:
    """What an archive has of a folder, by name: what git tracks there, or what `SUFFIXES` say where it tracks nothing.

    Whatever else lies there, hidden files and links among it, was not reviewed and may be a secret.
    """
    tracked = _listed(folder, "--cached")
    # Where git does not know it yet, the program that imports it would fail in Lambda, and nowhere before.
    new = [name for name in _listed(folder, "--others", "--exclude-standard") if _is_source(folder / name)]
    if tracked and new:
        raise PackagingError(f"git does not track {_name(folder / new[0])}: `git add` it, move it or ignore it")
    if links := [name for name in tracked if (folder / name).is_symlink()]:
        raise PackagingError(f"{_name(folder / links[0])} is a link, which no archive can hold")
    files = [folder / name for name in tracked] or [path for path in folder.rglob("*") if _is_source(path)]
    # What git tracks may have been deleted by hand.
    packed = [path for path in files if path.is_file() and not path.name.startswith("requirements")]
    return {_name(path): _bytes(path) for path in packed if path.suffix != ".md"}


def _listed(folder: Path, *which: str) -> list[str]:
    """Names of a folder's files as git has them; none where there is no git, or no work tree."""
    command = ["git", "-C", str(folder), "ls-files", "-z", *which]
    # In a hook they name another folder.
    environment = {name: value for name, value in os.environ.items() if name not in GIT_NAMES}
    try:
        run = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 (no shell; every word is a constant of this file or a path of the project)
    except FileNotFoundError:
        return []
    return [name for name in os.fsdecode(run.stdout).split("\0") if name]


def _is_source(path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(PROJECT).parts)
    return not hidden and path.suffix in SUFFIXES and path.is_file() and not path.is_symlink()


def _name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def _bytes(path: Path) -> bytes:
    """A file's bytes with the line ends that git keeps, whatever an editor or a checkout has made of them."""
    value = path.read_bytes()
    # As git tells a text from anything else.
    return value if b"\0" in value else value.replace(b"\r\n", b"\n")


def _build(archive: Path, sources: Mapping[str, bytes], requirements: list[Path]) -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        contents = dict(sources)
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
