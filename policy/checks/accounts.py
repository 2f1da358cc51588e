"""Whose account a stack is in, and which others its resources let in."""

from collections.abc import Iterator, Sequence

from access.documents import Statement
from access.evaluation import Request, applies
from access.strangers import admissions, named, others, owner
from policy.checks.documents import OF_RESOURCE, OF_TRUST, documents, permission
from policy.checks.stacks import StackCheck, stack_check
from policy.resources import Resource, Stack, Violation
from policy.values import UndecidedError

# AWS refuses a key's policy that lets nobody of the key's own account do this.
KEEPING = "kms:PutKeyPolicy"


def of_own_account(keys: Sequence[str], holders: Sequence[str], invoked: str) -> StackCheck:
    """No policy and no trust lets in another account or an organization, by a principal or by a condition.

    Args:
        keys: the types whose policy names the account that they are in.
        holders: the types with a policy or a trust.
        invoked: the type that is a statement of a function's policy.
    """

    @stack_check("principals, and accounts in conditions, of the stack's own account")
    def violations(stack: Stack) -> Iterator[Violation]:
        own = own_account(stack.of(*keys))
        undecided: UndecidedError | None = None
        for item in stack.of(*holders, invoked):
            read = _permission if item.type == invoked else _documents
            try:
                found = [one for statements in read(item) for one in admissions(statements, others(statements, own))]
            except UndecidedError as error:
                undecided = error
                continue
            for one in found:
                yield Violation(resource=item, text=f"{one.caller.text} may do this: {one.action}")
        if undecided:
            raise undecided

    return violations


def own_account(keys: Sequence[Resource]) -> frozenset[str]:
    """The account that all keys say they are of, as far as they are known; none where they do not agree."""
    found: list[frozenset[str]] = []
    undecided: UndecidedError | None = None
    for key in keys:
        try:
            for statements in documents(key.values, OF_RESOURCE):
                keeping = [item for item in statements if item.effect == "Allow" and applies(item, _kept_by(item))]
                found.append(frozenset(map(owner, named(keeping, "AWS"))))
        except UndecidedError as error:
            undecided = error
    if undecided and not found:
        raise undecided
    return found[0].intersection(*found) if found else frozenset()


def _kept_by(item: Statement) -> Request:
    """The request to change a key's policy, by whoever the statement names."""
    return Request(action=KEEPING, resource="key", names=frozenset(item.principals or ()))


def _documents(item: Resource) -> Iterator[Sequence[Statement]]:
    yield from documents(item.values, (*OF_RESOURCE, *OF_TRUST))


def _permission(item: Resource) -> Iterator[Sequence[Statement]]:
    yield [permission(item.values)]
