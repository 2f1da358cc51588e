"""The migration services in the whole program: all of them, each alone switched off, and two stacks in one account."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.automation import CommandError, ConfigValue, UpResult

from tests.support.graph import build_stack, stack_values
from tools.rehearsal.engine import Rehearsal

# Each service by the path of its switch, with its component and an output of its own.
SERVICES = {
    "transfer": (("payments:migration", "transfer"), "transfer", "transferServerId"),
    "dms": (("payments:migration", "dms"), "dms", "dmsTaskArn"),
    "mgn": (("payments:migration", "mgn"), "server-migration", "mgnReplicationTemplateId"),
    "sharing": (("payments:sharing",), "sharing", "ramShareArn"),
}
ALL_ON: dict[str, Any] = {
    key: deepcopy(stack_values("prod")[key]) for key in ("payments:migration", "payments:sharing")
}
# With a way back to the old database, of which its other user's secret is.
ALL_ON["payments:migration"]["dms"]["reverse"] = {
    "enabled": True,
    "targetSecretArn": ALL_ON["payments:migration"]["dms"]["sourceSecretArn"],
}


def without(*services: str) -> dict[str, Any]:
    """Production's migration with some services switched off, and nothing else about them changed."""
    values = deepcopy(ALL_ON)
    for service in services:
        section: Any = values
        for key in SERVICES[service][0]:
            section = section[key]
        section["enabled"] = False
    return values


def small(folder: Path, stack: str, values: dict[str, Any]) -> Path:
    """The stack file of the smallest stack there is, with a migration."""
    content = stack_values("dev") | values
    path = folder / f"Pulumi.{stack}.yaml"
    path.write_text(yaml.safe_dump({"config": content}))
    return path


def changes(result: UpResult) -> dict[str, int]:
    found = result.summary.resource_changes or {}
    return {str(kind): count for kind, count in found.items() if str(kind) != "same"}


def configure(rehearsal: Rehearsal, values: dict[str, Any]) -> None:
    for key, value in values.items():
        rehearsal.stack.set_config(key, ConfigValue(json.dumps(value)))


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Rehearsal]:
    with Rehearsal("staging", config_file=small(tmp_path, "staging", ALL_ON)) as rehearsal:
        yield rehearsal


@pytest.mark.parametrize("service", SERVICES)
def test_a_stack_does_without_any_of_them(service: str) -> None:
    graph, complete = (build_stack("dev", changes=values) for values in (without(service), ALL_ON))
    _, component, _ = SERVICES[service]
    assert [item.name for item in complete if item.parent.endswith(f"::{component}")]
    assert [item.name for item in graph if item.parent.endswith(f"::{component}")] == []
    gone = {item.urn for item in complete} - {item.urn for item in graph}
    assert gone
    # The rest of what goes is its way through the network, and its users of the database.
    others = [urn for urn in gone if not f"{urn.rpartition('::')[2]}-".startswith(f"{component}-")]
    allowed = ("::network-", "::database-credentials-migration", "::database-credentials-reverse")
    assert all(any(part in urn for part in allowed) for urn in others), others
    assert {item.urn for item in graph} <= {item.urn for item in complete}


@pytest.mark.engine
def test_a_stack_lives_without_any_of_them_and_all_go_when_they_are_switched_off(tmp_path: Path) -> None:
    with Rehearsal("dev", config_file=small(tmp_path, "dev", ALL_ON)) as rehearsal:
        outputs = rehearsal.stack.up().outputs
        names = {output for _, _, output in SERVICES.values()}
        assert outputs.keys() & names == names
        for service, (_, _, output) in SERVICES.items():
            configure(rehearsal, without(service))
            assert rehearsal.stack.up().outputs.keys() & names == names - {output}
        configure(rehearsal, without(*SERVICES))
        made = changes(rehearsal.stack.up())
        assert made["delete"] > 60
        assert changes(rehearsal.stack.up()) == {}
        names = [item.name for item in rehearsal.account.live().values()]
        assert not [name for name in names if name.startswith(("transfer", "dms", "server-migration", "sharing"))]
        rehearsal.settle()
        rehearsal.stack.destroy()
        assert rehearsal.account.live() == {}


@pytest.mark.engine
def test_two_stacks_live_in_one_account_of_which_one_makes_the_accounts_roles(
    tmp_path: Path, rehearsal: Rehearsal
) -> None:
    rehearsal.stack.up()
    before = rehearsal.account.live()
    # The account has one template of each kind for server migration in a region.
    values = without("mgn")
    dev = rehearsal.beside("dev", small(tmp_path, "dev", values))
    # Whichever of the two comes first ends the update.
    with pytest.raises(CommandError, match=r"dms-(vpc|cloudwatch-logs)-role exists already"):
        dev.up()
    values["payments:migration"]["dms"]["accountRoles"] = "existing"
    dev.set_config("payments:migration", ConfigValue(json.dumps(values["payments:migration"])))
    dev.up()
    assert before.items() <= rehearsal.account.live().items()
    rehearsal.settle()
    dev.destroy()
    assert rehearsal.account.live() == before
    rehearsal.stack.destroy()
    assert rehearsal.account.live() == {}
