"""Starts the roll-out of a function's new version, which CodeDeploy then carries out and monitors."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

import boto3
from botocore.config import Config

# The states of a deployment that has not ended.
UNFINISHED = ["Created", "Queued", "InProgress", "Baking", "Ready"]
ENDED = ("Failed", "Stopped")
# CodeDeploy looks at the alarms before it shifts anything, within seconds; the function has time for more than this.
START_SECONDS = 120
PAUSE_SECONDS = 3


class StillRollingOutError(Exception):
    """Another version is being rolled out, and CodeDeploy allows one at a time."""


class NotStartedError(Exception):
    """CodeDeploy has ended a roll-out before it shifted anything, or has not begun yet; the message says why."""


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
        """The version that an alias points to, and the one that gets a share of its traffic."""
        ...


def handle(event: Mapping[str, str], context: object) -> dict[str, str]:
    """Lambda's handler, invoked while `pulumi up` waits."""
    config = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 3, "mode": "standard"})
    client = cast(Callable[..., Any], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    return release(client("codedeploy", config=config), client("lambda", config=config), event)


def release(
    deployments: Deployments,
    aliases: Aliases,
    event: Mapping[str, str],
    *,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, str]:
    """A roll-out of the event's version has begun to shift traffic, where the alias does not point to it yet.

    The event names `application`, `group`, `function`, `alias` and `version`. Answers with the deployment's id, empty
    where there is nothing to do. Raises StillRollingOutError while another version is being rolled out, and
    NotStartedError where this one does not begin: an error is what makes the next `pulumi up` try again.
    """
    current = _alias(aliases, event)["FunctionVersion"]
    if current == event["version"]:
        return {"deployment": ""}
    deployment = _running(deployments, event) or _created(deployments, event, current)
    until = clock() + START_SECONDS
    while not _shifts(deployments, aliases, event, deployment):
        if clock() >= until:
            raise NotStartedError(
                f"deployment {deployment} of version {event['version']} of {event['function']} has shifted nothing "
                f"within {START_SECONDS} seconds; run `pulumi up` again, which looks at it again"
            )
        pause(PAUSE_SECONDS)
    return {"deployment": deployment}


def _alias(aliases: Aliases, event: Mapping[str, str]) -> Mapping[str, Any]:
    return aliases.get_alias(FunctionName=event["function"], Name=event["alias"])


def _group(event: Mapping[str, str]) -> Mapping[str, str]:
    return {"applicationName": event["application"], "deploymentGroupName": event["group"]}


def _label(event: Mapping[str, str]) -> str:
    return f"version {event['version']}"


def _running(deployments: Deployments, event: Mapping[str, str]) -> str | None:
    """The deployment of this version that an earlier call has started, where there is one."""
    unfinished = deployments.list_deployments(**_group(event), includeOnlyStatuses=UNFINISHED)["deployments"]
    if not unfinished:
        return None
    running = unfinished[0]
    found = deployments.get_deployment(deploymentId=running)["deploymentInfo"].get("description")
    if found == _label(event):
        return running
    raise StillRollingOutError(
        f"deployment {running} still rolls out {found} of {event['function']}; run `pulumi up` again afterwards"
    )


def _created(deployments: Deployments, event: Mapping[str, str], current: str) -> str:
    content = _specification(event, current)
    revision = {"content": content, "sha256": hashlib.sha256(content.encode()).hexdigest()}
    made = deployments.create_deployment(
        **_group(event),
        description=_label(event),
        revision={"revisionType": "AppSpecContent", "appSpecContent": revision},
    )
    return made["deploymentId"]


def _shifts(deployments: Deployments, aliases: Aliases, event: Mapping[str, str], deployment: str) -> bool:
    """Whether the version gets traffic; raises NotStartedError where CodeDeploy has ended its deployment before."""
    alias, version = _alias(aliases, event), event["version"]
    routing: Mapping[str, Mapping[str, float]] = alias.get("RoutingConfig") or {}
    shares = routing.get("AdditionalVersionWeights") or {}
    if version == alias["FunctionVersion"] or version in shares:
        return True
    info: Mapping[str, Any] = deployments.get_deployment(deploymentId=deployment)["deploymentInfo"]
    if info["status"] not in ENDED:
        return False
    error: Mapping[str, str] = info.get("errorInformation") or {}
    raise NotStartedError(
        f"version {version} of {event['function']} does not take over: CodeDeploy has ended deployment {deployment} "
        f"({error.get('code', info['status'])}: {error.get('message', 'it says no more')}). Run `pulumi up` again once "
        "the alarms that it names are over; where this version is what ends them, docs/runbooks/functions.md says how "
        "to let it take over at once"
    )


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
