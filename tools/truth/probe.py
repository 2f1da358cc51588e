"""A change of one resource in one place, with what AWS says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What is changed about a property, as the table has it."""

    TYPE = "wrong type"
    LOW = "too small"
    HIGH = "too large"
    SHORT = "too short"
    LONG = "too long"
    FEW = "too few items"
    MANY = "too many items"
    CHARACTERS = "wrong characters"
    CHOICE = "unknown choice"
    MISSING = "missing required"
    UNKNOWN = "unknown property"
    EXCLUSIVE = "exclusive together"
    DEPENDENT = "does not go together"
    REGION = "of another region"
    ACCOUNT = "of another account"
    NETWORK = "of another network"
    ABSENT = "absent resource"
    OTHER_KIND = "another kind of resource"
    TEXT = "malformed text"
    SUFFIX = "too long with its suffix"
    TAKEN = "name that is taken"


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value for a property: its kind of mistake, or what it is near where it is valid."""

    kind: Kind
    value: Any
    valid: bool = False
    sources: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """A resource of a stack with one change.

    Args:
        id: the resource's id in the account.
        path: the path of what was changed, with positions.
        general: the path, the same for each item of a list.
        inputs: all inputs with the change.
        valid: whether AWS takes it.
        sources: who says so.
        detail: what was done, to tell two changes of one kind and place apart.
    """

    stack: str
    id: str
    token: str
    name: str
    path: str
    general: str
    kind: Kind
    inputs: Mapping[str, Any]
    shown: str
    valid: bool
    sources: tuple[str, ...]
    detail: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same probe as one of another resource."""
        return (self.token, self.general, self.kind, self.detail, str(self.valid))

    @property
    def last(self) -> str:
        """The property's own name, without those above it."""
        return self.general.removesuffix("[]").rpartition(".")[2].removesuffix("[]")

    @property
    def service(self) -> str:
        """The module of the SDK that the type is in."""
        return self.token.split(":")[1].partition("/")[0]
