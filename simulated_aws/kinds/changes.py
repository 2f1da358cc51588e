"""Changes of a resource's inputs that AWS refuses, whatever else exists."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog import dms, networkfirewall, rds, route53resolver, s3
from catalog.resource_type import ResourceType
from simulated_aws.declarations import Fault
from simulated_aws.values import texts

Inputs = Mapping[str, Any]

RDS_MODIFY = "botocore: rds.ModifyDBInstanceMessage.AllowMajorVersionUpgrade"
RDS_STORAGE = "guide rds: Overview.DBInstance.Modifying"
# That it is this one of the operations' errors is unverified.
FIREWALL = "botocore: network-firewall.Firewall.SubnetChangeProtection"
PROTECTED_FIRST = (
    "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/networkfirewall/firewall.go "
    "(resourceFirewallUpdate)"
)
# The code and the words are those of a public report.
MUTATION = (
    "botocore: route53resolver.AssociateFirewallRuleGroup; "
    "https://github.com/hashicorp/terraform-provider-aws/issues/21278"
)
MUTATION_PROTECTED = (
    "ValidationException: [RSLVR-02307] The DNS Firewall rule group association is under mutation protection"
)
S3_VERSIONING = "guide s3: Versioning"
STARTED = "botocore: dms.ModifyReplicationConfig"
# The numbers that a major version has; the rest is minor. Source: RDS user guide, "DB engine version policy".
MAJOR_PARTS = {"mysql": 2, "mariadb": 2}


@dataclass(frozen=True)
class Change:
    """A change of an input that AWS refuses; `refuses` says why from what was and what is wanted, or nothing."""

    kind: ResourceType
    input: str
    refuses: Callable[[Inputs, Inputs], str]
    source: str


def _shrinks(before: Inputs, after: Inputs) -> str:
    old, new = before.get("allocatedStorage"), after.get("allocatedStorage")
    if isinstance(old, int) and isinstance(new, int) and new < old:
        return f"InvalidParameterCombination: {new} GiB are less than the {old} GiB that are allocated"
    return ""


def _engine(before: Inputs, after: Inputs) -> str:
    engine = str(after.get("engine") or before.get("engine") or "")
    old, new = (numbers(inputs.get("engineVersion")) for inputs in (before, after))
    length = min(len(old), len(new))
    if new[:length] < old[:length]:
        return f"InvalidParameterCombination: Cannot upgrade {engine} from {_dotted(old)} to {_dotted(new)}"
    major = MAJOR_PARTS.get(engine, 1)
    if length and new[:major] > old[:major] and not after.get("allowMajorVersionUpgrade"):
        return (
            "InvalidParameterCombination: The AllowMajorVersionUpgrade flag must be present when upgrading to a new "
            f"major version, from {_dotted(old)} to {_dotted(new)}"
        )
    return ""


def _protected(flag: str, key: str) -> Callable[[Inputs, Inputs], str]:
    """The provider sets the protection before it changes what is protected. Source: PROTECTED_FIRST."""

    def refuses(before: Inputs, after: Inputs) -> str:
        if after.get(flag) and _as_set(before.get(key)) != _as_set(after.get(key)):
            return f"InvalidOperationException: {flag} is enabled; disable it before"
        return ""

    return refuses


def _mutated(key: str) -> Callable[[Inputs, Inputs], str]:
    def refuses(before: Inputs, after: Inputs) -> str:
        return MUTATION_PROTECTED if is_locked(before, after) and before.get(key) != after.get(key) else ""

    return refuses


def is_locked(*inputs: Inputs) -> bool:
    """Whether each of them has the protection of an association of DNS Firewall."""
    return all(one.get("mutationProtection") == "ENABLED" for one in inputs)


def _unversioned(before: Inputs, after: Inputs) -> str:
    if versioning(before) in ("Enabled", "Suspended") and versioning(after) == "Disabled":
        return f"versioning_configuration.status cannot be updated from '{versioning(before)}' to 'Disabled'"
    return ""


def _started(key: str) -> Callable[[Inputs, Inputs], str]:
    def refuses(before: Inputs, after: Inputs) -> str:
        if before.get("startReplication") and before.get(key) != after.get(key):
            return "InvalidResourceStateFault: a replication of the configuration was started, which fixes it"
        return ""

    return refuses


CHANGES: tuple[Change, ...] = (
    *(
        Change(dms.REPLICATION_CONFIG, key, _started(key), STARTED)
        for key in (
            "computeConfig",
            "replicationSettings",
            "replicationType",
            "sourceEndpointArn",
            "tableMappings",
            "targetEndpointArn",
        )
    ),
    Change(rds.INSTANCE, "allocatedStorage", _shrinks, RDS_STORAGE),
    Change(rds.INSTANCE, "engineVersion", _engine, RDS_MODIFY),
    Change(
        networkfirewall.FIREWALL,
        "subnetMappings",
        _protected("subnetChangeProtection", "subnetMappings"),
        f"{FIREWALL}; {PROTECTED_FIRST}",
    ),
    Change(
        networkfirewall.FIREWALL,
        "firewallPolicyArn",
        _protected("firewallPolicyChangeProtection", "firewallPolicyArn"),
        f"{FIREWALL}; {PROTECTED_FIRST}",
    ),
    *(Change(route53resolver.RULE_GROUP_ASSOCIATION, key, _mutated(key), MUTATION) for key in ("name", "priority")),
    Change(s3.BUCKET_VERSIONING, "versioningConfiguration", _unversioned, S3_VERSIONING),
)


def forbidden_inputs(token: str, before: Inputs, after: Inputs) -> Iterator[Fault]:
    """What AWS refuses of a change of a resource's inputs, whatever else exists."""
    for change in CHANGES:
        if change.kind.token == token:
            reason = change.refuses(before, after)
            if reason:
                yield Fault(change.input, reason)


def numbers(version: object) -> tuple[int, ...]:
    """The numbers of a version."""
    return tuple(int(part) for part in re.findall(r"\d+", str(version or "")))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def versioning(inputs: Inputs) -> str:
    """Whether a bucket keeps versions, as S3 says it; empty where nobody has said it."""
    configuration: Inputs = inputs.get("versioningConfiguration") or {}
    return str(configuration.get("status") or "")


def _as_set(value: object) -> set[str]:
    return set(texts(value))
