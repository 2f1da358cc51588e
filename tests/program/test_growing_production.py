"""Another zone in production, in both regions: AWS refuses it while the firewalls keep their zones, and then takes it.

One stack lives for all of these tests, which take it as the one before has left it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from pulumi.automation import CommandError, ConfigValue

from catalog import lambda_
from config.addresses import TIERS
from config.project import PROJECT
from tests.support.engine import changes, ids
from tools.rehearsal.engine import Rehearsal

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("growing production")]

FIREWALLS = {"network-firewall", "recovery-region-network-firewall"}


@pytest.fixture(scope="module")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """Production with two zones, and a way out of the second region."""
    file: Path = tmp_path_factory.mktemp("growing") / "Pulumi.prod.yaml"
    values = cast(dict[str, Any], yaml.safe_load((PROJECT / "Pulumi.prod.yaml").read_text()))
    values["config"]["payments:network"]["zones"] = ["a", "b"]
    values["config"]["payments:recovery"]["wayOut"] = "warm"
    file.write_text(yaml.safe_dump(values))
    with Rehearsal("prod", config_file=file) as rehearsal:
        rehearsal.stack.up()
        yield rehearsal


def configure(prod: Rehearsal, *, zones: str, protected: bool) -> None:
    network = cast(dict[str, Any], json.loads(prod.stack.get_config("payments:network").value))
    network["zones"] = list(zones)
    network["firewall"]["subnetChangeProtection"] = protected
    prod.stack.set_config("payments:network", ConfigValue(json.dumps(network)))


def in_each_zone(region: str, network: str) -> set[str]:
    """What is in each zone of a region, or shows it, beside its functions: each gets the new zone's subnet or block."""
    lists = {f"{network}-access-list-{tier}" for tier in TIERS}
    of_network = {f"{network}-{part}" for part in ("firewall", "firewall-policy", "gateway-dynamodb", "gateway-s3")}
    services = {"container-platform-service", "database-server-subnet-group", "transfer-sftp-server"}
    return lists | of_network | {f"{region}{name}" for name in services}


def test_a_zone_is_added_once_the_firewalls_do_not_keep_theirs(prod: Rehearsal) -> None:
    before, steps = ids(prod), len(prod.account.history())
    configure(prod, zones="abc", protected=True)
    with pytest.raises(CommandError) as refused:
        prod.stack.up()
    assert "InvalidOperationException: subnetChangeProtection is enabled" in str(refused.value)
    # What was refused has stopped halfway; this goes on from there.
    configure(prod, zones="abc", protected=False)
    made, after = changes(prod.stack.up()), ids(prod)
    moved = {key for key in before if after.get(key) != before[key]}
    assert all(key.endswith(lambda_.INVOCATION.token) for key in moved)
    assert made.pop("replace", 0) == len(moved)
    assert made.keys() == {"same", "create", "update"}
    assert prod.account.interruptions() == []
    assert prod.account.unmet() == []
    new = {key.partition(" ")[0] for key in after.keys() - before.keys()}
    subnets = {f"network-{tier}-subnet-c" for tier in TIERS}
    assert subnets | {f"recovery-region-{name}" for name in subnets} <= new
    # The container takes payments in from its load balancer, which is in the new subnet too.
    assert {name for name in new if "c" not in name.split("-")} == {
        "network-group-network-172-16-96-0-20-to-container-8080-ingress",
        "recovery-region-network-group-network-172-18-96-0-20-to-container-8080-ingress",
    }
    changed = {step.name for step in prod.account.history()[steps:] if step.operation == "update"}
    assert {name for name in changed if not name.endswith("-function")} == {
        *in_each_zone("", "network"),
        *in_each_zone("recovery-", "recovery-region-network"),
        "dms-replication-subnet-group",
        "observability-dashboard",
        "recovery-dashboard",
    }


def test_the_protection_comes_back_by_an_update_of_its_own(prod: Rehearsal) -> None:
    steps = len(prod.account.history())
    configure(prod, zones="abc", protected=True)
    assert changes(prod.stack.up()).keys() == {"same", "update"}
    assert {step.name for step in prod.account.history()[steps:]} == FIREWALLS
    firewalls = [live for live in prod.account.live().values() if live.name in FIREWALLS]
    assert [live.inputs["subnetChangeProtection"] for live in firewalls] == [True, True]
    assert [len(live.inputs["subnetMappings"]) for live in firewalls] == [3, 3]
