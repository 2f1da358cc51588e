"""What rotations and the bootstrap leave on the server and in the secrets."""

from typing import Any

import pytest

from lambdas.shared.credential import Credential
from lambdas.shared.database import LoginRefusedError, connect
from tests.rotation_lambda.payers import write_payment
from tests.rotation_lambda.secrets import labels
from tests.rotation_lambda.world import INITIAL_PASSWORD, World


def grants_of(world: World, user: str) -> list[str]:
    """All grants but the one that says that the user exists."""
    rows = [str(row[0]) for row in world.server.run(f"SHOW GRANTS FOR {user}@'%'")]
    return [row for row in rows if not row.startswith("GRANT USAGE")]


def hashes(world: World) -> dict[str, str]:
    """The hash of each user's password on the server."""
    rows = world.server.run(
        "SELECT user, authentication_string FROM mysql.user WHERE user LIKE 'pay%' OR user = 'admin'"
    )
    return {str(user): str(kept) for user, kept in rows}


FILES = [
    "001_payments.sql",
    "002_ledger_entries.sql",
    "003_unbalanced_payments.sql",
    "004_replication_marks.sql",
]


DONE = {"schema": FILES, "users": ["pay_a", "pay_b"]}


def state(world: World) -> list[Any]:
    """Everything that a run could change."""
    return [
        labels(world.application),
        labels(world.master),
        world.credential(world.application),
        world.credential(world.master),
        hashes(world),
        [grants_of(world, user) for user in ("pay_a", "pay_b")],
        world.server.run("SELECT * FROM pay_ments.schema_migrations"),
    ]


def check(world: World) -> None:
    """Everything exists as the bootstrap creates it."""
    world.logs_in(world.credential(world.master))
    current = world.credential(world.application)
    assert current.username == "pay_a"
    with connect(world.database, current) as connection:
        write_payment(connection)
    with pytest.raises(LoginRefusedError):
        world.logs_in(Credential(username="admin", password=INITIAL_PASSWORD))
    for user in ("pay_a", "pay_b"):
        assert grants_of(world, user) == [rf"GRANT SELECT, INSERT, UPDATE ON `pay\_ments`.* TO `{user}`@`%`"]
    rows = world.server.run("SELECT file, finished_at IS NOT NULL FROM pay_ments.schema_migrations ORDER BY file")
    assert rows == [(file, 1) for file in FILES]
    assert world.server.run("SELECT ssl_type FROM mysql.user WHERE user LIKE 'pay%'") == [("ANY",), ("ANY",)]
