"""A stack that is destroyed, soon or after it was used, and comes again."""

import pytest

from catalog import cloudwatch
from simulated_aws.account import Account
from simulated_aws.modelling import AwsError
from tests.support.graph import STACKS, Graph, run_stack, stack_values

DEV, PROD = stack_values("dev"), stack_values("prod")
ENDPOINTS = {"interfaceEndpoints": PROD["payments:network"]["interfaceEndpoints"]}
TRANSFER = {
    "payments:network": DEV.get("payments:network", {}) | ENDPOINTS,
    "payments:protection": {"deletionProtection": True},
    "payments:migration": {"transfer": PROD["payments:migration"]["transfer"]},
}
# A release grows for a day and bakes for another at most.
SETTLED_MINUTES = 2 * 24 * 60


def destroy(graph: Graph, account: Account, part: str = "") -> None:
    """Deletes what a program made, the last first, or one of its parts by the beginning of its names."""
    for item in reversed(list(graph)):
        if item.custom and not item.token.startswith("pulumi:") and item.name.startswith(part):
            account.delete(item.id)


def test_a_stack_that_rests_and_was_not_used_goes_without_a_rest() -> None:
    account = Account()
    graph = run_stack("dev", account=account)
    account.let_pass(SETTLED_MINUTES)
    destroy(graph, account)
    assert account.live() == {}


@pytest.mark.xfail(
    strict=True,
    raises=AwsError,
    reason="AppConfig keeps the environment while a release is on its way; nothing stops it",
)
def test_a_stack_goes_while_a_release_of_flags_is_on_its_way() -> None:
    account = Account()
    destroy(run_stack("dev", account=account), account)


@pytest.mark.xfail(
    strict=True, raises=AwsError, reason="RDS makes its log groups again after they are deleted; nothing removes them"
)
def test_the_log_groups_of_a_stack_come_again_after_it_was_destroyed() -> None:
    account = Account()
    graph = run_stack("dev", account=account)
    groups = [live for live in account.live().values() if live.token == cloudwatch.LOG_GROUP.token]
    account.let_pass(SETTLED_MINUTES)
    destroy(graph, account)
    for group in groups:
        # Its key is another one then.
        account.create(group.token, group.name, {**group.inputs, "kmsKeyId": None})


@pytest.mark.parametrize(
    "used",
    [
        False,
        pytest.param(
            True,
            marks=pytest.mark.xfail(
                strict=True, raises=AwsError, reason="S3 keeps a bucket with objects in it; nothing empties it"
            ),
        ),
    ],
)
def test_sftp_is_switched_off_in_a_protected_stack(used: bool) -> None:
    account = Account()
    graph = run_stack("dev", changes=TRANSFER, account=account)
    if used:
        account.write(graph.one("transfer-landing-files-bucket").id)
    destroy(graph, account, part="transfer-")
    assert not [live for live in account.live().values() if live.token.startswith("aws:transfer/")]


@pytest.mark.parametrize("stack", STACKS)
def test_the_first_release_of_flags_is_not_rolled_back(stack: str) -> None:
    account = Account()
    run_stack(stack, account=account)
    assert account.rolled_back() == []
