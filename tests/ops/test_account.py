"""Every command asks whose credentials it has been given, and does nothing in another account than its stack's."""

import json
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore.exceptions import EndpointConnectionError
from pulumi.automation import OutputValue

from config.project import PROJECT
from ops.destroy.inventory import Inventory
from ops.lib import account
from ops.lib.command import CommandError
from tests.ops.canned import Answers, CannedClients
from tests.ops.verify import stack
from tests.ops.verify.stack import ACCOUNT, FIRST, SECOND
from tests.support.aws import refused

ANOTHER = "999999999999"
ASKED = "sts.GetCallerIdentity"


def caller(number: str) -> dict[str, str]:
    return {"Account": number, "Arn": f"arn:aws:iam::{number}:user/me"}


class Untouched:
    """A stack whose outputs may be read, and nothing else."""

    def outputs(self) -> dict[str, OutputValue]:
        return {name: OutputValue(value, secret=False) for name, value in stack.OUTPUTS.items()}


def no_inventory(name: str) -> Inventory:
    raise AssertionError(f"the state of {name} was read")


# What each command is run with beside the stack, its outputs and clients; a new command has to be named here.
COMMANDS: Mapping[str, Mapping[str, Any]] = {
    "ops.assess.__main__": {},
    "ops.compare.__main__": {},
    "ops.cutover.__main__": {},
    "ops.cutover.cutback": {},
    "ops.destroy.__main__": {"state": no_inventory},
    "ops.doctor.__main__": {},
    "ops.drift.__main__": {"stack": Untouched()},
    "ops.failover.__main__": {},
    "ops.failover.drill": {},
    "ops.failover.failback": {},
    "ops.preflight.__main__": {"stack": Untouched()},
    "ops.redrive.__main__": {},
    "ops.retire.__main__": {"state": no_inventory},
    "ops.verify.__main__": {},
}
WITH_CONFIG = ("assess", "compare", "destroy", "doctor", "preflight", "retire", "verify")


def entry_points() -> set[str]:
    """The modules of the commands that the Makefile runs."""
    named: list[str] = re.findall(r"-m (ops[.\w]+)", (PROJECT / "Makefile").read_text())
    return {f"{name}.__main__" if (PROJECT / name.replace(".", "/")).is_dir() else name for name in named}


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., int]:
    """Runs a command with clients that answer only what is given."""
    outputs, config = tmp_path / "outputs.json", tmp_path / "Pulumi.prod.yaml"
    outputs.write_text(json.dumps(stack.OUTPUTS))
    content = yaml.safe_load((PROJECT / "Pulumi.prod.yaml").read_text())
    content["config"]["payments:account"] = ACCOUNT
    config.write_text(yaml.safe_dump(content))

    def call(command: str, answers: Answers, clients: Callable[[CannedClients], None] = lambda made: None) -> int:
        made = CannedClients(answers)
        clients(made)
        arguments = ["--stack", "prod", "--outputs", str(outputs)]
        if command.split(".")[1] in WITH_CONFIG:
            arguments += ["--config", str(config)]
        return import_module(command).main(arguments, made.clients(), **COMMANDS[command])

    return call


def test_these_are_all_commands() -> None:
    assert entry_points() == set(COMMANDS)
    starting = {
        str(path.relative_to(PROJECT).with_suffix("")).replace("/", ".")
        for path in (PROJECT / "ops").rglob("*.py")
        if '__name__ == "__main__"' in path.read_text()
    }
    assert starting == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_refuses_credentials_of_another_account_before_it_does_anything_else(
    run: Callable[..., int], command: str
) -> None:
    made: list[CannedClients] = []
    with pytest.raises(CommandError, match=f"of account {ANOTHER}, and .* of {ACCOUNT}: nothing was done"):
        run(command, {ASKED: caller(ANOTHER)}, made.append)
    assert {call.split()[1] for call in made[0].calls} == {ASKED}


@pytest.mark.parametrize("command", ["ops.failover.__main__", "ops.failover.drill", "ops.failover.failback"])
@pytest.mark.parametrize(
    "away", [EndpointConnectionError(endpoint_url="x"), refused("GetCallerIdentity", "ServiceUnavailable", status=503)]
)
@pytest.mark.parametrize("region", [FIRST, SECOND])
def test_what_moves_payments_asks_whichever_region_answers(
    run: Callable[..., int], command: str, away: Exception, region: str
) -> None:
    answers: Answers = {ASKED: caller(ANOTHER), f"{region} {ASKED}": away}
    with pytest.raises(CommandError, match=f"of account {ANOTHER}"):
        run(command, answers)


def test_where_nobody_answers_nothing_is_done(run: Callable[..., int]) -> None:
    with pytest.raises(EndpointConnectionError):
        run("ops.failover.__main__", {ASKED: EndpointConnectionError(endpoint_url="x")})


def test_a_refusal_is_an_answer_and_no_other_region_is_asked(run: Callable[..., int]) -> None:
    answers: Answers = {ASKED: caller(ACCOUNT), f"{SECOND} {ASKED}": refused("GetCallerIdentity", "ExpiredToken")}
    with pytest.raises(Exception, match="ExpiredToken"):
        run("ops.failover.__main__", answers)


def test_the_account_is_in_the_first_arn_that_has_one() -> None:
    arns = ["", "arn:secret", "arn:aws:s3:::files", stack.OUTPUTS["rdsArn"]]
    assert (account.of_arns(arns), account.of_arns(arns[:3])) == (ACCOUNT, None)
