"""The actions of IAM and the resources that they are asked for, by the service authorization reference.

cfn-lint ships the reference's list; it has no dependent actions.
"""

# cfn-lint hands its data over untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from cfnlint.helpers import load_resource


def exists(action: str) -> bool:
    """Whether IAM has an action; the registry also names S3's own event names, and misspells some."""
    return action.lower().partition(":")[2] in _actions(action)


@cache
def patterns(action: str) -> tuple[str, ...]:
    """The ARNs that an action is for, as regular expressions after `arn:aws:`; empty where it is asked for `*`."""
    service = action.partition(":")[0]
    named = _actions(action).get(action.lower().partition(":")[2], {}).get("Resources", [])
    types = {name.lower(): item for name, item in _reference().get(service, {}).get("Resources", {}).items()}
    names: list[str] = [named] if isinstance(named, str) else named
    formats = (text for name in names for text in types.get(name.lower(), {}).get("ARNFormats", ()))
    return tuple(sorted({_expression(text) for text in formats}))


def concerns(action: str, arn: str) -> bool:
    """Whether an action can be asked for what has an ARN."""
    rest = arn.removeprefix("arn:aws:")
    return any(re.fullmatch(pattern, rest) for pattern in patterns(action))


def _expression(text: str) -> str:
    rest = text.removeprefix("arn:${Partition}:")
    whole = re.sub(r"(?<!\.)\*", ".*", rest)
    return re.sub(r"\$\{(Region|Account|Partition)\}", "[a-z0-9-]*", whole)


def _actions(action: str) -> Mapping[str, Any]:
    return _reference().get(action.partition(":")[0], {}).get("Actions", {})


@cache
def _reference() -> Mapping[str, Any]:
    return load_resource("cfnlint.data.AdditionalSpecs", "Policies.json")
