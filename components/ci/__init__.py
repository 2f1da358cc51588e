"""What GitHub's workflows may do in an account, and where the state of the stacks is kept."""

from components.ci.closed_networks import ClosedNetworks, ClosedNetworksArgs
from components.ci.github import GitHub, GitHubArgs
from components.ci.roles import DeploymentRoles, DeploymentRolesArgs
from components.ci.signing import SigningProfiles, SigningProfilesArgs
from components.ci.state import StateStore, StateStoreArgs

__all__ = [
    "ClosedNetworks",
    "ClosedNetworksArgs",
    "DeploymentRoles",
    "DeploymentRolesArgs",
    "GitHub",
    "GitHubArgs",
    "SigningProfiles",
    "SigningProfilesArgs",
    "StateStore",
    "StateStoreArgs",
]
