"""A stack that is destroyed, soon or after it was used, and comes again."""

from pathlib import Path

import pytest

from catalog import cloudwatch
from ops.destroy.leftovers import removals
from ops.destroy.steps import preparations
from ops.lib.context import Context
from ops.lib.steps import Status, Steps, Taken
from simulated_aws.account import Account
from simulated_aws.modelling import AwsError
from tests.ops.destroy.simulated import clients_of, clock_of, inventory_of
from tests.support.graph import STACKS, Graph, run_stack, stack_values
from tests.support.moved import account_of

DEV, PROD = stack_values("dev"), stack_values("prod")
TRANSFER = {
    "payments:protection": {"deletionProtection": True},
    "payments:migration": {"transfer": PROD["payments:migration"]["transfer"]},
}
# A release grows for a day and bakes for another at most.
SETTLED_MINUTES = 2 * 24 * 60


def destroy(graph: Graph, account: Account, folder: Path) -> list[Taken]:
    """Takes the steps of `make destroy`, between which the engine deletes what the program made, the last first.

    Returns those that changed something.
    """
    context = Context(clients=clients_of(account).clients(), clock=clock_of(account))
    inventory, steps = inventory_of(graph, folder), Steps(context.clock, lambda taken: None)
    assert steps.take(preparations(inventory, context)), steps.taken[-1]
    delete(graph, account)
    assert steps.take(removals(inventory, context)), steps.taken[-1]
    return [taken for taken in steps.taken if taken.outcome.status is Status.DONE]


def delete(graph: Graph, account: Account, part: str = "") -> None:
    """Deletes what a program made, or one of its parts by the beginning of its names, as the engine alone does."""
    for item in reversed(list(graph)):
        if item.custom and not item.token.startswith("pulumi:") and item.name.startswith(part):
            account.delete(item.id)


def test_a_stack_that_rests_and_was_not_used_goes_without_a_rest() -> None:
    account = Account()
    graph = run_stack("dev", account=account)
    account.let_pass(SETTLED_MINUTES)
    delete(graph, account)
    assert account.live() == {}


def test_a_stack_goes_while_a_release_of_flags_is_on_its_way(tmp_path: Path) -> None:
    account = Account()
    graph = run_stack("dev", account=account)
    with pytest.raises(AwsError, match="a deployment to the environment is in progress"):
        delete(graph, account, part="flags-")
    (stopped, *_) = destroy(graph, account, tmp_path)
    assert "deployment" in stopped.outcome.text
    assert account.live() == {}


def test_the_log_groups_of_a_stack_come_again_after_it_was_destroyed(tmp_path: Path) -> None:
    account = Account()
    graph = run_stack("dev", account=account)
    groups = [live for live in account.live().values() if live.token == cloudwatch.LOG_GROUP.token]
    removed = destroy(graph, account, tmp_path)[-1].outcome.text
    assert "/aws/rds/instance/database-dev/" in removed
    for group in groups:
        # Its key is another one then.
        account.create(group.token, group.name, {**group.inputs, "kmsKeyId": None})


def test_a_protected_stack_with_files_goes(tmp_path: Path) -> None:
    account = Account()
    graph = run_stack("dev", changes=TRANSFER, account=account)
    for bucket in graph.of("Bucket"):
        # More than S3 lists at once.
        for number in range(1001):
            account.write(bucket.id, f"file-{number}")
    destroy(graph, account, tmp_path)
    assert account.live() == {}


@pytest.mark.parametrize("stack", STACKS)
def test_each_committed_stack_goes(stack: str, tmp_path: Path) -> None:
    account = account_of(stack, stack_values(stack))
    graph = run_stack(stack, account=account)
    destroy(graph, account, tmp_path)
    assert account.live() == {}


def test_sftp_is_switched_off_in_a_protected_stack() -> None:
    account = Account()
    graph = run_stack("dev", changes=TRANSFER, account=account)
    delete(graph, account, part="transfer-")
    assert not [live for live in account.live().values() if live.token.startswith("aws:transfer/")]


def test_the_files_of_a_protected_stack_outlive_the_switch() -> None:
    account = Account()
    graph = run_stack("dev", changes=TRANSFER, account=account)
    landing = graph.one("transfer-landing-files-bucket").id
    account.write(landing)
    with pytest.raises(AwsError, match=f"BucketNotEmpty: .*{landing}"):
        delete(graph, account, part="transfer-")


@pytest.mark.parametrize("stack", STACKS)
def test_the_first_release_of_flags_is_not_rolled_back(stack: str) -> None:
    account = account_of(stack, stack_values(stack))
    run_stack(stack, account=account)
    assert account.rolled_back() == []
