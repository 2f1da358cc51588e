"""Connections are verified or refused, and failures have the class that says what they are."""

import socket
import string
import struct
import sys
import threading
import traceback
from dataclasses import replace

import pytest

from lambdas.shared.credential import Credential
from lambdas.shared.database import (
    CA_FILE,
    Database,
    DatabaseError,
    LoginRefusedError,
    TlsError,
    UnreachableError,
    connect,
    execute,
    failure,
)
from rotation_lambda.users import set_password
from tests.rotation_lambda.world import INITIAL_PASSWORD, World

MASTER = Credential(username="admin", password=INITIAL_PASSWORD)


@pytest.mark.parametrize(
    ("errno", "kind"),
    [
        *((errno, LoginRefusedError) for errno in (1045, 1698, 3118, 1862)),
        *((errno, UnreachableError) for errno in (2002, 2003, 2005, 2006, 2013)),
        *((errno, TlsError) for errno in (2026, 3159)),
        *((errno, DatabaseError) for errno in (1040, 1044, 1049, 1064, 1142, 1205, 1213, 0)),
    ],
)
def test_every_number_has_its_kind(errno: int, kind: type[DatabaseError]) -> None:
    made = failure(errno, "a failure")
    assert type(made) is kind
    assert made.errno == errno
    assert str(made) == f"a failure ({errno})"


def test_a_wrong_password_is_a_refused_login_without_further_libraries(
    bare: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(LoginRefusedError, match=r"no login for admin at 127\.0\.0\.1:\d+ \(1045\)"):
        connect(bare.database, replace(MASTER, password="wrong"), schema=False)  # noqa: S106 (it is)


def test_a_database_that_does_not_exist_is_another_failure(bare: World) -> None:
    with pytest.raises(DatabaseError, match="1049") as raised:
        connect(bare.database, MASTER)
    assert type(raised.value) is DatabaseError


@pytest.mark.parametrize("ca_file", ["other", "rds", "absent", "empty"])
def test_a_server_that_cannot_be_verified_gets_no_password(
    bare: World, ca_file: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("certificates")
    (folder / "empty").touch()
    files = {"other": bare.server.other_ca_file, "rds": CA_FILE}
    database = replace(bare.database, ca_file=files.get(ca_file, str(folder / ca_file)))
    with pytest.raises(TlsError, match="2026"):
        connect(database, MASTER, schema=False)


def test_a_certificate_for_another_name_is_not_accepted(bare: World) -> None:
    with pytest.raises(TlsError, match="certificate is not valid for 'localhost'"):
        connect(replace(bare.database, host="localhost"), MASTER, schema=False)


def test_a_closed_port_is_no_wrong_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(UnreachableError, match="refused"):
        connect(Database(host="127.0.0.1", port=port, name="payments"), MASTER)


def test_a_server_without_tls_gets_not_even_the_users_name() -> None:
    """As somebody in between would pretend, who wants the password in the clear."""
    received: list[bytes] = []
    capabilities = 0x0200 | 0x8000  # the protocol of 4.1, and passwords as it has them; no TLS
    greeting = b"\x0a8.4.0\0" + struct.pack("<I", 1) + b"12345678\0" + struct.pack("<HBHH", capabilities, 45, 2, 8)
    greeting += bytes([21]) + bytes(10) + b"123456789012\0" + b"mysql_native_password\0"

    def serve(listening: socket.socket) -> None:
        peer, _ = listening.accept()
        with peer:
            peer.sendall(struct.pack("<I", len(greeting)) + greeting)
            received.append(peer.recv(4096))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=[listening])
        thread.start()
        with pytest.raises(TlsError, match="2026"):
            connect(Database(host="127.0.0.1", port=listening.getsockname()[1], name="payments"), MASTER)
        thread.join()
    assert received == [b""]


def test_a_server_that_hangs_up_is_unreachable() -> None:
    def serve(listening: socket.socket) -> None:
        listening.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=[listening])
        thread.start()
        with pytest.raises(UnreachableError):
            connect(Database(host="127.0.0.1", port=listening.getsockname()[1], name="payments"), MASTER)
        thread.join()


def test_the_server_takes_no_connection_in_the_clear(bare: World) -> None:
    assert bare.server.run("SHOW VARIABLES LIKE 'require_secure_transport'") == [("require_secure_transport", "ON")]
    with connect(bare.database, MASTER, schema=False) as connection:
        [(_, cipher)] = execute(connection, "SHOW STATUS LIKE 'Ssl_cipher'")
    assert cipher


def test_every_special_character_can_be_in_a_password(world: World) -> None:
    with connect(world.database, world.credential(world.master), autocommit=True) as master:
        for character in string.punctuation:
            password = f"a{character}{character}Z9%s{character}"
            set_password(master, "pay_b", password)
            world.logs_in(Credential(username="pay_b", password=password))


def test_a_failed_statement_does_not_show_its_text(bare: World) -> None:
    """A syntax error of the server's quotes what it did not understand: here, a password."""
    with connect(bare.database, MASTER, schema=False) as connection, pytest.raises(DatabaseError) as raised:
        execute(connection, "ALTER USER pay_a IDENTIFIED WITH 'a secret' 'another'")
    assert str(raised.value) == "ALTER failed (1064)"
    shown = "".join(traceback.format_exception(raised.value))
    assert "a secret" not in shown.replace("execute(connection, \"ALTER USER pay_a IDENTIFIED WITH 'a secret'", "")
