"""Nothing is remediated while the account and the configuration disagree on which region is active."""

import pytest

from ops.drift.active_region import Active
from ops.drift.freeze import freezes
from ops.lib.outputs import Outputs
from tests.ops.canned import Answers, CannedClients
from tests.ops.drift.second_region import ACTIVE, DATABASE, SECOND_REGION, SECRET, STANDBY
from tests.ops.verify import stack
from tests.support.aws import refused


@pytest.mark.parametrize(
    ("active", "account", "why"),
    [
        ("primary", STANDBY, ""),
        ("recovery", ACTIVE, ""),
        # The Region switch plan moved the payments and left no note, or completed only half of it.
        (
            "primary",
            ACTIVE,
            "second-RdsIdentifier in eu-west-1 is not a replica and the secrets in eu-west-1 are not replicas",
        ),
        (
            "primary",
            STANDBY | {DATABASE: ACTIVE[DATABASE]},
            "second-RdsIdentifier in eu-west-1 is not a replica, although",
        ),
        ("primary", STANDBY | {SECRET: ACTIVE[SECRET]}, "the secrets in eu-west-1 are not replicas, although"),
        (
            "recovery",
            STANDBY,
            "second-RdsIdentifier in eu-west-1 is a replica and the secrets in eu-west-1 are replicas",
        ),
        (
            "primary",
            STANDBY | {DATABASE: refused("DescribeDBInstances", "AccessDenied")},
            "which region is active can't",
        ),
    ],
)
def test_nothing_is_remediated_while_the_account_contradicts_the_configuration(
    active: Active, account: Answers, why: str
) -> None:
    given = Outputs(stack.OUTPUTS | SECOND_REGION, "stack prod")
    found = freezes(CannedClients(account).clients(), given, "prod", active, mismatch="")
    assert [freeze.reason.startswith(why) for freeze in found] == ([True] if why else [])
    assert all(freeze.pressing for freeze in found)
