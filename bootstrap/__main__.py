"""What an account needs before the first deployment: the backend of the state, and the workflows' roles."""

import sys
from dataclasses import replace
from pathlib import Path

import pulumi

# The engine runs this folder by its path, so Python would look for the components inside it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from components.ci import (
    ClosedNetworks,
    ClosedNetworksArgs,
    DeploymentRoles,
    DeploymentRolesArgs,
    GitHub,
    GitHubArgs,
    SigningProfiles,
    SigningProfilesArgs,
    StateStore,
    StateStoreArgs,
)
from config.account.rules import mistakes
from config.account.settings import read
from config.sections import Protection
from foundation.naming import Naming
from foundation.region import Region, provider

settings = read()
account, stacks, regions = settings.account, settings.stacks, settings.regions
if found := list(mistakes(pulumi.get_stack(), account, stacks, Path(__file__).parent)):
    raise pulumi.RunError("\n".join(found))


def naming(suffix: str, environment: str) -> Naming:
    """The names and tags of what belongs to a stack, or to the account."""
    return Naming(suffix=suffix, environment=environment, cost_center="payment-infrastructure", owner="platform-team")


region = Region(
    name=regions[0],
    provider=provider(regions[0], account),
    account_id=account,
    naming=naming("account", "account"),
    # The deletion of the state's key can be cancelled for as long as KMS allows.
    protection=Protection.model_validate({"keyDeletionDays": 30}),
    # This project creates no log group.
    log_retention_days=365,
)
# What the state of a stack with a second region is copied to, so that it is there when the first one is not.
second = (
    replace(region, name=regions[1], provider=provider(regions[1], account), naming=region.naming.for_recovery())
    if len(regions) > 1
    else None
)
state = StateStore("state", StateStoreArgs(region=region, second=second))
github = GitHub("github", GitHubArgs(region=region))
roles = {
    stack: DeploymentRoles(
        f"{stack}-workflows",
        DeploymentRolesArgs(
            region=replace(region, naming=naming(stack, environment)),
            repository=settings.repository,
            regions=regions,
            github=github,
            state=state,
        ),
    )
    for stack, environment in stacks.items()
}
if settings.closed_networks:
    ClosedNetworks("closed-networks", ClosedNetworksArgs(regions=[place for place in (region, second) if place]))
signing = {
    stack: SigningProfiles(
        f"{stack}-signing",
        SigningProfilesArgs(
            regions=[replace(place, naming=naming(stack, environment)) for place in (region, second) if place]
        ),
    )
    for stack, environment in stacks.items()
    if stack in settings.signing
}

pulumi.export("signingProfiles", {stack: profiles.arns for stack, profiles in signing.items()})
pulumi.export("backendUrl", pulumi.Output.format("s3://{0}?region={1}", state.bucket, region.name))
pulumi.export("secretsProvider", pulumi.Output.format("awskms:///{0}?region={1}", state.key_arn, region.name))
if second:
    pulumi.export("copyBackendUrl", pulumi.Output.format("s3://{0}?region={1}", state.copy_bucket, second.name))
    pulumi.export(
        "copySecretsProvider", pulumi.Output.format("awskms:///{0}?region={1}", state.copy_key_arn, second.name)
    )
pulumi.export("previewRoles", {stack: of_stack.preview_arn for stack, of_stack in roles.items()})
pulumi.export("deployRoles", {stack: of_stack.deploy_arn for stack, of_stack in roles.items()})
pulumi.export("driftRoles", {stack: of_stack.drift_arn for stack, of_stack in roles.items()})
