"""What Lambda refuses of a function whose code has to be signed."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from catalog import lambda_, s3, signer
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.rules.register import Inputs, Others, refuses_beside

# Lambda guide, "Using code signing to verify code integrity"; what a layer without its publisher's signature is
# answered: https://github.com/aws/serverless-application-model/issues/3354.
REFUSED = (
    "InvalidCodeSignatureException: Lambda cannot deploy the function. The function or layer might be signed using a "
    "signature that the client is not configured to accept"
)


@refuses_beside(signer.SIGNING_JOB)
def _uploaded(inputs: Inputs, others: Others) -> Iterator[Fault]:
    """Signer signs a version of an object, so that there has to be one in a bucket that keeps versions."""
    source: Inputs = inputs["source"]["s3"]
    versioned = {each.get("bucket") for each in others(s3.BUCKET_VERSIONING).values()}
    objects = {(each.get("bucket"), each.get("key")) for each in others(s3.BUCKET_OBJECT).values()}
    if UNKNOWN in source.values():
        return
    if (source["bucket"], source["key"]) not in objects:
        yield Fault("source.s3.key", f"ResourceNotFoundException: {source['key']}")
    elif source["bucket"] not in versioned:
        yield Fault("source.s3.version", f"ValidationException: {source['bucket']} keeps no versions")


@refuses_beside(lambda_.FUNCTION)
def _signature(inputs: Inputs, others: Others) -> Iterator[Fault]:
    """An integrity check fails in any case, the others where the configuration says so; layers are code as well."""
    arn = inputs.get("codeSigningConfigArn")
    if arn in (None, UNKNOWN):
        return
    found = others(lambda_.CODE_SIGNING_CONFIG).get(cast(str, arn))
    if found is None:
        yield Fault("codeSigningConfigArn", f"CodeSigningConfigNotFoundException: {arn}")
        return
    policies: Mapping[str, Any] = found.get("policies") or {}
    if policies.get("untrustedArtifactOnDeployment", "Warn") != "Enforce":
        return
    publishers: list[str] = found["allowedPublishers"]["signingProfileVersionArns"]
    if UNKNOWN not in (inputs.get("s3Key"), *publishers) and not _is_signed(inputs, publishers, others):
        yield Fault("s3Key", REFUSED)
    accounts = {publisher.split(":")[4] for publisher in publishers if publisher != UNKNOWN}
    for index, layer in enumerate(inputs.get("layers") or ()):
        if layer != UNKNOWN and layer.split(":")[4] not in accounts:
            yield Fault(f"layers[{index}]", REFUSED)


def _is_signed(inputs: Inputs, publishers: list[str], others: Others) -> bool:
    """Whether the object is what a job has made with a profile that may publish."""
    profiles = {publisher.split("/")[-2] for publisher in publishers}
    return any(
        job["profileName"] in profiles
        and inputs.get("s3Key") == f"{job['destination']['s3'].get('prefix') or ''}{job_id}.zip"
        for job_id, job in others(signer.SIGNING_JOB).items()
    )
