"""Policy documents: their grammar by what they are for, actions that exist, and resources that the actions work on.

The grammars and the list of actions with their resources are those that cfn-lint ships; the list is AWS's service
authorization reference. Other sources: IAM user guide, "IAM and AWS STS quotas" (sizes) and "Grammar of the IAM JSON
policy language"; S3 user guide, "Policies and permissions" ("Action does not apply to any resource(s) in statement").
"""

# cfn-lint hands its schemas over untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from threading import Lock
from typing import Any, Literal, cast

from cfnlint.helpers import load_resource
from cfnlint.jsonschema import StandardValidator
from cfnlint.schema.resolver import RefResolver

from catalog import iam, s3, secretsmanager, sns, sqs, transfer
from simulated_aws.declarations import Fault

Purpose = Literal["identity", "resource", "trust"]
Statement = Mapping[str, Any]

# cfn-lint's resolver keeps its position in the schema, so two threads can't use one at a time.
_ONE_AT_A_TIME = Lock()
INPUTS = ("policy", "assumeRolePolicy", "policyDocument", "resourcePolicy", "accessPolicy")
# What a role or a user may do, and not who may use a resource: by type. A user of Transfer has a session policy.
IDENTITY_TYPES = (iam.ROLE_POLICY.token, iam.POLICY.token, transfer.USER.token)
# The characters that IAM allows, white space apart; a trust policy's is the quota that an account starts with.
SIZES = {iam.POLICY.token: 6144, iam.ROLE_POLICY.token: 10240, iam.ROLE.token: 2048}
# Whose policies may only name the actions of their own service.
OWN_ACTIONS = {
    s3.BUCKET_POLICY.token: ("s3", "s3-object-lambda"),
    secretsmanager.SECRET_POLICY.token: ("secretsmanager",),
    sns.TOPIC_POLICY.token: ("sns",),
    sqs.QUEUE_POLICY.token: ("sqs",),
}
TRUST_ACTIONS = (
    "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:SetContext",
    "sts:SetSourceIdentity", "sts:TagSession",
)  # fmt: skip


def purpose(token: str, key: str) -> Purpose:
    """What a policy is for, by the type and the input that hold it."""
    if key == "assumeRolePolicy":
        return "trust"
    return "identity" if token in IDENTITY_TYPES else "resource"


@cache
def faults(token: str, key: str, text: str) -> tuple[Fault, ...]:
    """What AWS would refuse of a policy document, and what it would never allow."""
    return tuple(_faults(token, purpose(token, key), text))


def _faults(token: str, kind: Purpose, text: str) -> Iterator[Fault]:
    try:
        policy: object = json.loads(text)
    except ValueError as error:
        yield Fault("", f"MalformedPolicyDocument: the policy is no JSON: {error}")
        return
    with _ONE_AT_A_TIME:
        errors = list(_validator(kind).iter_errors(policy))
    for error in errors:
        yield Fault(".".join(str(part) for part in error.path), f"MalformedPolicyDocument: {error.message}")
    size, most = len(re.sub(r"\s", "", text)), SIZES.get(token)
    if most is not None and size > most:
        yield Fault("", f"LimitExceeded: {size} characters are more than {most}")
    if errors:
        # The rest leans on the grammar.
        return
    for index, statement in enumerate(_statements(cast(Mapping[str, Any], policy))):
        path = f"Statement.{index}"
        yield from _actions_exist(statement, path)
        yield from _allowed_actions(token, kind, statement, path)
        if statement["Effect"] == "Allow" and (kind == "identity" or token == s3.BUCKET_POLICY.token):
            yield from _useless_actions(statement, path)


def _statements(policy: Mapping[str, Any]) -> Sequence[Statement]:
    found = policy.get("Statement", [])
    return found if isinstance(found, list) else [found]


