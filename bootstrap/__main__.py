"""What an account needs before the first deployment: a store for the state, and the roles of GitHub's workflows."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import pulumi

# The engine runs this folder by its path, so that Python would look for the components inside of it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from components.ci import (
    DeploymentRoles,
    DeploymentRolesArgs,
    GitHub,
    GitHubArgs,
    StateStore,
    StateStoreArgs,
)
from foundation.naming import Naming
from foundation.region import provider

config = pulumi.Config("payments-bootstrap")
account = config.require("account")
stacks = cast(Mapping[str, str], config.require_object("stacks"))
regions = cast(Sequence[str], config.require_object("regions"))
here = pulumi.ResourceOptions(provider=provider(regions[0], account))


def naming(suffix: str, environment: str) -> Naming:
    """The names and tags of what belongs to a stack, or to the account."""
    return Naming(suffix=suffix, environment=environment, cost_center="payment-infrastructure", owner="platform-team")


of_account = naming("account", "account")
state = StateStore("state", StateStoreArgs(naming=of_account, account_id=account), here)
github = GitHub("github", GitHubArgs(naming=of_account), here)
roles = {
    stack: DeploymentRoles(
        f"{stack}-workflows",
        DeploymentRolesArgs(
            naming=naming(stack, environment),
            account_id=account,
            repository=config.require("repository"),
            regions=regions,
            provider_arn=github.provider_arn,
            state_bucket_arn=state.bucket_arn,
            state_key_arn=state.key_arn,
        ),
        here,
    )
    for stack, environment in stacks.items()
}

pulumi.export("backendUrl", pulumi.Output.format("s3://{0}?region={1}", state.bucket, regions[0]))
pulumi.export("secretsProvider", pulumi.Output.format("awskms:///{0}?region={1}", state.key_arn, regions[0]))
pulumi.export("previewRoles", {stack: of_stack.preview_arn for stack, of_stack in roles.items()})
pulumi.export("deployRoles", {stack: of_stack.deploy_arn for stack, of_stack in roles.items()})
pulumi.export("driftRoles", {stack: of_stack.drift_arn for stack, of_stack in roles.items()})
