"""What shows that a rule lets the right resource pass and refuses the wrong one."""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:eu-west-2:{ACCOUNT}:key/6e8f0db9"
MINE = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}
# Removes a property.
REMOVED = object()

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """Properties that pass, and changes of them, by path, each of which does not."""

    good: Mapping[str, Any]
    bad: tuple[Changes, ...]
    # Other properties that pass.
    also_good: tuple[Mapping[str, Any], ...] = ()


def case(good: Mapping[str, Any], *bad: Changes, also_good: tuple[Mapping[str, Any], ...] = ()) -> Case:
    assert bad
    return Case(good, bad, also_good)


def switched(path: str, right: bool) -> Case:
    """A switch that has to be set, and to one of its two values."""
    return case({path: right}, {path: not right}, {path: REMOVED})


def given(path: str, value: object) -> Case:
    """A value that has to be there."""
    return case({path: value}, {path: REMOVED})


def changed(properties: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """The properties with other values at some paths."""
    result: dict[str, Any] = copy.deepcopy(dict(properties))
    for path, value in changes.items():
        *above, last = path.split(".")
        target = result
        for key in above:
            target = target.setdefault(key, {})
        if value is REMOVED:
            target.pop(last, None)
        else:
            target[last] = value
    return result


def allowing(actions: object, resources: object = "*", **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def policy(*statements: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
FOR_ANYONE = policy(allowing("*", Principal="*"))
FOR_ANYONE_TOO = policy(TLS_ONLY, allowing("*", Principal={"AWS": "*"}))
IF_THEY_SAY_SO = policy(
    allowing("*", Principal="*", Condition={"StringEqualsIfExists": {"aws:PrincipalAccount": ACCOUNT}})
)
FOR_ALL_BUT = policy(allowing("*", Principal="*", Condition={"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}}))
FOR_THE_ACCOUNT = policy(TLS_ONLY, allowing("*", Principal="*", Condition=MINE))
TO_ANYONE = tuple({"policy": text} for text in (FOR_ANYONE, FOR_ANYONE_TOO, IF_THEY_SAY_SO, FOR_ALL_BUT))

FOR_ALL_BUT_ONE = policy({"Effect": "Allow", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS": ACCOUNT}})
FOR_A_SERVICE = policy(allowing("*", Principal={"Service": "cloudtrail.amazonaws.com"}))
# As an object, and not as its text.
AS_OBJECT = {"Statement": [allowing(["kms:Decrypt", "*"], Principal="*")]}
NOT_PUBLIC = case(
    {"policy": FOR_THE_ACCOUNT},
    *TO_ANYONE,
    {"policy": FOR_ALL_BUT_ONE},
    {"policy": FOR_A_SERVICE},
    {"policy": AS_OBJECT},
)
REQUIRES_TLS = case({"policy": FOR_THE_ACCOUNT}, {"policy": policy(allowing("*", Principal="*", Condition=MINE))})
