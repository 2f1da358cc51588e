"""How a resource type is shown in the diagrams."""

from dataclasses import dataclass
from typing import Literal

# `data` is the payments' and files', `refused` is what leaves that way, `outbound` is to the internet, `credential` is
# of secrets, `key` encrypts, `copy` goes to the other region, `control` is a failover's, and `reference` is any other.
EdgeKind = Literal["data", "refused", "outbound", "credential", "key", "copy", "control", "reference"]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """An icon with a title.

    Args:
        title: what it is.
        icon: one of the icons of the package `diagrams`, below its folder for AWS, without the ending.
        is_detail: whether only the diagram of its component shows it, and not that of the stack.
    """

    title: str
    icon: str
    is_detail: bool = False


@dataclass(frozen=True, kw_only=True)
class Link:
    """An edge that a resource is shown as: from what the input `start` refers to, to what the input `end` does.

    Where one of them is empty, it is the resource itself.
    """

    kind: EdgeKind
    start: str = ""
    end: str = ""
