"""GitHub as somebody who vouches for its workflows, once per account."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import iam

from foundation.naming import Naming
from foundation.policies import document

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class GitHubArgs:
    """The naming of what exists once in the account."""

    naming: Naming


class GitHub(ComponentResource):
    """The account trusts GitHub's word about which workflow is asking, for tokens that were made for AWS alone."""

    provider_arn: Output[str]

    def __init__(self, name: str, args: GitHubArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:ci:GitHub", name, None, opts)
        # AWS knows GitHub's certificate authority by itself and asks for no thumbprint.
        provider = iam.OpenIdConnectProvider(
            f"{name}-provider",
            url=f"https://{ISSUER}",
            client_id_lists=[AUDIENCE],
            tags=args.naming.tags("github-provider"),
            opts=ResourceOptions(parent=self),
        )
        self.provider_arn = provider.arn
        self.register_outputs({"provider_arn": self.provider_arn})


def trusted(provider_arn: Input[str], repository: str, *contexts: str) -> Output[str]:
    """The trust policy that lets workflows of one repository take a role, each in one of these contexts alone.

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
