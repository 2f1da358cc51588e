"""Where resources send, copy and take things from, by the accounts and the buckets that they name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from policy.checks.accounts import own_account
from policy.checks.documents import OF_RESOURCE, OF_TRUST
from policy.checks.stacks import StackCheck, stack_check
from policy.resources import Resource, Stack, Violation
from policy.values import UNKNOWN, UndecidedError

# An ARN's account, a registry of ECR, and a queue's address.
ACCOUNT = re.compile(
    r"\barn:[\w-]+:[\w-]*:[\w-]*:(\d{12}):|^(\d{12})\.dkr\.ecr\.|^https://sqs\.[\w.-]+\.amazonaws\.com/(\d{12})/"
)
NUMBER = re.compile(r"\d{12}")
BUCKET_ARN = re.compile(r"\barn:[\w-]+:s3:::([\w.-]+)")
# Other rules read what documents say.
DOCUMENTS = (*OF_RESOURCE, *OF_TRUST)
# A variable sends nothing anywhere: whoever reads it needs a permission for what it names.
VARIABLES = ("environment", "environments", "runtimeEnvironmentVariables")
# With whom something is shared has rules of its own.
SHARED = "aws:ram/principalAssociation:PrincipalAssociation"


def in_own_account(keys: Sequence[str], publishers: frozenset[str]) -> StackCheck:
    """No resource names another account outside its policies, unless it is a layer of somebody who is meant.

    Args:
        keys: the types whose policy names the account that they are in.
        publishers: the accounts of AWS whose layers somebody has looked at.
    """

    @stack_check("destinations, sources, keys, images and layers of the stack's own account, or AWS's own layers")
    def violations(stack: Stack) -> Iterator[Violation]:
        own = own_account(stack.of(*keys))
        for item, path, text in _texts(stack):
            allowed = own | publishers if path == "layers" else own
            for account in sorted(_accounts(path, text) - allowed):
                yield Violation(resource=item, text=f"{path} names the account {account}")
        yield from _undecided(stack)

    return violations


def in_own_buckets(bucket: str) -> StackCheck:
    """No resource names a bucket by its ARN, which says nothing of its account, that the stack does not make."""

    @stack_check("the ARN of one of the stack's buckets")
    def violations(stack: Stack) -> Iterator[Violation]:
        buckets = stack.of(bucket)
        for item, path, text in _texts(stack):
            key = path.partition(".")[0]
            for name in BUCKET_ARN.findall(text):
                if not any(_is_named(one, name, item, key) for one in buckets):
                    yield Violation(
                        resource=item, text=f"{path} names the bucket {name}, which the stack does not make"
                    )
        yield from _undecided(stack)

    return violations


def _is_named(bucket: Resource, name: str, user: Resource, key: str) -> bool:
    """Whether a bucket has a name; as long as nobody has given it one, whether what names it comes from the bucket."""
    stated = bucket.properties.get("bucket", UNKNOWN)
    return user.refers_to(bucket, key) if stated is UNKNOWN else stated == name


def _accounts(path: str, text: str) -> set[str]:
    if path.rpartition(".")[2] in ("account", "accountId") and NUMBER.fullmatch(text):
        return {text}
    return {number for found in ACCOUNT.findall(text) for number in found if number}


def _texts(stack: Stack) -> Iterator[tuple[Resource, str, str]]:
    """Each text that a resource has outside its documents and its variables, with its path."""
    for item, path, value in _values(stack):
        if isinstance(value, str):
            yield item, path, value


def _undecided(stack: Stack) -> Iterator[Violation]:
    """Nothing; raises UndecidedError where some value is not known yet."""
    for _, path, value in _values(stack):
        if value is UNKNOWN:
            raise UndecidedError(path)
    yield from ()


def _values(stack: Stack) -> Iterator[tuple[Resource, str, object]]:
    for item in stack.resources:
        if item.type.partition(":")[0] in ("aws", "pulumi-python") and item.type != SHARED:
            for path, value in _inside(item.properties, ""):
                yield item, path, value


def _inside(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, part in cast(Mapping[str, object], value).items():
            if key not in (*DOCUMENTS, *VARIABLES):
                yield from _inside(part, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for part in cast(list[object], value):
            yield from _inside(part, path)
    else:
        yield path, value
