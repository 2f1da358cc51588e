"""The two secrets of a region: its own, or replicas of the other region's."""

from datetime import UTC, datetime
from typing import Any

from ops.lib.clients import Client
from ops.lib.context import Context
from ops.lib.sites import Site
from ops.lib.steps import Outcome, Status, StepError

IN_SYNC_SECONDS, EVERY_SECONDS = 600, 5


def promote(context: Context, site: Site) -> Outcome:
    """Promotes a site's secrets and sets them to rotate there, by the function that the Region switch plan calls."""
    client = context.client("secretsmanager", site)
    found = [client.describe_secret(SecretId=secret) for secret in site.secrets]
    if all(not is_replica(secret, site) and _rotates_in(secret, site.region) for secret in found):
        return Outcome(Status.ALREADY, f"the secrets in {site.region} are its own and rotate")
    return context.change(
        f"the secrets in {site.region} are promoted and rotate", lambda: _call(context, site, site.promotion_function)
    )


def _call(context: Context, site: Site, function: str) -> None:
    answer = context.client("lambda", site).invoke(FunctionName=function, Payload=b"{}")
    if answer.get("FunctionError"):
        raise StepError(f"{function} failed, see its log: {answer['Payload'].read().decode()}")


def replicate(context: Context, source: Site, target: Site) -> Outcome:
    """Replaces the target's secrets with replicas of the source's, and returns when they are in sync."""
    there, here = context.client("secretsmanager", target), context.client("secretsmanager", source)
    own = [
        (ours, there.describe_secret(SecretId=theirs))
        for ours, theirs in zip(source.secrets, target.secrets, strict=True)
    ]
    missing = [(ours, theirs) for ours, theirs in own if not is_replica(theirs, target)]

    def start() -> None:
        for ours, theirs in missing:
            key = {"KmsKeyId": theirs["KmsKeyId"]} if "KmsKeyId" in theirs else {}
            here.replicate_secret_to_regions(
                SecretId=ours, AddReplicaRegions=[{"Region": target.region, **key}], ForceOverwriteReplicaSecret=True
            )
        in_sync()

    def in_sync() -> None:
        for ours in source.secrets:
            _await_in_sync(context, source, ours, target.region)

    if not missing:
        # They may have been made by a run that ended before they were.
        if not context.dry_run:
            in_sync()
        return Outcome(Status.ALREADY, f"the secrets in {target.region} are replicas of those in {source.region}")
    return context.change(f"{len(missing)} secrets in {target.region} are replicas of those in {source.region}", start)


def follow(context: Context, source: Site, target: Site) -> Outcome:
    """Replaces the target's secrets where the source's have newer values, which its server was promoted with."""
    here, there = context.client("secretsmanager", source), context.client("secretsmanager", target)
    for ours, theirs in zip(source.secrets, target.secrets, strict=True):
        described = there.describe_secret(SecretId=theirs)
        if is_replica(described, target) or _current(here, ours) > _current(there, theirs):
            return replicate(context, source, target)
    return Outcome(Status.ALREADY, f"the secrets in {source.region} are not newer than those in {target.region}")


def _current(client: Client, secret: str) -> datetime:
    """When a secret's current value was made; long ago where it has none."""
    versions = client.list_secret_version_ids(SecretId=secret)["Versions"]
    made = [one["CreatedDate"] for one in versions if "AWSCURRENT" in one.get("VersionStages", ())]
    return made[0] if made else datetime.min.replace(tzinfo=UTC)


def _rotates_in(secret: dict[str, Any], region: str) -> bool:
    """Whether a secret's rotation is by a function of the region; a replica shows that of its primary."""
    function: str = secret.get("RotationLambdaARN", "")
    return bool(secret.get("RotationEnabled")) and f":lambda:{region}:" in function


def _await_in_sync(context: Context, source: Site, secret: str, region: str) -> None:
    client = context.client("secretsmanager", source)

    def in_sync() -> str | None:
        replicas = client.describe_secret(SecretId=secret).get("ReplicationStatus", [])
        [status] = [replica for replica in replicas if replica["Region"] == region] or [{"Status": "InProgress"}]
        if status["Status"] == "Failed":
            raise StepError(
                f"the replica of {secret} in {region} failed: {status.get('StatusMessage', 'no reason given')}"
            )
        return "in sync" if status["Status"] == "InSync" else None

    context.clock.until(
        in_sync, seconds=IN_SYNC_SECONDS, every=EVERY_SECONDS, what=f"the replica of {secret} in {region}"
    )


def is_replica(secret: dict[str, Any], site: Site) -> bool:
    """Whether a secret, as it is described in a site's region, is a replica of one in another region."""
    return secret.get("PrimaryRegion", site.region) != site.region
