"""The kill switch of a region: each region has its own, and payments that move there obey it."""

import json
from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError

from ops.lib.context import Context
from ops.lib.sites import Site

FLAG = "stop_processing"


def remarks(context: Context, site: Site) -> Iterator[str]:
    """What a person has to know of it before payments move to a site."""
    try:
        stopped = is_on(context, site)
    except (BotoCoreError, ClientError, ValueError) as error:
        yield f"whether the kill switch in {site.region} is on is not known: {error}"
        return
    if stopped:
        yield f"the kill switch in {site.region} is on: nothing is paid there until it is off (docs/runbooks/flags.md)"


def is_on(context: Context, site: Site) -> bool:
    """Whether a site's processor makes no payments, as AppConfig would tell it; raises ValueError for no JSON."""
    client = context.client("appconfigdata", site)
    token = client.start_configuration_session(
        ApplicationIdentifier=site.flags.application,
        EnvironmentIdentifier=site.flags.environment,
        ConfigurationProfileIdentifier=site.flags.profile,
    )["InitialConfigurationToken"]
    content = client.get_latest_configuration(ConfigurationToken=token)["Configuration"].read()
    return bool(json.loads(content)[FLAG]["enabled"])
