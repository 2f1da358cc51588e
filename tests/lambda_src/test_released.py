"""Code and schema work together across one version, whichever of the two is the newer one."""

import ast
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lambda_src import ledger
from lambdas.shared.database import DatabaseError
from rotation_lambda import schema
from rotation_lambda.bootstrap import Bootstrap
from tests.lambda_src.released import PAYMENTS, Release, audited, exercise, recorded
from tests.rotation_lambda.world import INITIAL_PASSWORD, World

CODE = Path(ledger.__file__).parent
STATEMENT = re.compile(r"(SELECT|INSERT|UPDATE|DELETE|SET|START)\b[^{%]*")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The schema files of the release."""
    return _until(Release.read().schema, tmp_path)


def test_released_code_works_with_the_schema(world: World) -> None:
    """An `up` changes the schema before the code, and a version that is taken back finds the new schema."""
    _send_released(world)


def test_code_works_with_the_released_schema(bare: World, folder: Path) -> None:
    """A schema file that could not be applied yet, as on a copy, stops no payment."""
    Bootstrap(bare.settings, bare.store(), folder).run(INITIAL_PASSWORD)
    with closing(bare.connections().ready()) as connection:
        exercise(connection)


def test_the_schemas_files_work_with_released_code() -> None:
    assert _undeclared(schema.FOLDER) == []


GOOD = {
    "a column that may be empty": "ALTER TABLE payments ADD COLUMN reference VARCHAR(64) NULL",
    "a column with a default": "ALTER TABLE payments ADD COLUMN channel VARCHAR(16) NOT NULL DEFAULT 'queue'",
    "a wider column": "ALTER TABLE payments MODIFY COLUMN variant VARCHAR(64) NULL",
    "a table": "CREATE TABLE refunds (refund_id CHAR(36) PRIMARY KEY)",
    "an index": "ALTER TABLE payments ADD KEY payments_currency (currency, created_at)",
    "what nothing uses": "DROP VIEW unbalanced_payments",
}
BAD = {
    "a column is gone": "ALTER TABLE payments DROP COLUMN variant",
    "a column has another name": "ALTER TABLE ledger_entries RENAME COLUMN account TO account_id",
    "a table has another name": "RENAME TABLE ledger_entries TO entries",
    "a column has to be given": "ALTER TABLE payments ADD COLUMN channel VARCHAR(16) NOT NULL",
    "a column may not be empty": "ALTER TABLE payments MODIFY COLUMN variant VARCHAR(32) NOT NULL",
    "a column is too narrow": "ALTER TABLE payments MODIFY COLUMN idempotency_key VARCHAR(4) NOT NULL",
    "a key is unique": "ALTER TABLE payments ADD UNIQUE KEY payments_once (debtor, creditor)",
    "a check refuses more": "ALTER TABLE payments ADD CONSTRAINT euros CHECK (currency = 'EUR')",
    "an index is gone": "ALTER TABLE payments DROP KEY payments_created_at",
}


@pytest.mark.parametrize("change", GOOD)
def test_a_change_that_released_code_works_with_passes(bare: World, folder: Path, change: str) -> None:
    _bootstrap(bare, folder, GOOD[change])
    _send_released(bare)


@pytest.mark.parametrize("change", BAD)
def test_a_change_that_released_code_fails_with_is_found(bare: World, folder: Path, change: str) -> None:
    _bootstrap(bare, folder, BAD[change])
    with pytest.raises(DatabaseError, match="failed"):
        _send_released(bare)


def test_code_that_needs_a_newer_schema_is_found(bare: World, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Bootstrap(bare.settings, bare.store(), folder).run(INITIAL_PASSWORD)
    monkeypatch.setattr(ledger, "INSERT_PAYMENTS", ledger.INSERT_PAYMENTS.replace("variant", "variant_name"))
    with closing(bare.connections().ready()) as connection, pytest.raises(DatabaseError, match="INSERT failed"):
        exercise(connection)


def test_a_file_that_does_not_say_so_is_found(folder: Path) -> None:
    known = len(list(folder.iterdir()))
    for number, first in ((1, f"-- Code works with it since {known:03}.\n"), (2, "")):
        (folder / f"{known + number:03}_more.sql").write_text(f"{first}SELECT 1")
    assert _undeclared(folder) == [f"{known + 2:03}_more.sql"]


def test_the_exercise_sends_each_statement_of_the_code(world: World) -> None:
    with closing(world.connections().ready()) as connection, recorded() as sent:
        exercise(connection)
    texts = [one.text for one in sent]
    written = sorted(set(_statements()))
    assert len(written) >= 11
    assert [text for text in written if not any(one.startswith(text) for one in texts)] == []


def _until(last: str, folder: Path) -> Path:
    for path in sorted(schema.FOLDER.iterdir()):
        if path.name <= last:
            shutil.copy(path, folder)
    return folder


def _bootstrap(bare: World, folder: Path, statement: str) -> None:
    known = len(list(folder.iterdir()))
    (folder / f"{known + 1:03}_change.sql").write_text(statement)
    Bootstrap(bare.settings, bare.store(), folder).run(INITIAL_PASSWORD)


def _send_released(world: World) -> None:
    with closing(world.connections().ready()) as connection:
        Release.read().send(connection)
        assert audited(connection) == (PAYMENTS, [])


def _undeclared(folder: Path) -> list[str]:
    """The files since the release that its code would be refused with."""
    files = schema.migrations(folder)
    released = [item.file for item in files].index(Release.read().schema) + 1
    return [item.file for item in files[released:] if item.works_since > released]


def _statements() -> Iterator[str]:
    """How the statements begin that stand in the code, up to their first value."""
    for path in CODE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if found := STATEMENT.match(text):
                yield found[0].rstrip()
