"""GitHub as an identity provider for its workflows, once per account."""

from dataclasses import dataclass

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import iam

from foundation.component import Component
from foundation.policies import document
from foundation.region import Region

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class GitHubArgs:
    """A region of the account; its naming is of what exists once in the account."""

    region: Region


class GitHub(Component):
    """The account trusts GitHub's tokens for its workflows, where they were made for AWS alone."""

    provider_arn: Output[str]

    def __init__(self, name: str, args: GitHubArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        # AWS knows GitHub's certificate authority by itself and asks for no thumbprint.
        provider = iam.OpenIdConnectProvider(
            f"{name}-provider",
            url=f"https://{ISSUER}",
            client_id_lists=[AUDIENCE],
            tags=args.region.naming.tags("github-provider"),
            opts=self.child(),
        )
        self.publish(provider_arn=provider.arn)


def trusted(provider_arn: Input[str], repository: str, *contexts: str) -> Output[str]:
    """The trust policy that lets workflows of one repository assume a role, each in one of these contexts alone.

    A context is what ends the token's subject: `pull_request`, `ref:refs/heads/main`, `environment:prod`.
    """
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Federated": provider_arn},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    f"{ISSUER}:aud": AUDIENCE,
                    f"{ISSUER}:sub": [f"repo:{repository}:{context}" for context in contexts],
                }
            },
        }
    )
