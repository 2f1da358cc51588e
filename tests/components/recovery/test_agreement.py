"""The program ends before it plans anything where the account contradicts it on the region that serves."""

from typing import Any

import pytest
from pulumi import RunError

from simulated_aws.account import Account
from simulated_aws.failover import forbid_lookup, note_move
from tests.support.graph import run_stack
from tests.support.moved import server

HOME, AWAY = "eu-west-2", "eu-west-1"
FIRST, SECOND = "database-staging", "dr-database-staging"
ARN = "arn:aws:rds:{}:123456789012:db:{}"


def account(first: str | None = None, second: str | None = None, moved_to: str | None = None) -> Account:
    """An account with the servers as they are said to be: none, "own", or "replica", and with a note or none."""
    made = Account()
    for name, region, state, source in (
        (FIRST, HOME, first, ARN.format(AWAY, SECOND)),
        (SECOND, AWAY, second, ARN.format(HOME, FIRST)),
    ):
        if state:
            made.resources[name] = server(name, region, source if state == "replica" else "")
    if moved_to:
        note_move(made, "staging", AWAY, moved_to)
    return made


def preview(known: Account, **settings: Any) -> None:
    run_stack("staging", preview=True, changes={"payments:recovery": settings}, account=known)


@pytest.mark.parametrize(
    ("known", "settings", "said"),
    [
        (account("own", "own"), {"enabled": True}, f"{SECOND} in {AWAY} is a server of its own"),
        (account("replica", "own"), {"enabled": True}, f"{FIRST} in {HOME} is a replica"),
        (account("own", "replica", AWAY), {"enabled": True}, f"payments are moved to {AWAY}"),
        # Without a second region its server would go, whatever it does.
        (account("own", "own"), {"enabled": False}, f"{SECOND} in {AWAY} is a server of its own"),
        (account(), {"enabled": True, "active": "recovery"}, f"{SECOND} in {AWAY} is missing"),
        (account("own", "replica"), {"enabled": True, "active": "recovery"}, "is still a replica"),
        (account("replica", "own"), {"enabled": True, "active": "recovery"}, "payments:recovery.returning to true"),
        (
            account("own", "own", HOME),
            {"enabled": True, "active": "recovery", "returning": True},
            f"payments are moved back to {HOME}",
        ),
    ],
)
def test_a_contradiction_ends_the_program_before_it_makes_anything(
    known: Account, settings: dict[str, Any], said: str
) -> None:
    before = known.live()
    with pytest.raises(RunError, match=r"payments:recovery.active is ") as refusal:
        run_stack("staging", changes={"payments:recovery": settings}, account=known)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert known.live() == before


@pytest.mark.parametrize(
    ("known", "settings"),
    [
        (account("own"), {"enabled": True}),
        (account("own", "own", HOME), {"enabled": True}),
        (account("own", "own", AWAY), {"enabled": True, "active": "recovery"}),
        (account(None, "own"), {"enabled": True, "active": "recovery", "returning": True}),
    ],
)
def test_what_agrees_is_planned(known: Account, settings: dict[str, Any]) -> None:
    preview(known, **settings)


@pytest.mark.parametrize(
    "lookup",
    [
        "aws:rds/getInstances:getInstances",
        "aws:rds/getInstance:getInstance",
        "aws:ssm/getParametersByPath:getParametersByPath",
    ],
)
def test_a_preview_that_may_not_look_says_so_and_plans_nothing(lookup: str) -> None:
    known = account("own", "replica")
    forbid_lookup(known, lookup)
    with pytest.raises(RunError, match="can't be read, so nothing is planned; rds:DescribeDBInstances and ssm:Get"):
        preview(known, enabled=True)
