"""How a resource type is shown in the diagram of a stack."""

from dataclasses import dataclass
from typing import Literal

# `traffic` is the payments', `outbound` is to the internet, `credential` is of secrets, `key` encrypts, `copy` goes to
# the other region, and `reference` is any other.
EdgeKind = Literal["traffic", "outbound", "credential", "key", "copy", "reference"]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A box with a title, in a column.

    The columns are those of `tools/diagrams/architecture.py`, from left to right; what is of the `network` is drawn
    zone by zone, and its columns are counted from right to left.
    """

    title: str
    column: int
    network: bool = False


@dataclass(frozen=True, kw_only=True)
class Link:
    """An edge that a resource is shown as: from what the input `start` refers to, to what the input `end` does.

    Where one of them is empty, it is the resource itself.
    """

    kind: EdgeKind
    start: str = ""
    end: str = ""
