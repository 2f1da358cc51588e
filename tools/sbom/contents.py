"""What there is: the packages of the environment, the archives of the stacks' functions, and the Go tools."""

import re
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, cast

from cyclonedx import model
from cyclonedx.model import component, license
from cyclonedx.model.component import ComponentType
from packageurl import PackageURL
from pulumi import FileArchive, FileAsset

from catalog.lambda_ import FUNCTION
from catalog.s3 import BUCKET_OBJECT
from config.project import PROJECT
from tests.support.graph import STACKS, build_stack
from tools.sbom.licences import normalized, of
from tools.sbom.modules import licence

TOOLS = PROJECT / "tools"
# The Go programs of the Makefile, with their licences and where their modules are pinned.
GO = {
    "github.com/pulumi/pulumi/pkg/v3": ("Apache-2.0", TOOLS),
    "github.com/rhysd/actionlint": ("MIT", TOOLS / "actionlint"),
}
# The library's decorators hide what its classes take from the type checker.
Component: Any = component.Component
LicenseExpression: Any = license.LicenseExpression
HashType: Any = model.HashType
MODULE = re.compile(r"^\s*(?:require )?([\w./~-]+\.[\w./~-]+) (v\S+)", re.MULTILINE)


def environment() -> list[Any]:
    """The packages that are installed beside the program."""
    found = {normalized(item.metadata["Name"]): cast(Message, item.metadata) for item in distributions()}
    return [_package(metadata) for _, metadata in sorted(found.items())]


def archives() -> list[Any]:
    """The archives that the functions of the committed stacks are made of, each with its packages and its files."""
    # Signed code is a copy of an object, which is the archive that was uploaded.
    held = {FUNCTION.token: "code", BUCKET_OBJECT.token: "source"}
    made = (item for stack in STACKS for item in build_stack(stack) if held.get(item.token) in item.inputs)
    paths = {str(cast(FileArchive | FileAsset, item.inputs[held[item.token]]).path) for item in made}
    return [archive(PROJECT / path) for path in sorted(paths)]


def archive(path: Path) -> Any:
    """An archive with its packages and its files."""
    with zipfile.ZipFile(path) as opened:
        names = sorted(opened.namelist())
        stated = [name for name in names if name.endswith(".dist-info/METADATA")]
        packages = [_package(message_from_bytes(opened.read(name))) for name in stated]
        files = [_file(name, opened.read(name)) for name in names]
    digest = sha256(path.read_bytes()).hexdigest()
    return Component(
        type=ComponentType.APPLICATION,
        name=path.name,
        bom_ref=path.name,
        hashes=[HashType(alg=model.HashAlgorithm.SHA_256, content=digest)],
        components=[*packages, *files],
    )


def tools() -> list[Any]:
    """The Go programs, each with the modules that it is built of."""
    return [_program(name, stated, folder) for name, (stated, folder) in GO.items()]


def _package(metadata: Message) -> Any:
    name, version = normalized(str(metadata["Name"])), str(metadata["Version"])
    return Component(
        type=ComponentType.LIBRARY,
        name=name,
        version=version,
        licenses=[LicenseExpression(of(metadata))],
        purl=PackageURL("pypi", name=name, version=version),
    )


def _file(name: str, content: bytes) -> Any:
    digest = HashType(alg=model.HashAlgorithm.SHA_256, content=sha256(content).hexdigest())
    return Component(type=ComponentType.FILE, name=name, hashes=[digest])


def modules() -> set[str]:
    """The modules that the Go programs are built of, with their versions, joined by `@`."""
    return {
        f"{name}@{version}"
        for program, (_, folder) in GO.items()
        for name, version in _pinned(folder).items()
        if name != program
    }


def _pinned(folder: Path) -> dict[str, str]:
    return dict(cast(list[tuple[str, str]], MODULE.findall((folder / "go.mod").read_text())))


def _program(name: str, stated: str, folder: Path) -> Any:
    pinned = _pinned(folder)
    return Component(
        type=ComponentType.APPLICATION,
        name=name,
        version=pinned[name],
        licenses=[LicenseExpression(stated)],
        purl=_go(name, pinned[name]),
        components=[_module(module, version) for module, version in sorted(pinned.items()) if module != name],
    )


def _module(module: str, version: str) -> Any:
    known = licence(module, version)
    return Component(
        type=ComponentType.LIBRARY,
        name=module,
        version=version,
        licenses=[LicenseExpression(known)] if known else [],
        purl=_go(module, version),
    )


def _go(module: str, version: str) -> PackageURL:
    above, _, last = module.rpartition("/")
    return PackageURL("golang", namespace=above or None, name=last, version=version)


def inside(components: list[Any]) -> Iterator[Any]:
    """Components and all that they hold."""
    for item in components:
        yield item
        yield from inside(list(item.components))
