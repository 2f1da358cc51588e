"""A server for SFTP that behaves as Transfer Family is documented to, with the program's own settings and policies.

From Transfer Family's guide: the third version of the protocol; a logical directory whose root needs no object where
the server lists directories in the optimised way; SETSTAT is an error unless the server ignores it; a file that is open
when its session ends is a partial upload. What S3 is asked for each of a client's requests is in `bucket.py`.
"""

# asyncssh leaves the bytes of its channels untyped.
# pyright: reportUnknownMemberType=false

import stat
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TypeVar

import asyncssh
from asyncssh.constants import FILEXFER_TYPE_DIRECTORY, FILEXFER_TYPE_REGULAR, FXF_READ, FXF_TRUNC

from simulated_aws.values import at
from tests.sftp.bucket import Bucket, RefusedError

T = TypeVar("T")
ROOT = (b"/", b"/.", b".", b"")
FOLDER = asyncssh.SFTPAttrs(type=FILEXFER_TYPE_DIRECTORY, permissions=stat.S_IFDIR | 0o755, size=0)


@dataclass
class Upload:
    """A file that is open to be written."""

    name: str
    content: bytearray


class LoginServer(asyncssh.SSHServer):
    """Lets in whoever has a key that the program gives the user."""

    def __init__(self, bucket: Bucket):
        keys = [key.inputs for key in bucket.graph.of("SshKey")]
        self._keys = [asyncssh.import_public_key(key["body"]) for key in keys if key["userName"] == bucket.user]
        self._user = bucket.user

    def begin_auth(self, username: str) -> bool:
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == self._user and key in self._keys


class StandIn(asyncssh.SFTPServer):
    """One session of a partner."""

    def __init__(self, channel: "asyncssh.SSHServerChannel[bytes]", bucket: Bucket):
        super().__init__(channel)
        self._bucket = bucket
        inputs = bucket.server.inputs
        self._ignores_attributes: bool = at(inputs, "protocolDetails.setStatOption") == "ENABLE_NO_OP"
        self._has_root: bool = at(inputs, "s3StorageOptions.directoryListingOptimization") == "ENABLED"

    def realpath(self, path: bytes) -> bytes:
        return b"/" if path in ROOT else path

    def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        if path in ROOT:
            self._require_root()
            return FOLDER
        size = _answered(lambda: self._bucket.look(_name(path)))
        if size is None:
            raise asyncssh.SFTPNoSuchFile("NoSuchKey")
        return asyncssh.SFTPAttrs(
            type=FILEXFER_TYPE_REGULAR, permissions=stat.S_IFREG | 0o644, size=size, mtime=0, atime=0
        )

    lstat = stat

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        if path not in ROOT:
            raise asyncssh.SFTPNoSuchFile("NoSuchKey")
        self._require_root()
        yield asyncssh.SFTPName(b".", attrs=FOLDER)
        for name in _answered(self._bucket.keys):
            yield asyncssh.SFTPName(name.encode(), attrs=asyncssh.SFTPAttrs(permissions=stat.S_IFREG | 0o644, size=0))

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        name = _name(path)
        if pflags & FXF_READ:
            return _answered(lambda: self._bucket.read(name))
        keeps = not pflags & FXF_TRUNC
        return Upload(name, bytearray(_answered(lambda: self._bucket.begin(name, keeps=keeps))))

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        assert isinstance(file_obj, Upload)
        file_obj.content[offset : offset + len(data)] = data
        self._bucket.arrived += len(data)
        return len(data)

    def close(self, file_obj: object) -> None:
        if isinstance(file_obj, Upload):
            cut_off = self.channel.is_closing()
            _answered(lambda: self._bucket.finish(file_obj.name, bytes(file_obj.content), cut_off=cut_off))

    def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        self._change_attributes()

    def fsetstat(self, file_obj: object, attrs: asyncssh.SFTPAttrs) -> None:
        self._change_attributes()

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        _answered(lambda: self._bucket.rename(_name(oldpath), _name(newpath)))

    posix_rename = rename

    def remove(self, path: bytes) -> None:
        _answered(lambda: self._bucket.delete(_name(path)))

    def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        _answered(lambda: self._bucket.make_folder(_name(path)))

    def exit(self) -> None:
        # scp takes a session without a status for a failed one.
        if not self.channel.is_closing():
            self.channel.exit(0)

    def _change_attributes(self) -> None:
        if not self._ignores_attributes:
            raise asyncssh.SFTPOpUnsupported("SETSTAT unsupported")

    def _require_root(self) -> None:
        if not self._has_root:
            raise asyncssh.SFTPNoSuchFile("NoSuchKey: the root directory does not exist")


def _name(path: bytes) -> str:
    return path.decode().lstrip("/")


def _answered(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except RefusedError as error:
        raise asyncssh.SFTPPermissionDenied(str(error)) from error