def listed(value: object) -> list[str]:
    """The texts of an element that may be one text or a list of them."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else cast(list[str], value)


def _actions_exist(statement: Statement, path: str) -> Iterator[Fault]:
    for key in ("Action", "NotAction"):
        for action in listed(statement.get(key)):
            if action != "*" and not _exists(action.lower()):
                yield Fault(f"{path}.{key}", f"MalformedPolicyDocument: no such action as {action}")


def _exists(action: str) -> bool:
    service, _, operation = action.partition(":")
    known = _actions().get(service, {}).get("Actions", {})
    if not re.search(r"[*?]", operation):
        return operation in known
    pattern = re.compile(re.escape(operation).replace(r"\*", ".*").replace(r"\?", "."))
    return any(pattern.fullmatch(name) for name in known)


def _allowed_actions(token: str, kind: Purpose, statement: Statement, path: str) -> Iterator[Fault]:
    allowed = OWN_ACTIONS.get(token, ())
    for action in listed(statement.get("Action")):
        if kind == "trust" and action not in (*TRUST_ACTIONS, "sts:*", "*"):
            yield Fault(
                f"{path}.Action",
                f"MalformedPolicyDocument: AssumeRole policy may only specify STS AssumeRole actions, not {action}",
            )
        if allowed and action != "*" and action.partition(":")[0].lower() not in allowed:
            yield Fault(f"{path}.Action", f"MalformedPolicy: {action} is no action of {allowed[0]}")


def _useless_actions(statement: Statement, path: str) -> Iterator[Fault]:
    """Actions that none of the statement's resources is for."""
    resources = listed(statement.get("Resource"))
    if not resources or "*" in resources:
        return
    for action in listed(statement.get("Action")):
        formats = _formats(action.lower())
        if formats and not any(_may_be(resource, *each) for resource in resources for each in formats):
            named = ", ".join(resources)
            yield Fault(
                f"{path}.Resource", f"MalformedPolicy: Action does not apply to any resource: {action} on {named}"
            )


def prefixes() -> frozenset[str]:
    """What the names of actions begin with: a service each."""
    return frozenset(_actions())


@cache
def _formats(action: str) -> tuple[tuple[str, str], ...]:
    """The types of resource that an action works on, with their ARNs; empty where it is unknown, or has a wildcard."""
    service, _, operation = action.partition(":")
    known = _actions().get(service, {})
    types = known.get("Actions", {}).get(operation, {}).get("Resources", [])
    names = [types] if isinstance(types, str) else types
    by_name = {name.lower(): item for name, item in known.get("Resources", {}).items()}
    return tuple(
        (name.lower(), pattern) for name in names for pattern in by_name.get(name.lower(), {}).get("ARNFormats", [])
    )


def _may_be(resource: str, kind: str, pattern: str) -> bool:
    """Whether an ARN, which may hold wildcards and variables, can be one of a type of resource."""
    given, wanted = resource.split(":", 5), pattern.split(":", 5)
    if len(given) < len(wanted):
        # A wildcard may stand for several parts.
        return "*" in resource and re.match(re.escape(resource.partition("*")[0]), pattern) is not None
    if not _part_fits(given[2], wanted[2]):
        return False
    if given[2] == "s3":
        # The list has one format for both, but a bucket's ARN has no slash, and an object's has one.
        has_key = "/" in given[5]
        return {"object": has_key or given[5].endswith("*"), "bucket": not has_key}.get(kind, "access" in given[5])
    prefix = re.match(r"[A-Za-z-]+[:/]", wanted[5])
    if prefix is None:
        return True
    own = given[5][: prefix.end()]
    return own == prefix[0] or bool(re.search(r"[*?$]", own))


def _part_fits(given: str, wanted: str) -> bool:
    return given == wanted or "*" in given or "$" in wanted or "*" in wanted


@cache
def _validator(kind: Purpose) -> Any:
    folder = "cfnlint.data.schemas.other.iam"
    schema = load_resource(folder, f"policy_{kind}.json")
    store = {"policy": load_resource(folder, "policy.json"), kind: schema}
    return StandardValidator(schema).evolve(resolver=RefResolver.from_schema(schema, store=store))


@cache
def _actions() -> Mapping[str, Any]:
    return load_resource("cfnlint.data.AdditionalSpecs", "Policies.json")
