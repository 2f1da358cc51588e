"""The one maker of names and tags."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, kw_only=True)
class Naming:
    """The names and tags of one environment in one region.

    Names read `{prefix}{kind}-{suffix}`: `db-secret-prod`, and `dr-db-secret-prod` in the second region.

    Raises ValueError where a name would hold other characters than AWS takes everywhere, or be too long.
    """

    suffix: str
    environment: str
    cost_center: str
    owner: str
    extra_tags: Mapping[str, str] = field(default_factory=dict[str, str])
    prefix: str = ""

    def for_recovery(self) -> "Naming":
        """The naming of the second region."""
        return replace(self, prefix="dr-")

    def name(self, kind: str, limit: int = 63) -> str:
        """The physical name of a kind of resource; limit is the number of characters that AWS takes for it."""
        name = f"{self.prefix}{kind}-{self.suffix}"
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
            raise ValueError(f"the name {name!r} may hold only lower-case letters, digits and single hyphens")
        if len(name) > limit:
            raise ValueError(
                f"the name {name!r} has {len(name)} characters; AWS takes {limit}: shorten the suffix or {kind!r}"
            )
        return name

    def log_group(self, kind: str) -> str:
        """The name of the log group that a kind of resource writes to."""
        return f"/payments/{self.name(kind)}"

    def tags(self, kind: str) -> dict[str, str]:
        """The tags of a resource, with its name."""
        return {
            **self.extra_tags,
            "Name": self.name(kind),
            "Environment": self.environment,
            "Project": "payment-processing",
            "CostCenter": self.cost_center,
            "Owner": self.owner,
            "ManagedBy": "Pulumi",
        }
