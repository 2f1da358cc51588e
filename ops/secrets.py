"""The two secrets of a region: promoted where they are replicas, rotated, and replicated to the other region."""

from typing import Any

from ops.sites import Site
from ops.steps import Outcome, Status, StepError
from ops.work import Work

IN_STEP_SECONDS, EVERY_SECONDS = 600, 5


def promote(work: Work, site: Site) -> Outcome:
    """Makes a site's secrets its own, so that they can be rotated there."""
    client = work.client("secretsmanager", site)
    replicas = [secret for secret in site.secrets if _is_replica(client.describe_secret(SecretId=secret), site)]
    if not replicas:
        return Outcome(Status.ALREADY, f"the secrets in {site.region} are its own")
    return work.change(
        f"{len(replicas)} secrets in {site.region} are promoted",
        lambda: [client.stop_replication_to_replica(SecretId=secret) for secret in replicas],
    )


def rotate(work: Work, site: Site, days: int) -> Outcome:
    """Lets a site's function rotate its secrets every so many days, from the next date on and not at once."""
    client = work.client("secretsmanager", site)
    function = work.client("lambda", site).get_function_configuration(FunctionName=site.rotation_function)
    found = {secret: client.describe_secret(SecretId=secret) for secret in site.secrets}
    # A replica only repeats that its primary rotates.
    missing = [name for name, it in found.items() if _is_replica(it, site) or not it.get("RotationEnabled")]
    if not missing:
        return Outcome(Status.ALREADY, f"the secrets in {site.region} rotate")

    def start() -> None:
        for secret in missing:
            client.rotate_secret(
                SecretId=secret,
                RotationLambdaARN=function["FunctionArn"],
                RotationRules={"AutomaticallyAfterDays": days},
                # A password is changed when payments go on, and not while they are moved.
                RotateImmediately=False,
            )

    return work.change(f"{len(missing)} secrets in {site.region} rotate every {days} days", start)


def replicate(work: Work, source: Site, target: Site) -> Outcome:
    """Replaces the target's secrets with replicas of the source's, and returns when their values are there."""
    there, here = work.client("secretsmanager", target), work.client("secretsmanager", source)
    own = [
        (ours, there.describe_secret(SecretId=theirs))
        for ours, theirs in zip(source.secrets, target.secrets, strict=True)
    ]
    missing = [(ours, theirs) for ours, theirs in own if not _is_replica(theirs, target)]

    def start() -> None:
        for ours, theirs in missing:
            key = {"KmsKeyId": theirs["KmsKeyId"]} if "KmsKeyId" in theirs else {}
            here.replicate_secret_to_regions(
                SecretId=ours, AddReplicaRegions=[{"Region": target.region, **key}], ForceOverwriteReplicaSecret=True
            )
        for ours in source.secrets:
            _await_in_step(work, source, ours, target.region)

    if not missing:
        return Outcome(Status.ALREADY, f"the secrets in {target.region} follow those in {source.region}")
    return work.change(f"{len(missing)} secrets in {target.region} follow those in {source.region}", start)


def _await_in_step(work: Work, source: Site, secret: str, region: str) -> None:
    client = work.client("secretsmanager", source)

    def in_step() -> str | None:
        replicas = client.describe_secret(SecretId=secret).get("ReplicationStatus", [])
        [status] = [replica for replica in replicas if replica["Region"] == region] or [{"Status": "InProgress"}]
        if status["Status"] == "Failed":
            raise StepError(
                f"the replica of {secret} in {region} failed: {status.get('StatusMessage', 'no reason given')}"
            )
        return "in step" if status["Status"] == "InSync" else None

    work.clock.until(in_step, seconds=IN_STEP_SECONDS, every=EVERY_SECONDS, what=f"the replica of {secret} in {region}")


def _is_replica(secret: dict[str, Any], site: Site) -> bool:
    return secret.get("PrimaryRegion", site.region) != site.region
