"""What grows on a deployed stack: each change adds what is new, moves nothing, and interrupts no connection.

One stack lives for all of these tests, which take it as the one before has left it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from pulumi.automation import ConfigValue

from catalog import lambda_
from tests.support.engine import changes, ids
from tests.support.graph import stack_values
from tools.rehearsal.engine import Rehearsal

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("a growing stack")]

KEYS = {
    "example-bank": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA4AnQ7Yy0n7s2Wk3xJb1YxQe8sVQp0Kc3bS2q7nZ1Zq",
    "example-broker": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
}
BANK, BROKER = ({"name": name, "publicKeys": [key]} for name, key in KEYS.items())


def transfer(**given: Any) -> dict[str, Any]:
    return {"transfer": {"enabled": True, "clientCidrs": ["198.51.100.0/24"], "users": [BANK], **given}}


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """Dev with one partner."""
    file: Path = tmp_path_factory.mktemp("growing") / "Pulumi.dev.yaml"
    file.write_text(yaml.safe_dump({"config": stack_values("dev") | {"payments:migration": transfer()}}))
    with Rehearsal("dev", config_file=file) as rehearsal:
        rehearsal.stack.up()
        yield rehearsal


def section(dev: Rehearsal, name: str) -> dict[str, Any]:
    """A section of the configuration as the stack has it."""
    return cast(dict[str, Any], json.loads(dev.stack.get_config(f"payments:{name}").value))


def grown(dev: Rehearsal, name: str, value: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The names of what an `up` with this section adds and changes; it replaces, deletes and interrupts nothing."""
    before, steps = ids(dev), len(dev.account.history())
    dev.stack.set_config(f"payments:{name}", ConfigValue(json.dumps(value)))
    made, after = changes(dev.stack.up()), ids(dev)
    # The provider makes a call again by making its resource anew, here to roll a new version of a function out.
    moved = {key for key in before if after.get(key) != before[key]}
    assert all(key.endswith(lambda_.INVOCATION.token) for key in moved)
    assert made.pop("replace", 0) == len(moved)
    assert made.keys() <= {"same", "create", "update"}
    assert dev.account.interruptions() == []
    assert dev.account.unmet() == []
    changed = {step.name for step in dev.account.history()[steps:] if step.operation == "update"}
    return {key.partition(" ")[0] for key in after.keys() - before.keys()}, changed


def test_another_partner(dev: Rehearsal) -> None:
    new, changed = grown(
        dev, "migration", transfer(clientCidrs=["198.51.100.0/24", "203.0.113.0/24"], users=[BANK, BROKER])
    )
    assert "network-group-network-203-0-113-0-24-to-transfer-22-ingress" in new
    assert {name for name in new if "203-0-113-0-24" not in name and "example-broker" not in name} == set()
    assert changed == {"network-access-list-private"}


def test_another_domain(dev: Rehearsal) -> None:
    network = section(dev, "network")
    network["firewall"]["allowedDomains"] = [".example.com", "api.example.org"]
    assert grown(dev, "network", network) == (set(), {"network-firewall-policy-domains", "network-dns-allowed"})


def test_another_function(dev: Rehearsal) -> None:
    payments = section(dev, "payments")
    payments["functions"].append({"name": "payment-report", "handler": "lambda_src.handler.handle"})
    new, changed = grown(dev, "payments", payments)
    assert "payments-payment-report-function" in new
    assert {name for name in new if "payment-report" not in name} == set()
    # The dashboard shows it, and its versions are rolled out by the roles that do so for each function by name.
    roles = {"payments-rollout-role-policy", "payments-rollout-release-role-policy"}
    assert changed == {"observability-dashboard", *roles}


def test_another_zone(dev: Rehearsal) -> None:
    new, changed = grown(dev, "network", section(dev, "network") | {"zones": ["a", "b", "c"]})
    assert {f"network-{tier}-subnet-c" for tier in ("public", "firewall", "private", "isolated")} <= new
    assert all("c" in name.split("-") for name in new)
    # Whatever is in each zone gets the new subnet, and what is of the network's blocks the new blocks.
    lists = {f"network-access-list-{tier}" for tier in ("public", "firewall", "private", "isolated")}
    in_zones = {"network-gateway-s3", "network-firewall-policy", "database-server-subnet-group", "transfer-sftp-server"}
    assert {name for name in changed if not name.endswith("-function")} == lists | in_zones
