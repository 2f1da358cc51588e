"""The provider of each region; what has no provider of its own inherits its parent's."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import ProviderResource

from config.sections import Recovery


@dataclass(frozen=True, kw_only=True)
class Replica:
    """The second region and its provider."""

    region: str
    provider: ProviderResource


def provider(region: str, account: str | None) -> aws.Provider:
    """A region's provider, which refuses the credentials of any other account where one is given."""
    return aws.Provider(region, region=region, allowed_account_ids=[account] if account else None)


def second_region(recovery: Recovery, account: str | None) -> Replica | None:
    """The second region where one is configured."""
    if not recovery.enabled:
        return None
    return Replica(region=recovery.region, provider=provider(recovery.region, account))
