"""Starts the roll-out of a function's new version, which CodeDeploy then carries out and monitors."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

import boto3
from botocore.config import Config

# The states of a deployment that has not ended.
UNFINISHED = ["Created", "Queued", "InProgress", "Baking", "Ready"]


class StillRollingOutError(Exception):
    """Another version is being rolled out, and CodeDeploy allows one at a time."""


class Deployments(Protocol):
    """The operations of CodeDeploy in use; they take and return what AWS documents."""

    def list_deployments(self, **arguments: Any) -> dict[str, Any]:
        """Deployments by their state."""
        ...

    def get_deployment(self, **arguments: Any) -> dict[str, Any]:
        """One deployment."""
        ...

    def create_deployment(self, **arguments: Any) -> dict[str, Any]:
        """A new deployment."""
        ...


class Aliases(Protocol):
    """The operation of Lambda in use; it takes and returns what AWS documents."""

    def get_alias(self, **arguments: Any) -> dict[str, Any]:
        """The version that an alias points to."""
        ...


def handle(event: Mapping[str, str], context: object) -> dict[str, str]:
    """Lambda's handler, invoked while `pulumi up` waits."""
    config = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 3, "mode": "standard"})
    client = cast(Callable[..., Any], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    return release(client("codedeploy", config=config), client("lambda", config=config), event)


def release(deployments: Deployments, aliases: Aliases, event: Mapping[str, str]) -> dict[str, str]:
    """A roll-out of the event's version is under way, where the alias does not point to it yet.

    The event names `application`, `group`, `function`, `alias` and `version`. Answers with the deployment's id, empty
    where there is nothing to do. Raises StillRollingOutError while another version is being rolled out.
    """
    current = aliases.get_alias(FunctionName=event["function"], Name=event["alias"])["FunctionVersion"]
    if current == event["version"]:
        return {"deployment": ""}
    group = {"applicationName": event["application"], "deploymentGroupName": event["group"]}
    label = f"version {event['version']}"
    unfinished = deployments.list_deployments(**group, includeOnlyStatuses=UNFINISHED)["deployments"]
    if unfinished:
        running = unfinished[0]
        found = deployments.get_deployment(deploymentId=running)["deploymentInfo"].get("description")
        if found == label:
            # An earlier call started it, and its answer was lost.
            return {"deployment": running}
        raise StillRollingOutError(
            f"deployment {running} still rolls out {found} of {event['function']}; run `pulumi up` again afterwards"
        )
    content = _specification(event, current)
    revision = {"content": content, "sha256": hashlib.sha256(content.encode()).hexdigest()}
    made = deployments.create_deployment(
        **group, description=label, revision={"revisionType": "AppSpecContent", "appSpecContent": revision}
    )
    return {"deployment": made["deploymentId"]}


def _specification(event: Mapping[str, str], current: str) -> str:
    """The AppSpec content for CodeDeploy, as its AppSpec reference describes it."""
    properties = {
        "Name": event["function"],
        "Alias": event["alias"],
        "CurrentVersion": current,
        "TargetVersion": event["version"],
    }
    function = {"Type": "AWS::Lambda::Function", "Properties": properties}
    return json.dumps({"version": 0.0, "Resources": [{event["function"]: function}]})
