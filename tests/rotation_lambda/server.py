"""A MariaDB server of the tests' own, which takes encrypted connections only."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pymysql
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

HOST = "127.0.0.1"
OTHER_HOST = "127.0.0.2"
PACKAGE = "mariadb-server"
# Without an end of its own the server would give the name one.
LOG = "log.err"


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server, the CA file of its certificate, and the file of a CA that did not sign it."""

    host: str
    port: int
    socket: str
    ca_file: str
    other_ca_file: str

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """Runs statements as the server's own administrator, through its socket; returns the last one's rows."""
        # A context for TLS takes longer than most statements, and a socket needs none.
        connection = pymysql.connect(unix_socket=self.socket, user="root", autocommit=True, ssl_disabled=True)
        with connection as root, root.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())


def available() -> bool:
    """Whether the server's program is there, after an attempt to install it where that is allowed."""
    if shutil.which("mariadbd") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", PACKAGE]):
            subprocess.run(["apt-get", "-qq", *command], env=environment, capture_output=True, check=False)  # noqa: S603, S607 (the words above)
    return shutil.which("mariadbd") is not None


def require_server() -> None:
    """Skips the test where no server can be had; fails it in CI, where one has to be."""
    if available():
        return
    reason = f"there is no mariadbd, and the package {PACKAGE} can't be installed here"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(kw_only=True)
class Process:
    """A server's process, the command that started it, and its folder."""

    server: Server
    command: list[str]
    process: subprocess.Popen[bytes]
    folder: Path

    def kill(self) -> None:
        """Kills the server in the middle of its work; its data stays."""
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        """Starts it again with its data, on the same port."""
        self.process = subprocess.Popen(self.command)  # noqa: S603 (the words of _start)
        _await(self)

    def stop(self) -> None:
        """Kills the server and deletes its data; fails the test with the server's log where it has ended by itself."""
        crashed = self.process.poll() not in (None, -signal.SIGKILL)
        log = self.log()
        self.kill()
        shutil.rmtree(self.folder)
        if crashed:
            pytest.fail(f"the server has ended by itself, with {self.process.returncode}:\n{log[-10_000:]}")

    def log(self) -> str:
        """What the server has written so far."""
        return (self.folder / LOG).read_text(errors="replace")


def start(*options: str) -> Process:
    """A server with no user but its administrator."""
    return _start(HOST, _free_port(HOST), "--server-id=1", *options)


@contextmanager
def durable() -> Generator[Process]:
    """A server that keeps what it committed when it is killed, as RDS does."""
    require_server()
    started = start("--innodb-flush-log-at-trx-commit=1")
    try:
        yield started
    finally:
        started.stop()


def start_beside(other: Server) -> Process:
    """Another one on the same port of another address, with the same certificate."""
    return _start(OTHER_HOST, other.port, "--server-id=2", certificates=Path(other.ca_file).parent)


def _start(host: str, port: int, *options: str, certificates: Path | None = None) -> Process:
    # Not below pytest's own folder, into which another user than root can't look.
    folder = Path(tempfile.mkdtemp(prefix="payments-server-"))
    folder.chmod(0o755)
    data = folder / "data"
    user = ["--user=mysql"] if os.geteuid() == 0 else []
    if certificates:
        for name in ("ca.pem", "other-ca.pem", "server.pem", "server.key"):
            shutil.copy(certificates / name, folder)
    else:
        certificates_of(folder)
    # Its bootstrap asks the kernel for asynchronous I/O, of which several servers at once may get none.
    for attempt in range(3):
        made = subprocess.run(  # noqa: S603 (the words below)
            [
                *("mariadb-install-db", "--no-defaults", *user, f"--datadir={data}", "--innodb-use-native-aio=0"),
                *("--auth-root-authentication-method=normal", "--skip-test-db"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode == 0:
            break
        shutil.rmtree(data, ignore_errors=True)
        assert attempt < 2, f"mariadb-install-db failed: {made.stdout}{made.stderr}"
    if user:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, "mysql")
    server = Server(
        host=host,
        port=port,
        socket=str(folder / "socket"),
        ca_file=str(folder / "ca.pem"),
        other_ca_file=str(folder / "other-ca.pem"),
    )
    command = [
        *("mariadbd", "--no-defaults", *user, f"--datadir={data}", f"--socket={server.socket}"),
        *(f"--bind-address={host}", f"--port={port}", f"--pid-file={folder / 'pid'}", "--skip-name-resolve"),
        *(
            f"--ssl-ca={server.ca_file}",
            f"--ssl-cert={folder / 'server.pem'}",
            f"--ssl-key={folder / 'server.key'}",
        ),
        *("--require-secure-transport=ON", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M"),
        # Another server's temporary tables are none of its business.
        f"--tmpdir={folder}",
        # As on RDS, for a replica to read.
        f"--log-bin={data / 'binlog'}",
        *(f"--log-error={folder / LOG}", *options),
    ]
    process = subprocess.Popen(command)  # noqa: S603 (the words above)
    started = Process(server=server, command=command, process=process, folder=folder)
    _await(started)
    server.run("DELETE FROM mysql.global_priv WHERE User = ''", "FLUSH PRIVILEGES")
    return started


def _await(started: Process) -> None:
    until = time.monotonic() + 60
    while not _listens(started.server.socket):
        if started.process.poll() is not None or time.monotonic() > until:
            pytest.fail(f"the server did not start:\n{started.log()}")
        time.sleep(0.05)


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def certificates_of(folder: Path) -> None:
    """A new authority, another one, and a server's certificate of the first: files of these names are replaced."""
    key, authority = _authority("Tests")
    (folder / "ca.pem").write_bytes(authority.public_bytes(Encoding.PEM))
    (folder / "other-ca.pem").write_bytes(_authority("Others")[1].public_bytes(Encoding.PEM))
    own = ec.generate_private_key(ec.SECP256R1())
    names = [x509.IPAddress(ip_address(HOST)), x509.IPAddress(ip_address(OTHER_HOST))]
    certificate = (
        _builder("server", authority.subject, own)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, SHA256())
    )
    (folder / "server.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.key").write_bytes(private)


def _authority(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(name, _name(name), key).add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
    return key, builder.sign(key, SHA256())


def _builder(name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])
