"""Which differences of two values the provider does not see: documents that mean the same, and other spellings."""

import json
import re
from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any, cast

from catalog import appconfig, apprunner, kms, lambda_, rds, transfer
from simulated_aws.values import plain

# Policies compared by what they permit (`SuppressEquivalentPolicyDiffs` in `internal/verify/json.go`), in each type.
POLICIES = frozenset({"assumeRolePolicy", "policy", "policyDocument"})
# Documents compared by their content (`SuppressEquivalentJSONDiffs` there, and `NormalizeJsonString` as a `StateFunc`).
DOCUMENTS = frozenset(
    {
        "content",
        "dashboardBody",
        "deliveryPolicy",
        "eventPattern",
        "filterPolicy",
        "monitorSpecification",
        "redriveAllowPolicy",
        "redrivePolicy",
        "replicationSettings",
        "replicationTaskSettings",
        "supplementalSettings",
        "tableMappings",
    }
)
# AppConfig's content and that of a validator share a name; the provider compares that of the validator alone.
TEXTS = frozenset({(appconfig.HOSTED_CONFIGURATION_VERSION.token, "content")})
# A CPU of App Runner in units of 1024, its memory in MB, as its API gives both back.
_UNITS = re.compile(r"([\d.]+) (?:vCPU|GB)")


def _name_or_arn(old: Any, new: Any) -> bool:
    return old.rpartition(":function:")[2].partition(":")[0] == new.rpartition(":function:")[2].partition(":")[0]


def _units(old: Any, new: Any) -> bool:
    given = _UNITS.fullmatch(str(new))
    return given is not None and str(old) == f"{float(given[1]) * 1024:g}"


def _parameters(old: Any, new: Any) -> bool:
    """Parameters by name and value: a change of how one is applied alone is none, as pulumi-aws decides it.

    `parameterGroupCustomizeDiff` in its `provider/pkg/rds/parameter_group.go`.
    """
    if not isinstance(old, list):
        return False
    lists = (cast(list[dict[str, Any]], old), cast(list[dict[str, Any]], new))
    before, after = ({item.get("name"): str(item.get("value")) for item in items} for items in lists)
    return before == after


# What else the provider takes for the same, by the type and the name of the input (`DiffSuppressFunc` in its file).
ALIKE: Mapping[tuple[str, str], Callable[[Any, Any], bool]] = {
    (apprunner.SERVICE.token, "cpu"): _units,
    (apprunner.SERVICE.token, "memory"): _units,
    (lambda_.ALIAS.token, "functionName"): _name_or_arn,
    (lambda_.EVENT_SOURCE_MAPPING.token, "functionName"): _name_or_arn,
    (rds.PARAMETER_GROUP.token, "parameters"): _parameters,
    (kms.ALIAS.token, "targetKeyId"): lambda old, new: old.rpartition("/")[2] == new.rpartition("/")[2],
    (transfer.SSH_KEY.token, "body"): lambda old, new: old.strip() == new.strip(),
}


def alike(token: str, name: str, old: object, new: object) -> bool:
    """Whether the provider takes two different values of an input for the same.

    Args:
        token: Pulumi's token of the type.
        name: the name of the input, which may be at any depth.
        old: the value that it has read back.
        new: the value of the program.
    """
    if isinstance(old, str) and isinstance(new, str):
        if name in POLICIES and _policy(old) == _policy(new):
            return True
        if name in DOCUMENTS and (token, name) not in TEXTS and _document(old) == _document(new):
            return True
    known = ALIKE.get((token, name))
    return known is not None and type(old) is type(new) is not NoneType and known(old, new)


def normalised(token: str, name: str, value: str) -> str:
    """A document as the provider keeps it in its state: without spaces, its keys in order; any other text as it is."""
    if name in POLICIES | DOCUMENTS and (token, name) not in TEXTS:
        try:
            return json.dumps(json.loads(value), sort_keys=True, separators=(",", ":"))
        except ValueError:
            return value
    return value


def _document(text: str) -> object:
    try:
        # A number is the same with and without decimals.
        return plain(json.loads(text))
    except ValueError:
        return text


def _policy(text: str) -> object:
    """A policy with its lists as sets, and one item as a list of it."""
    document = _document(text)
    if not isinstance(document, dict):
        return document
    policy = cast(dict[str, Any], document)
    statements = policy.get("Statement", [])
    listed = cast(list[Any], statements if isinstance(statements, list) else [statements])
    return {**policy, "Statement": sorted(json.dumps(_sets(item), sort_keys=True) for item in listed)}


def _sets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: item if key in ("Effect", "Sid") else _sets(item) for key, item in cast(dict[str, Any], value).items()
        }
    if isinstance(value, list):
        return sorted({_text(item) for item in cast(list[Any], value)})
    return [_text(value)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
