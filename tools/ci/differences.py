"""The differences that a person has to see before an approval: policy documents, and values that security rests on."""

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from pulumi.automation import StepEventMetadata

# The engine's word for a value that is known only once something has been made.
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
LATER = "(known during the up)"
# Properties, of whichever type, that say who may reach something, who may use it, and what protects it.
VALUES = frozenset(
    {
        *("acl", "allowExternalPrincipals", "blockPublicAcls", "blockPublicPolicy", "body", "cidrBlock", "cidrBlocks"),
        *("cidrIpv4", "cidrIpv6", "deletionProtection", "deletionWindowInDays", "egress", "enableKeyRotation"),
        *("encryptionConfiguration", "endpointType", "firewallPolicy", "fromPort", "ignorePublicAcls", "ingress"),
        *("ipProtocol", "ipv6CidrBlocks", "kmsKeyArn", "kmsKeyId", "kmsMasterKeyId", "layers", "managedPolicyArns"),
        *("permissionsBoundary", "policyArn", "prefixListId", "principal", "principals", "protocol"),
        *("publiclyAccessible", "referencedSecurityGroupId", "restrictPublicBuckets", "ruleAction", "ruleGroup"),
        *("securityPolicyName", "sourceAccount", "sourceArn", "storageEncrypted", "toPort"),
    }
)


def differences(steps: Iterable[StepEventMetadata]) -> Iterator[str]:
    """Markdown with what changes in policy documents and in `VALUES`; no other value, and no secret, is in it."""
    for step in steps:
        before, after = _inputs(step, "old"), _inputs(step, "new")
        lines = [
            line for key in sorted({*before, *after}) for line in _difference(key, before.get(key), after.get(key))
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


def _difference(key: str, before: object, after: object) -> Iterator[str]:
    if before == after or not (key in VALUES or any(map(_is_document, (before, after)))):
        return
    yield f"# {key}"
    # Without the two lines that name files.
    yield from list(difflib.unified_diff(_text(before), _text(after), lineterm="", n=3))[2:]


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
