"""The code of a Lambda function, as Lambda takes it: an archive of this project's, or what was signed of one."""

from dataclasses import dataclass
from typing import Protocol

from pulumi import Archive, FileArchive, Input

from foundation.packaging import Package


@dataclass(frozen=True, kw_only=True)
class Code:
    """What a function runs: an archive and the hash of its bytes, or an object of a bucket that somebody has signed.

    `signing_arn` is the code signing configuration, which says whose signatures Lambda takes.
    """

    archive: Archive | None = None
    sha256: str | None = None
    bucket: Input[str] | None = None
    key: Input[str] | None = None
    signing_arn: Input[str] | None = None


class Signer(Protocol):
    """Signs the archives of a region's functions."""

    def signed(self, package: Package, *, layered: bool) -> Code:
        """The signed copy of an archive; a `layered` function has layers of somebody else's beside it."""
        ...


def code(package: Package, signer: Signer | None, *, layered: bool) -> Code:
    """What a function runs: the archive itself where nobody signs it."""
    if signer:
        return signer.signed(package, layered=layered)
    return Code(archive=FileArchive(package.path), sha256=package.sha256)
