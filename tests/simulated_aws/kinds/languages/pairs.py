"""A wrong input of a language, what its refusal says, and the right input beside it."""

import re
from collections.abc import Mapping
from typing import Any, cast

from simulated_aws.declarations import UNKNOWN
from simulated_aws.kinds import texts

Inputs = Mapping[str, Any]
# The type, the wrong inputs, what the refusal says as a regular expression, and the right inputs.
Pair = tuple[str, Inputs, str, Inputs]


def check(pair: Pair) -> None:
    """Fails unless the wrong input is refused and the right one is not, nor one that is not known yet."""
    token, wrong, message, right = pair
    assert any(re.search(message, fault) for fault in found(token, wrong)), found(token, wrong)
    assert found(token, right) == []
    assert found(token, unknown(wrong)) == []


def unknown(value: Any) -> Any:
    """The value with nothing known of its texts yet."""
    if isinstance(value, dict):
        return {key: unknown(item) for key, item in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        return [unknown(item) for item in cast(list[Any], value)]
    return UNKNOWN if isinstance(value, str) else value


def found(token: str, inputs: Inputs) -> list[str]:
    """What the account would refuse of the texts."""
    return [f"{path}: {reason}" for path, reason in texts.faults(token, inputs)]
