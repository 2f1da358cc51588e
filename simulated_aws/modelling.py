"""What identifiers are made of, and how AWS refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_OID, uuid5

Inputs = Mapping[str, Any]
# Looks up the properties of a live resource by its id or its ARN.
Lookup = Callable[[str], Inputs]


class AwsError(Exception):
    """An answer of AWS that is no success."""


class ApiError(Exception):
    """An error of AWS's API: its code, message, and what else its body holds."""

    def __init__(self, code: str, message: str, fields: Mapping[str, Any] | None = None):
        super().__init__(message)
        self.code, self.fields = code, dict(fields or {})

    def __reduce__(self) -> tuple[type["ApiError"], tuple[Any, ...]]:
        # It leaves the account's process with all that it says.
        return ApiError, (self.code, str(self), self.fields)


@dataclass(frozen=True, kw_only=True)
class Names:
    """What identifiers are made of: the region, the account, the resource's name and path, and a number of its own.

    `made` counts how often a resource of this type and logical name was made.
    """

    region: str
    account: str
    name: str
    hex: str
    path: str = "/"
    made: int = 1

    def fill(self, pattern: str) -> str:
        """A pattern of the catalog, such as `vpc-{hex}` or `{uuid}`, with the names in it."""
        return pattern.format(**vars(self), uuid=uuid5(NAMESPACE_OID, self.hex))


def number(*parts: object) -> str:
    """Seventeen hexadecimal digits, as AWS's ids have, the same for the same parts."""
    return sha256("|".join(map(str, parts)).encode()).hexdigest()[:17]
