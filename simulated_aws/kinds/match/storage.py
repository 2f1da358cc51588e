"""Buckets that are replicated, logged and notified of, and keys of their objects."""

from collections.abc import Iterator

from catalog import s3
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.match.register import Around, fits
from simulated_aws.modelling import Inputs
from simulated_aws.regions import listed, region_of
from simulated_aws.values import at


@fits(s3.BUCKET_REPLICATION_CONFIG)
def _destination(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """guide s3: replication."""
    for rule in listed(inputs, "rules"):
        named = str(at(rule, "destination.bucket"))
        if UNKNOWN in named:
            continue
        name = named.rpartition(":::")[2]
        if name == inputs.get("bucket"):
            yield Fault("rules.destination.bucket", "InvalidRequest: the destination is another bucket")
        versioning = [
            live for live in around.everything.values()
            if live.token == s3.BUCKET_VERSIONING.token and live.inputs.get("bucket") == name
        ]  # fmt: skip
        if any(at(live.inputs, "versioningConfiguration.status") != "Enabled" for live in versioning):
            what = "Destination bucket must have versioning enabled"
            yield Fault("rules.destination.bucket", f"InvalidRequest: {what}")
        yield from _replica_key(rule, around.everything[name].region if name in around.everything else "")


def _replica_key(rule: Inputs, region: str) -> Iterator[Fault]:
    """The key of the replicas is one of the destination's region, and objects with keys are selected.

    botocore: s3.EncryptionConfiguration.ReplicaKmsKeyID and s3.Destination.EncryptionConfiguration.
    """
    key = at(rule, "destination.encryptionConfiguration.replicaKmsKeyId")
    path = "rules.destination.encryptionConfiguration.replicaKmsKeyId"
    is_selected = at(rule, "sourceSelectionCriteria.sseKmsEncryptedObjects.status") == "Enabled"
    if key and region and region_of(key) not in ("", region):
        yield Fault(path, f"InvalidArgument: {key} is no key of {region}, where the destination is")
    if bool(key) != is_selected:
        what = "SseKmsEncryptedObjects and EncryptionConfiguration must be specified together"
        yield Fault(path, f"InvalidRequest: {what}")


@fits(s3.BUCKET_LOGGING)
def _logs(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """S3 writes no access logs into a bucket whose default key is one of KMS.

    The call itself is taken, and nothing is delivered (guide s3: bucket-encryption).
    """
    for encryption in around.of(s3.BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION).values():
        if encryption.inputs.get("bucket") != inputs.get("targetBucket"):
            continue
        for rule in listed(encryption.inputs, "rules"):
            algorithm = at(rule, "applyServerSideEncryptionByDefault.sseAlgorithm")
            if algorithm not in (None, "AES256", UNKNOWN):
                what = f"access logs are not delivered into a bucket with {algorithm}; allowed: AES256"
                yield Fault("targetBucket", f"InvalidTargetBucketForLogging: {what}")
