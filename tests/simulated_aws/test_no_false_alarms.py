"""The simulated account takes every committed stack, with either container platform and each switch on and off."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from tests.support.graph import STACKS, build_stack, stack_values

# What a committed stack has no value for, and one of its variants needs.
IMAGE = f"123456789012.dkr.ecr.eu-west-2.amazonaws.com/intake:1@sha256:{'0' * 64}"
PROD = stack_values("prod")
MIGRATION = PROD["payments:migration"]
EXISTING = {"accountRoles": "existing"}
# Each switch by its path, with what else a stack needs where it is on.
SWITCHES: Mapping[str, Mapping[str, Any]] = {
    "network.firewall": {},
    "migration.transfer": MIGRATION["transfer"],
    "migration.dms": MIGRATION["dms"],
    "migration.mgn": MIGRATION["mgn"],
    "container": {"image": IMAGE},
    "chaos": {"extensionLayerArn": "arn:aws:lambda:eu-west-2:111122223333:layer:fis:9"},
    "sharing": PROD["payments:sharing"],
    "recovery": {},
}
# What has to change with a switch.
BESIDE: Mapping[tuple[str, bool], Mapping[str, Any]] = {
    ("network.firewall", False): {"network": {"firewall": {"allowedDomains": []}}},
    ("chaos", True): {"database": {"multiAz": True}},
}
# Settings beside the switches, as many at once as a configuration takes.
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "App Runner, wide": {
        "container": {"enabled": True, "image": IMAGE, "platform": "app-runner"},
        "network": {
            "natGateways": "one-per-zone",
            "zones": ["a", "b", "c"],
            "endpointZones": "all",
            "gatewayEndpoints": ["s3", "dynamodb"],
            "firewall": {"endpoints": "one-per-zone"},
        },
        "database": {"multiAz": True, "finalSnapshot": True},
        "protection": {"deletionProtection": True, "keyDeletionDays": 30, "secretRecoveryDays": 30},
        "alerts": {"emails": ["a@example.com"], "pagingEndpoint": "https://page.example.com/x"},
        "migration": {"dms": MIGRATION["dms"] | {"mode": "serverless"}},
        "recovery": {"enabled": True, "routingControls": True},
        "costs": {"payerAccount": True},
    },
    "ECS Express, narrow": {
        "container": {"enabled": True, "image": IMAGE, "platform": "ecs-express"},
        "network": {
            "natGateways": "one",
            "zones": ["a", "b"],
            "endpointZones": "one",
            "firewall": {"endpoints": "one"},
        },
        "database": {"engineVersion": "8.4.9", "monitoringIntervalSeconds": 0},
        "migration": {
            "dms": MIGRATION["dms"] | {"mode": "provisioned", "start": True, "multiAz": False, **EXISTING},
            "mgn": MIGRATION["mgn"] | EXISTING,
        },
        "sharing": PROD["payments:sharing"] | {"resources": ["firewall-rule-groups", "prefix-lists", "subnets"]},
        "recovery": {"enabled": True, "hostedZoneId": "Z0123456789ABCDEFGHIJ", "recordName": "pay.example.com"},
        "payments": {"rollout": "AllAtOnce"},
        "flags": {"rolloutMinutes": 0, "bakeMinutes": 0},
    },
}
# What production may not do without.
REQUIRED = {("prod", "network.firewall")}


def merged(before: object, after: object) -> Any:
    """One configuration over another."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return after
    first, second = cast(dict[str, Any], before), cast(dict[str, Any], after)
    return first | {key: merged(first.get(key), value) for key, value in second.items()}


def changed(stack: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The sections of a stack's configuration with some settings changed."""
    values = stack_values(stack)
    return {f"payments:{key}": merged(values.get(f"payments:{key}", {}), value) for key, value in settings.items()}


def switched(path: str, to: bool) -> dict[str, Any]:
    """The settings that flip a switch."""
    setting: dict[str, Any] = {**(SWITCHES[path] if to else {}), "enabled": to}
    for key in reversed(path.split(".")):
        setting = {key: setting}
    return merged(setting, BESIDE.get((path, to), {}))


def is_on(stack: str, path: str) -> bool:
    """Whether a committed stack has a switch on."""
    section, _, inner = path.partition(".")
    values = stack_values(stack).get(f"payments:{section}", {})
    found = values.get(inner, {}) if inner else values
    return found.get("enabled", path == "network.firewall")


def variants() -> Iterator[Any]:
    """Each stack with each switch flipped, and with each setting."""
    for stack in STACKS:
        for path in SWITCHES:
            to = not is_on(stack, path)
            if (stack, path) not in REQUIRED:
                yield pytest.param(stack, switched(path, to), id=f"{stack}: {path} {'on' if to else 'off'}")
        for name, settings in SETTINGS.items():
            yield pytest.param(stack, settings, id=f"{stack}: {name}")


@pytest.mark.parametrize(("stack", "settings"), list(variants()))
def test_a_stack_is_taken_with_any_setting_changed(stack: str, settings: Mapping[str, Any]) -> None:
    graph = build_stack(stack, changes=changed(stack, settings))
    assert graph.of("Vpc")


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("returning", [False, True])
def test_a_failover_is_planned_without_a_refusal(stack: str, returning: bool) -> None:
    recovery = {"recovery": {"enabled": True, "active": "recovery", "returning": returning}}
    assert build_stack(stack, preview=True, changes=changed(stack, recovery)).of("Vpc")


@pytest.mark.parametrize("stack", STACKS)
def test_a_committed_stack_is_taken_before_and_after_it_exists(stack: str) -> None:
    assert build_stack(stack).of("Vpc")
    assert build_stack(stack, preview=True).of("Vpc")
