"""Whether the account agrees with the configuration on which region is active."""

from collections.abc import Iterator
from typing import Literal

from ops.lib import database_server
from ops.lib.context import Context
from ops.lib.sites import Site

Active = Literal["primary", "recovery"]


def contradictions(context: Context, first: Site, second: Site, active: Active) -> Iterator[str]:
    """What of the second region is a replica although it should be active, or the other way round."""
    standby = active == "primary"
    if database_server.is_replica(context, second) is not standby:
        yield f"{second.server} in {second.region} is {'not a replica' if standby else 'a replica'}"
    if _are_replicas(context, second, first) is not standby:
        yield f"the secrets in {second.region} are {'not replicas' if standby else 'replicas'}"


def _are_replicas(context: Context, site: Site, other: Site) -> bool:
    """Whether a site's secrets are replicas of the other's."""
    client = context.client("secretsmanager", site)
    return all(client.describe_secret(SecretId=secret).get("PrimaryRegion") == other.region for secret in site.secrets)
