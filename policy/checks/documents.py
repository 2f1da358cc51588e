"""Policy documents as rules read them, and whom the policies of resources let in."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from access.conditions import Context
from access.documents import Condition, Statement, parse
from access.evaluation import Request, applies, role
from access.samples import STRANGER
from access.strangers import Admission, admissions, anybody, services
from policy.checks.properties import check
from policy.rule import Check
from policy.values import Values

# The properties that hold what a resource, an identity and a role's trust say.
OF_RESOURCE = ("policy", "policyDocument")
OF_IDENTITY = ("policy", "inlinePolicies.policy")
OF_TRUST = ("assumeRolePolicy",)


def documents(values: Values, paths: Iterable[str]) -> Iterator[tuple[Statement, ...]]:
    """The statements of each policy document at some paths; the last part of a path may be of objects in a list."""
    for path in paths:
        above, _, last = path.rpartition(".")
        for item in values.each(above) if above else [values]:
            document = item.at(last)
            if document is not None:
                yield parse(document if isinstance(document, str) else json.dumps(_plain(document)))


def not_public(subject: str, *, unconditioned: Mapping[str, str] | None = None) -> Check:
    """No statement of a resource's policy lets in who is not named, or a service for whom it does not name.

    Args:
        subject: what the policy is of.
        unconditioned: the services whose requests meet no condition, each with the only action that it may do.
    """

    @check("policy for principals by name, and for services with a condition on aws:SourceAccount or aws:SourceArn")
    def problems(values: Values) -> Iterator[str]:
        for statements in documents(values, OF_RESOURCE):
            for found in let_in(statements):
                if not _is_known(found, unconditioned or {}):
                    yield f"{found.caller.text} may do this with the {subject}: {found.action}"

    return problems


def let_in(statements: Sequence[Statement]) -> Iterator[Admission]:
    """By which statements anybody may do something, or a service for anybody."""
    yield from admissions(statements, anybody())
    yield from admissions(statements, services(statements))


def permission(values: Values) -> Statement:
    """The statement that a permission adds to the policy of a function."""
    principal = str(values.at("principal"))
    compared = {
        "aws:SourceArn": ("ArnLike", values.at("sourceArn")),
        "aws:SourceAccount": ("StringEquals", values.at("sourceAccount")),
        "aws:PrincipalOrgID": ("StringEquals", values.at("principalOrgId")),
    }
    return Statement(
        effect="Allow",
        actions=(str(values.at("action") or "lambda:InvokeFunction"),),
        principals=(principal if principal == "*" else f"{_kind(principal)}:{principal}",),
        conditions=tuple(
            Condition(operator=operator, key=key, values=(str(value),))
            for key, (operator, value) in compared.items()
            if value is not None
        ),
    )


def _kind(principal: str) -> str:
    return "Service" if principal.endswith((".amazonaws.com", ".amazonaws.com.cn")) else "AWS"


def _is_known(found: Admission, unconditioned: Mapping[str, str]) -> bool:
    actions = {unconditioned.get(name.partition(":")[2]) for name in found.statement.principals or ()}
    return len(actions) == 1 and actions == set(found.statement.actions or ("",))


def requires_tls(service: str, *actions: str) -> Check:
    """The resource's policy denies everybody every action on it that is not encrypted in transit.

    Args:
        service: whose resource it is, as ARNs name it.
        actions: those that its policies can deny.
    """

    @check("policy that denies every request with aws:SecureTransport false")
    def problems(values: Values) -> Iterator[str]:
        found = [item for statements in documents(values, OF_RESOURCE) for item in statements if item.effect == "Deny"]
        arns = _arns(service, values)
        if not all(_refused(found, Request(action=action, resource=arn)) for action in actions for arn in arns):
            yield "not every request in plaintext is denied"

    return problems


# One of each kind of caller; nothing else is known of their requests.
CALLERS = (
    frozenset[str](),
    frozenset(("Service:cloudtrail.amazonaws.com",)),
    role(f"arn:aws:iam::{STRANGER}:role/stranger"),
)
IN_PLAINTEXT: Context = {"aws:securetransport": ("false",)}


def _refused(denying: Sequence[Statement], request: Request) -> bool:
    """Whether a request is denied for certain, whoever makes it, where it is not encrypted."""
    spared = [frozenset((name,)) for item in denying for name in item.not_principals or ()]
    asked = [replace(request, names=names, context=IN_PLAINTEXT) for names in (*CALLERS, *spared)]
    return all(any(applies(item, one) for item in denying) for one in asked)


def _arns(service: str, values: Values) -> list[str]:
    """The ARNs of what a policy is of, by the property that names it."""
    if service == "s3":
        bucket = f"arn:aws:s3:::{values.at('bucket')}"
        return [bucket, f"{bucket}/stranger"]
    if service == "sqs":
        *_, host, account, name = f"//{values.at('queueUrl')}".split("/")
        region = (host.split(".") * 2)[1]
        return [f"arn:aws:sqs:{region}:{account}:{name}"]
    return [str(values.at("arn"))]


def _plain(value: object) -> Any:
    """A document that a property holds as an object; asking for it raises UndecidedError for what is not known yet."""
    if isinstance(value, Mapping):
        items = cast(Mapping[str, object], value)
        return {key: _plain(items[key]) for key in items}
    return [_plain(item) for item in cast(list[object], value)] if isinstance(value, list) else value
