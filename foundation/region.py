"""A region of an environment, with what every part in it needs."""

from dataclasses import dataclass, replace

import pulumi_aws as aws
from pulumi import Input, InvokeOutputOptions, Output, ProviderResource

from config.load import StackConfig
from config.sections import Protection
from foundation.code import Signer
from foundation.naming import Naming


@dataclass(frozen=True, kw_only=True)
class Topics:
    """The topics that are notified of alarms, by ARN: everything goes to one, what has to page somebody to the other.

    `key_arn` is the key that encrypts both.
    """

    alerts_arn: Input[str]
    pages_arn: Input[str]
    key_arn: Input[str]


@dataclass(frozen=True, kw_only=True)
class Region:
    """One region of an environment: where its parts are, what they are called, and how they are protected and logged.

    `name` is AWS's, such as `eu-west-2`. A region has topics once its alerts exist, and a
    signer where the code of its functions is signed.
    """

    name: str
    provider: ProviderResource
    account_id: Input[str]
    naming: Naming
    protection: Protection
    log_retention_days: int
    known_topics: Topics | None = None
    signer: Signer | None = None

    @property
    def topics(self) -> Topics:
        """The region's topics; raises ValueError before they exist."""
        if self.known_topics is None:
            raise ValueError(f"{self.name} has no topics yet; its alerts come before what notifies them")
        return self.known_topics

    def with_topics(self, topics: Topics) -> "Region":
        """The same region, once its alerts exist."""
        return replace(self, known_topics=topics)

    def with_signer(self, signer: Signer) -> "Region":
        """The same region, where functions run signed code."""
        return replace(self, signer=signer)

    def named_as(self, other: "Region") -> "Region":
        """The same region with another one's naming, for what belongs to both."""
        return replace(self, naming=other.naming)

    def counterpart(self, arn: Input[str]) -> Output[str]:
        """The ARN here of what another region has under the same name, such as a secret that is replicated."""
        return Output.from_input(arn).apply(self._counterpart)

    def _counterpart(self, arn: str) -> str:
        parts = arn.split(":")
        return ":".join([*parts[:3], self.name, *parts[4:]])

    def arn(self, service: str, resource: Input[str]) -> Output[str]:
        """The ARN of a resource of this account and region, by the last part of it."""
        return Output.format("arn:aws:{0}:{1}:{2}:{3}", service, self.name, self.account_id, resource)


def first_region(config: StackConfig) -> Region:
    """The region that payments are processed in unless a failover has moved them."""
    own = provider(config.region, config.account)
    return Region(
        name=config.region,
        provider=own,
        account_id=aws.get_caller_identity_output(opts=InvokeOutputOptions(provider=own)).account_id,
        naming=Naming(
            suffix=config.suffix,
            environment=config.environment,
            cost_center=config.tags.cost_center,
            owner=config.tags.owner,
            extra_tags=config.tags.extra,
        ),
        protection=config.protection,
        log_retention_days=config.logs.retention_days,
    )


def second_region(first: Region, config: StackConfig) -> Region | None:
    """The region that payments can be moved to, where one is configured."""
    if not config.recovery.enabled:
        return None
    return replace(
        first,
        name=config.recovery.region,
        provider=provider(config.recovery.region, config.account),
        naming=first.naming.for_recovery(),
    )


def provider(region: str, account: str | None) -> aws.Provider:
    """A region's provider, which refuses the credentials of any other account where one is given."""
    return aws.Provider(region, region=region, allowed_account_ids=[account] if account else None)
