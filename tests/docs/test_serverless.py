"""What a page does with DMS's task, it does with a serverless replication too, or says where that is told."""

import pytest

from tests.docs.test_commands import PAGES, commands, text

# What DMS calls the same of either kind.
SERVERLESS = {
    "describe-replication-tasks": "describe-replications",
    "describe-table-statistics": "describe-replication-table-statistics",
    "reload-tables": "reload-replication-tables",
    "start-replication-task": "start-replication",
}
# A serverless replication has no instance to test from, which the guide tells.
ON_AN_INSTANCE = "test-connection"
# The drill writes it, and says of a command its name alone.
WRITTEN = "docs/cutover-faults.md"


def called(page: str) -> set[str]:
    """The operations of DMS that a page calls."""
    return {command for service, command, _ in commands(page) if service == "dms"}


@pytest.mark.parametrize("page", [page for page in PAGES if page != WRITTEN and called(page)])
def test_each_kind_has_its_commands(page: str) -> None:
    found = called(page)
    assert {SERVERLESS[command] for command in found if command in SERVERLESS} <= found
    assert ON_AN_INSTANCE not in found or "#serverless)" in text(page)


def test_every_such_command_is_on_a_page() -> None:
    found = {command for page in PAGES for command in called(page)}
    assert {*SERVERLESS, *SERVERLESS.values(), ON_AN_INSTANCE} <= found
