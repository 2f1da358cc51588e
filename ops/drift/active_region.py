"""Whether the account agrees with the configuration on which region is active."""

from collections.abc import Iterator

from config.sections import Recovery
from config.serving import Server, contradiction
from ops.lib import database_server
from ops.lib.context import Context
from ops.lib.sites import Site


def contradictions(context: Context, first: Site, second: Site, settings: Recovery) -> Iterator[str]:
    """What of the servers and of the secrets contradicts the settings."""
    found = contradiction(settings, _server(context, first), _server(context, second))
    if found:
        yield found
    standby = settings.active == "primary"
    if _are_replicas(context, second, first) is not standby:
        yield f"the secrets in {second.region} are {'not replicas' if standby else 'replicas'}"


def _server(context: Context, site: Site) -> Server:
    found = database_server.describe(context, site)
    state = "missing" if found is None else "replica" if database_server.source(found) else "standalone"
    return Server(name=site.server, region=site.region, state=state)


def _are_replicas(context: Context, site: Site, other: Site) -> bool:
    """Whether a site's secrets are replicas of the other's."""
    client = context.client("secretsmanager", site)
    return all(client.describe_secret(SecretId=secret).get("PrimaryRegion") == other.region for secret in site.secrets)
