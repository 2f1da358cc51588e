"""Whether the account is in agreement with the configuration on which region serves."""

from collections.abc import Iterator
from typing import Literal

from ops.failover import secrets, server
from ops.failover.sites import Site
from ops.failover.work import Work

Active = Literal["primary", "recovery"]


def contradictions(work: Work, first: Site, second: Site, active: Active) -> Iterator[str]:
    """What of the second region is a copy although it should serve, or is none although it should follow."""
    follows = active == "primary"
    if server.is_replica(work, second) is not follows:
        yield f"{second.server} in {second.region} is {'no copy' if follows else 'a copy'}"
    if secrets.follow(work, first, second) is not follows:
        yield f"the secrets in {second.region} are {'no copies' if follows else 'copies'}"
