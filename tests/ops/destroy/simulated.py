"""A simulated account as `make destroy` sees it: its answers, its time, and a stack's resources in it."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from ops.destroy.inventory import Inventory, deployed
from ops.lib.steps import Clock
from simulated_aws.account import Account
from simulated_aws.destruction import ANSWERS, answer
from simulated_aws.modelling import ApiError
from tests.ops.canned import Answers, CannedClients
from tests.support.aws import refused
from tests.support.graph import Registered

REGIONS = ("eu-west-2", "eu-west-1")


def clients_of(account: Account, instead: Answers | None = None) -> CannedClients:
    """Clients whose calls the account answers, but for those that are answered otherwise."""
    answers: Answers = {
        f"{region} {call}": partial(_ask, account, call, region) for call in ANSWERS for region in REGIONS
    }
    return CannedClients(answers | (instead or {}))


def clock_of(account: Account) -> Clock:
    """A clock whose pauses pass in the account."""
    passed = 0.0

    def pause(seconds: float) -> None:
        nonlocal passed
        passed += seconds
        account.let_pass(seconds / 60)

    return Clock(now=lambda: passed, pause=pause)


def inventory_of(resources: Iterable[Registered], folder: Path) -> Inventory:
    """What a program registered, as the state has it."""
    state = [
        {
            "type": item.token,
            "urn": item.urn,
            "id": item.id,
            "outputs": item.properties,
            "retainOnDelete": item.retained,
        }
        for item in resources
        if item.custom
    ]
    return Inventory("dev", deployed({"deployment": {"resources": state}}, REGIONS[0]), folder)


def _ask(account: Account, call: str, region: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return account.act(answer, call, asked, region)
    except ApiError as error:
        raise _client_error(call, error) from None


def _client_error(call: str, error: ApiError) -> ClientError:
    return refused(call.partition(".")[2], error.code, str(error))
