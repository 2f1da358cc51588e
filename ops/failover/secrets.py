"""The two secrets of a region: its own, or replicas of the other region's."""

from typing import Any

from ops.failover.sites import Site
from ops.failover.steps import Outcome, Status, StepError
from ops.failover.work import Work

IN_STEP_SECONDS, EVERY_SECONDS = 600, 5


def promote(work: Work, site: Site) -> Outcome:
    """Makes a site's secrets its own and lets them rotate there, by the function that the Region switch plan calls."""
    client = work.client("secretsmanager", site)
    found = [client.describe_secret(SecretId=secret) for secret in site.secrets]
    if all(not is_replica(secret, site) and _rotates_in(secret, site.region) for secret in found):
        return Outcome(Status.ALREADY, f"the secrets in {site.region} are its own and rotate")
    return work.change(
        f"the secrets in {site.region} are promoted and rotate", lambda: _call(work, site, site.promotion_function)
    )


def _call(work: Work, site: Site, function: str) -> None:
    answer = work.client("lambda", site).invoke(FunctionName=function, Payload=b"{}")
    if answer.get("FunctionError"):
        raise StepError(f"{function} failed, see its log: {answer['Payload'].read().decode()}")


def follow(work: Work, source: Site, target: Site) -> bool:
    """Whether the target's secrets are replicas of the source's."""
    client = work.client("secretsmanager", target)
    return all(
        client.describe_secret(SecretId=secret).get("PrimaryRegion") == source.region for secret in target.secrets
    )


def replicate(work: Work, source: Site, target: Site) -> Outcome:
    """Replaces the target's secrets with replicas of the source's, and returns when their values are there."""
    there, here = work.client("secretsmanager", target), work.client("secretsmanager", source)
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
        for ours in source.secrets:
            _await_in_step(work, source, ours, target.region)

    if not missing:
        return Outcome(Status.ALREADY, f"the secrets in {target.region} follow those in {source.region}")
    return work.change(f"{len(missing)} secrets in {target.region} follow those in {source.region}", start)


def _rotates_in(secret: dict[str, Any], region: str) -> bool:
    """Whether a secret's rotation is by a function of the region; a replica repeats that of its primary."""
    function: str = secret.get("RotationLambdaARN", "")
    return bool(secret.get("RotationEnabled")) and f":lambda:{region}:" in function


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


def is_replica(secret: dict[str, Any], site: Site) -> bool:
    """Whether a secret, as it is described in a site's region, repeats one of another region."""
    return secret.get("PrimaryRegion", site.region) != site.region
