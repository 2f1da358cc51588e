"""Nothing is remediated while the account and the configuration disagree on which region is active."""

from typing import Any

import pytest

from config.sections import Recovery
from ops.drift.freeze import freezes
from ops.lib.outputs import Outputs
from tests.ops.canned import Answers, CannedClients
from tests.ops.drift.second_region import ACTIVE, DATABASE, REPLICA, SECOND_REGION, SECRET, STANDBY
from tests.ops.verify import stack
from tests.support.aws import refused

MISSING = refused("DescribeDBInstances", "DBInstanceNotFound")
HOME: Answers = {"eu-west-2 rds.DescribeDBInstances": {"DBInstances": [{}]}}
HOME_FOLLOWS: Answers = {"eu-west-2 rds.DescribeDBInstances": REPLICA}
RETURNING = {"active": "recovery", "returning": True}


@pytest.mark.parametrize(
    ("settings", "account", "why"),
    [
        ({}, STANDBY | HOME, ()),
        ({"active": "recovery"}, ACTIVE | HOME, ()),
        (RETURNING, ACTIVE | HOME_FOLLOWS, ()),
        # The Region switch plan moved the payments and left no note, or completed only half of it.
        (
            {},
            ACTIVE | HOME,
            ("second-RdsIdentifier in eu-west-1 is a server of its own", "the secrets in eu-west-1 are not replicas"),
        ),
        ({}, STANDBY | HOME | {DATABASE: ACTIVE[DATABASE]}, ("second-RdsIdentifier in eu-west-1 is a server of",)),
        ({}, STANDBY | HOME | {SECRET: ACTIVE[SECRET]}, ("but the secrets in eu-west-1 are not replicas",)),
        (
            {"active": "recovery"},
            STANDBY | HOME,
            ("second-RdsIdentifier in eu-west-1 is still a replica", "the secrets in eu-west-1 are replicas"),
        ),
        ({"active": "recovery"}, ACTIVE | HOME_FOLLOWS, ("set payments:recovery.returning to true",)),
        (
            {"active": "recovery"},
            ACTIVE | HOME | {DATABASE: MISSING},
            ("second-RdsIdentifier in eu-west-1 is mis",),
        ),
        (
            {},
            STANDBY | HOME | {DATABASE: refused("DescribeDBInstances", "AccessDenied")},
            ("which region is active can't",),
        ),
    ],
)
def test_nothing_is_remediated_while_the_account_contradicts_the_configuration(
    settings: dict[str, Any], account: Answers, why: tuple[str, ...]
) -> None:
    given = Outputs(stack.OUTPUTS | SECOND_REGION, "stack prod")
    asked = Recovery.model_validate({"enabled": True, **settings})
    found = freezes(CannedClients(account).clients(), given, "prod", asked, mismatch="")
    assert [all(part in freeze.reason for part in why) for freeze in found] == ([True] if why else [])
    assert all(freeze.pressing for freeze in found)
