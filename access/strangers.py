"""Who may do something by the policy of a resource, or by a role's trust, who has nothing to do with the account."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from access.conditions import Context
from access.documents import Statement
from access.evaluation import Request, decide, role
from access.samples import STRANGER, accounts_like, arns, filled, has_wildcard

# The keys that say whose a request is; each with what a stranger's requests have there.
_CALLER = {
    "aws:principalaccount": "{account}",
    "aws:principalarn": "arn:aws:iam::{account}:role/stranger",
    "aws:principalorgid": "{organization}",
    "aws:principalorgpaths": "{organization}/r-stranger/ou-stranger/",
    "aws:userid": "AROASTRANGER:stranger",
    "kms:calleraccount": "{account}",
}
# The keys that say through which network it came, or what only some callers say.
_WAY = {
    "aws:sourcevpc": "vpc-stranger",
    "aws:sourcevpce": "vpce-stranger",
    "aws:vpceaccount": "{account}",
    "aws:vpceorgid": "{organization}",
    "aws:vpceorgpaths": "{organization}/r-stranger/ou-stranger/",
    "sts:externalid": "stranger",
}
# The keys by which a service says for whom it acts.
_SOURCE = {
    "aws:sourceaccount": "{account}",
    "aws:sourcearn": "arn:aws:sns:eu-west-2:{account}:stranger",
    "aws:sourceorgid": "{organization}",
    "aws:sourceorgpaths": "{organization}/r-stranger/ou-stranger/",
    "aws:sourceowner": "{account}",
}
_KNOWN = _CALLER.keys() | _WAY.keys() | _SOURCE.keys()
_ORGANIZATION = "o-stranger"
# As many of the requests that conditions tell apart are tried for each caller.
_MOST = 128


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Somebody who asks: what to call them, how a policy can name them, and what their requests have."""

    text: str
    names: frozenset[str]
    account: str = STRANGER
    organization: str = _ORGANIZATION
    keys: Mapping[str, str] = field(default_factory=lambda: dict[str, str]())
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Admission:
    """A stranger whom a document may let do something."""

    caller: Caller
    statement: Statement
    action: str


def anybody() -> Iterator[Caller]:
    """Those whom nobody has named: a role of another account by either way, and somebody without an account."""
    arn = f"arn:aws:iam::{STRANGER}:role/stranger"
    yield Caller(text="anybody", names=role(arn), keys=_CALLER | _WAY, missing=frozenset(_SOURCE))
    yield Caller(text="anybody", names=role(arn), keys=_CALLER, missing=frozenset(_SOURCE | _WAY))
    yield Caller(text="anybody", names=frozenset(), missing=frozenset(_CALLER | _WAY | _SOURCE))


def services(statements: Sequence[Statement]) -> Iterator[Caller]:
    """The services that a document names, on behalf of an account that nobody has named."""
    for name in named(statements, "Service"):
        text = f"{name.partition(':')[2]} on behalf of any account"
        yield Caller(text=text, names=frozenset((name,)), keys=_SOURCE, missing=frozenset(_CALLER | _WAY))
        yield Caller(text=text, names=frozenset((name,)), missing=frozenset(_CALLER | _WAY | _SOURCE))


def subjects(statements: Sequence[Statement]) -> Iterator[Caller]:
    """Those whom an identity provider that a document names knows by names that the document does not fix."""
    keys = {condition.key.lower() for item in statements for condition in item.conditions}
    names = [key for key in keys if key.endswith(":sub")]
    for name in named(statements, "Federated"):
        missing = frozenset(_CALLER | _WAY | _SOURCE)
        said = dict.fromkeys(names, "repo:stranger/stranger:environment:stranger")
        yield Caller(text=_shown(name), names=frozenset((name,)), keys=said, missing=missing)
        yield Caller(text=_shown(name), names=frozenset((name,)), missing=missing.union(names))


def others(statements: Sequence[Statement], own: frozenset[str]) -> Iterator[Caller]:
    """Those whom a document names who do not belong to one of the own accounts, and their organizations."""
    for name in named(statements, "AWS"):
        account = owner(name)
        if account not in own:
            names = role(name.partition(":")[2]) if name.count(":") > 5 else frozenset((name,))
            names |= {name}
            yield Caller(text=_shown(name), names=names, account=account, keys=_CALLER, missing=frozenset(_WAY))
    for kind in ("Federated", "CanonicalUser"):
        for name in named(statements, kind):
            if kind == "CanonicalUser" or owner(name) not in own:
                yield Caller(text=_shown(name), names=frozenset((name,)))
    for account in _numbers(statements) - own:
        yield from _of(account, _ORGANIZATION, f"account {account}", statements)
    for organization in _organizations(statements):
        yield from _of(STRANGER, organization, f"organization {organization}", statements)


