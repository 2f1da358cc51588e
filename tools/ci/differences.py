"""The differences that a person has to see before an approval: policy documents, and values that security rests on."""

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from pulumi.automation import StepEventMetadata

# The engine's word for a value that is known only once something has been made.
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
LATER = "(known during the up)"
# Properties that say who may reach something, who may use it, and what protects it: of whichever type, or of one.
VALUES = frozenset(
    {
        *("accelerationStatus", "acl", "action", "allowExternalPrincipals", "allowedPublishers", "blockPublicAcls"),
        *("autoMinorVersionUpgrade", "blockPublicPolicy", "body", "bypassPolicyLockoutSafetyCheck", "cidrBlock"),
        *("cidrBlocks", "cidrIpv4", "cidrIpv6", "codeSigningConfigArn", "corsRules", "dbSubnetGroupName"),
        *("deletionProtection", "deletionWindowInDays", "domains", "egress", "enableKeyRotation", "endpointDetails"),
        *("encryptionConfiguration", "endpointType", "entries", "firewallDomainListId", "firewallPolicy"),
        *("firewallRuleGroupId", "fromPort", "gatewayId", "grants", "homeDirectoryMappings", "homeDirectoryType"),
        *("ignorePublicAcls", "imageUri", "ingress", "ipProtocol", "ipv6CidrBlocks", "isEnabled", "keyAlgorithm"),
        *("kmsKeyArn", "kmsKeyId", "kmsMasterKeyId", "layers", "length", "lifecycleRules", "logging"),
        *("managedPolicyArns", "mapPublicIpOnLaunch", "minSpecial", "networkConfiguration", "networkConfigurations"),
        *("objectLockConfiguration", "parameters", "permissionsBoundary", "policyArn", "prefixListId", "principal"),
        *("principals", "priority", "protocol", "protocols", "publiclyAccessible", "referencedSecurityGroupId"),
        *("replicationConfiguration", "requestPayer", "restrictPublicBuckets", "role", "routes", "ruleAction"),
        *("ruleGroup", "secretsManagerArn", "securityPolicyName", "serverSideEncryptionConfiguration", "settings"),
        *("sourceAccount", "sourceArn", "sslMode", "storageEncrypted", "toPort", "versioning", "website"),
        *("BucketReplicationConfig.rules", "BucketServerSideEncryptionConfiguration.rules", "EventTarget.arn"),
        # A secret among them is marked as one, and the engine says no more of it.
        "TopicSubscription.endpoint",
    }
)
RUNS_ON = "nobody gets in by it: it says whether the service goes on and who is told"
REFERENCE = "the id of another resource, which tells a reader nothing; rules follow where it leads"
HOLDS_SECRETS = "it may hold a secret that nobody has marked as one; a rule looks for such"
# What severe rules look at and no report shows, each with the reason.
KEPT_BACK: Mapping[str, str] = {
    **dict.fromkeys(("environment", "password", "primaryContainer", "sourceConfiguration"), HOLDS_SECRETS),
    **dict.fromkeys(("actions", "actionsEnabled", "alarmActions", "alarmConfiguration", "alarmRule"), RUNS_ON),
    **dict.fromkeys(
        ("autoRollbackConfiguration", "backupRetentionPeriod", "functionResponseTypes", "multiAz"), RUNS_ON
    ),
    **dict.fromkeys(
        ("bucket", "dimensions", "identifier", "routeTableId", "subnetId", "subnetIds", "vpcId"), REFERENCE
    ),
}


def differences(steps: Iterable[StepEventMetadata]) -> Iterator[str]:
    """Markdown with what changes in policy documents and in `VALUES`; no other value, and no secret, is in it."""
    for step in steps:
        before, after = _inputs(step, "old"), _inputs(step, "new")
        lines = [
            line
            for key in sorted({*before, *after})
            for line in _difference(step.type, key, before.get(key), after.get(key))
        ]
        if lines:
            name = step.urn.rpartition("::")[2]
            yield f"<details><summary>{step.op.value} <code>{name}</code> (<code>{step.type}</code>)</summary>\n"
            yield from ("```diff", *lines, "```", "</details>")


def unknown(steps: Iterable[StepEventMetadata]) -> int:
    """How many resources have inputs that no plan can bind, since nobody knows them before the `up`."""
    return sum(UNKNOWN in json.dumps(dict(_inputs(step, "new"))) for step in steps)


def _inputs(step: StepEventMetadata, side: str) -> Mapping[str, Any]:
    state = getattr(step, side)
    return cast(Mapping[str, Any], state.inputs or {}) if state else {}


def _difference(kind: str, key: str, before: object, after: object) -> Iterator[str]:
    if before == after or not is_shown(kind, key, before, after):
        return
    yield f"# {key}"
    # Without the two lines that name files.
    yield from list(difflib.unified_diff(_text(before), _text(after), lineterm="", n=3))[2:]


def is_shown(kind: str, key: str, *values: object) -> bool:
    """Whether a report shows a property of a type that has some values."""
    named = {key, f"{kind.rpartition(':')[2]}.{key}"}
    return not VALUES.isdisjoint(named) or any(map(_is_document, values))


def _is_document(value: object) -> bool:
    """Whether a value is a policy document, or holds one."""
    parsed = _parsed(value)
    if isinstance(parsed, Mapping):
        items = cast(Mapping[str, object], parsed)
        return "Statement" in items or any(map(_is_document, items.values()))
    return isinstance(parsed, list) and any(map(_is_document, cast(list[object], parsed)))


def _parsed(value: object) -> object:
    if isinstance(value, str) and value.startswith("{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _text(value: object) -> list[str]:
    if value is None:
        return []
    return json.dumps(_readable(value), indent=2, sort_keys=True).replace(UNKNOWN, LATER).splitlines()


def _readable(value: object) -> object:
    """A value with documents as what they say."""
    parsed = _parsed(value)
    if isinstance(parsed, Mapping):
        return {key: _readable(item) for key, item in cast(Mapping[str, object], parsed).items()}
    return [_readable(item) for item in cast(list[object], parsed)] if isinstance(parsed, list) else parsed
