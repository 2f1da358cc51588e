"""Texts that stand for all that a pattern matches: what nobody has chosen, and what somebody else has."""

import re
from collections.abc import Iterator
from itertools import product
from string import ascii_letters, digits

from access.wildcards import ARN_PARTS

# An account that nobody means.
STRANGER = "999999999999"
# A text with every character that a name may have: whatever a pattern wants in the middle of a name is there.
_ANYTHING = f"{ascii_letters}{digits}-_.{ascii_letters}{digits}"
# One for each character that a pattern may want at both ends of a name. A pattern that matches one fixes nothing.
NAMES = tuple(f"{char}{_ANYTHING}{char}" for char in f"{ascii_letters}{digits}-_")
REGION = "eu-west-2"
# How the ARNs of some services' resources are written; those of the others have the service and any name.
_FORMS = {
    "ec2": ("arn:aws:ec2:{region}:{account}:instance/{name}", "arn:aws:ec2:{region}:{account}:snapshot/{name}"),
    "iam": tuple(
        f"arn:aws:iam::{{account}}:{kind}/{name}"
        for kind in ("role", "user", "group", "policy")
        for name in ("{name}", "{name}/{name}")
    ),
    "kms": ("arn:aws:kms:{region}:{account}:key/{name}",),
    "lambda": (
        "arn:aws:lambda:{region}:{account}:function:{name}",
        "arn:aws:lambda:{region}:{account}:function:{name}:{name}",
    ),
    "rds": ("arn:aws:rds:{region}:{account}:snapshot:{name}",),
    "rds-db": ("arn:aws:rds-db:{region}:{account}:dbuser:{name}/{name}",),
    "s3": ("arn:aws:s3:::{name}", "arn:aws:s3:::{name}/{name}"),
    # Secrets Manager adds six characters to each name.
    "secretsmanager": ("arn:aws:secretsmanager:{region}:{account}:secret:{name}-AbCdEf",),
    "ssm": (
        "arn:aws:ssm:{region}:{account}:parameter/{name}",
        "arn:aws:ssm:{region}:{account}:document/{name}",
        "arn:aws:ec2:{region}:{account}:instance/{name}",
    ),
    "sts": ("arn:aws:iam::{account}:role/{name}", "arn:aws:iam::{account}:role/{name}/{name}"),
}
_OTHER = ("arn:aws:{service}:{region}:{account}:{name}", "arn:aws:{service}:{region}:{account}:{name}/{name}")


def has_wildcard(pattern: str) -> bool:
    """Whether a pattern matches more than one text."""
    return any(sign in pattern for sign in ("*", "?", "${"))


def filled(pattern: str, many: str = "stranger", one: str = "x") -> str:
    """One text that a pattern matches."""
    return re.sub(r"\$\{[^}]*\}", many, pattern).replace("*", many).replace("?", one)


def resources(service: str, patterns: tuple[str, ...]) -> Iterator[str]:
    """ARNs of resources of a service that nobody has named.

    They are of any account and region, and of those that some patterns name.
    """
    parts = [pattern.split(":", ARN_PARTS - 1) for pattern in patterns]
    regions = {REGION} | {filled(item[3]) for item in parts if len(item) > 3}
    accounts = {STRANGER} | {accounts_like(item[4]) for item in parts if len(item) > 4}
    for form in (*_FORMS.get(service, ()), *_OTHER):
        for region, account, name in product(regions, accounts, NAMES):
            yield form.format(service=service, region=region, account=account, name=name)


def arns(patterns: tuple[str, ...], account: str) -> list[str]:
    """The ARNs of an account's resources that are most like some patterns, whether they match them or not."""
    found = [f"arn:aws:sns:{REGION}:{account}:stranger"]
    for pattern in patterns:
        parts = pattern.split(":", ARN_PARTS - 1)
        if len(parts) < ARN_PARTS:
            service = filled(parts[2]) if len(parts) > 2 else "sns"
            found.append(f"arn:aws:{service}:{REGION}:{account}:stranger")
            continue
        _, partition, service, region, owner, rest = parts
        start = f"arn:{filled(partition, 'aws')}:{filled(service, 'sns')}:{filled(region, REGION)}"
        if owner:
            like = [accounts_like(owner)] if has_wildcard(owner) else []
            found += [f"{start}:{each}:{filled(rest)}" for each in (account, *like)]
        elif has_wildcard(rest.partition("/")[0]):
            # Its name is the only thing that says whose it is, and anybody can take another that matches.
            found.append(f"{start}::{filled(rest)}")
    return found


def accounts_like(pattern: str) -> str:
    """An account that a pattern matches, which is one that nobody means where any would do."""
    if pattern == "*":
        return STRANGER
    left = max(len(STRANGER) - len(pattern.replace("*", "")), 0)
    return filled(pattern.replace("*", "0" * left, 1), many="", one="0")