def _of(account: str, organization: str, text: str, statements: Sequence[Statement]) -> Iterator[Caller]:
    """A role, and each service, of an account or an organization that a document names."""
    named_services = [frozenset((name,)) for name in named(statements, "Service")]
    arn = f"arn:aws:iam::{account}:role/stranger"
    for keys in (_CALLER, _CALLER | _WAY):
        yield Caller(text=text, names=role(arn), account=account, organization=organization, keys=keys)
    for names in named_services:
        yield Caller(text=text, names=names, account=account, organization=organization, keys=_SOURCE)


def admissions(statements: Sequence[Statement], callers: Iterator[Caller]) -> Iterator[Admission]:
    """Each statement by which one of the callers may do something, all in all, whatever else the request says."""
    everybody = list(callers)
    for statement in statements:
        if statement.effect == "Allow":
            for caller in everybody:
                action = _admitted(statements, statement, caller)
                if action is not None:
                    yield Admission(caller=caller, statement=statement, action=action)
                    break


def _admitted(statements: Sequence[Statement], statement: Statement, caller: Caller) -> str | None:
    """An action that a statement lets a caller do and no other forbids; None where there is none."""
    # What another statement allows is that one's fault.
    judged = [statement, *(item for item in statements if item.effect == "Deny")]
    names = _names(statement, caller)
    contexts = list(islice(_contexts(judged, caller), _MOST))
    for action, resource, context in product(actions_of(statement), resources_of(statement), contexts):
        if decide(judged, Request(action=action, resource=resource, names=names, context=context)) != "denied":
            return action
    return None


def actions_of(statement: Statement) -> list[str]:
    """One action for each pattern of a statement, or one that it does not leave out."""
    if statement.actions is None:
        return ["stranger:Stranger"]
    return [filled(action, "Stranger") for action in statement.actions]


def resources_of(statement: Statement) -> list[str | None]:
    """One resource for each pattern of a statement; None where it has none."""
    if statement.resources is None:
        return [None]
    return [filled(resource) for resource in statement.resources]


def named(statements: Sequence[Statement], kind: str) -> list[str]:
    """The principals of a kind that the statements which allow something name, with their kind."""
    found = [name for item in statements if item.effect == "Allow" for name in item.principals or ()]
    return list(dict.fromkeys(name for name in found if name.startswith(f"{kind}:")))


def owner(name: str) -> str:
    """The account in a principal such as `AWS:arn:aws:iam::123456789012:root`, or one that nobody means."""
    text = name.partition(":")[2]
    parts = text.split(":")
    account = parts[4] if len(parts) > 4 else text
    return account if account.isdigit() else STRANGER


def _names(statement: Statement, caller: Caller) -> frozenset[str]:
    """How a statement can name a caller: AWS takes no wildcard within a principal, and who writes one means all."""
    wild = [name for name in statement.principals or () if name.startswith("AWS:") and has_wildcard(name)]
    return caller.names | frozenset(wild) if any(name.startswith("AWS:") for name in caller.names) else caller.names


def _contexts(statements: Sequence[Statement], caller: Caller) -> Iterator[Context]:
    """What is known of a caller's requests: for each key that conditions compare, the values most like theirs."""
    compared: dict[str, tuple[str, ...]] = {}
    for item in statements:
        for condition in item.conditions:
            key = condition.key.lower()
            compared[key] = (*compared.get(key, ()), *condition.values)
    choices: dict[str, list[tuple[str, ...]]] = {
        key: [(value,) for value in dict.fromkeys(_values(key, compared.get(key, ()), caller))]
        for key in compared
        if key in caller.keys or (key not in _KNOWN and any(text.startswith("arn:") for text in compared[key]))
    }
    choices |= {key: [()] for key in caller.missing}
    for values in product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def _values(key: str, patterns: tuple[str, ...], caller: Caller) -> list[str]:
    """The values that a stranger's request can have for a key."""
    usual = caller.keys.get(key, "arn:").format(account=caller.account, organization=caller.organization)
    wild = tuple(pattern for pattern in patterns if has_wildcard(pattern))
    if usual.startswith("arn:"):
        return ([] if usual == "arn:" else [usual]) + arns(patterns, caller.account)
    if usual == caller.account:
        return [usual, *(accounts_like(pattern) for pattern in wild)]
    return [usual, *map(filled, wild)]


def _numbers(statements: Sequence[Statement]) -> frozenset[str]:
    """The accounts that the conditions of the statements which allow something name."""
    values = [value for item in statements if item.effect == "Allow" for one in item.conditions for value in one.values]
    parts = [part for value in values for part in value.split(":")]
    return frozenset(part for part in parts if part.isdigit() and len(part) == len(STRANGER))


def _organizations(statements: Sequence[Statement]) -> list[str]:
    values = [value for item in statements if item.effect == "Allow" for one in item.conditions for value in one.values]
    return list(dict.fromkeys(value.partition("/")[0] for value in values if value.startswith("o-")))


def _shown(name: str) -> str:
    return name.partition(":")[2]
