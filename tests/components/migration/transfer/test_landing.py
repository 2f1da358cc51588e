"""The landing bucket: closed, encrypted, logged, and emptied in time."""

import pytest

from config.sections import Protection
from foundation.bucket import PrivateBucket
from tests.components.migration.samples import arn, build_transfer, denied, transfer_settings
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, in_region

BUCKETS = ("transfer-landing-files", "transfer-landing-access-log")


@pytest.mark.parametrize("name", BUCKETS)
def test_a_bucket_is_closed_versioned_and_takes_tls_only(graph: Graph, name: str) -> None:
    access = graph.one(f"{name}-public-access").inputs
    for setting in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"):
        assert access[setting] is True
    assert graph.one(f"{name}-ownership").inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
    assert graph.one(f"{name}-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    bucket = arn(graph, f"{name}-bucket")
    tls = graph.one(f"{name}-policy").policy()[0]
    assert (tls["Effect"], tls["Principal"], tls["Action"]) == ("Deny", "*", ["s3:*"])
    assert tls["Resource"] == [bucket, f"{bucket}/*"]
    assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_files_are_encrypted_with_the_buckets_own_key_and_no_other(graph: Graph) -> None:
    key = arn(graph, "transfer-landing-key")
    (rule,) = graph.one("transfer-landing-files-encryption").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key}
    statements = graph.one("transfer-landing-files-policy").policy()
    refused = [item["Condition"] for item in statements if denied(item, "s3:PutObject")]
    algorithm = "s3:x-amz-server-side-encryption"
    assert refused == [
        {"StringNotEquals": {algorithm: "aws:kms"}, "Null": {algorithm: "false"}},
        {"StringNotEquals": {f"{algorithm}-aws-kms-key-id": key}, "Null": {f"{algorithm}-aws-kms-key-id": "false"}},
    ]
    # S3 delivers its logs to no bucket whose key is not its own.
    (log_rule,) = graph.one("transfer-landing-access-log-encryption").inputs["rules"]
    assert log_rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}


def test_files_and_logs_expire(graph: Graph) -> None:
    kept, quarantine = graph.one("transfer-landing-files-lifecycle").inputs["rules"]
    assert kept["expiration"] == {"days": 90}
    assert kept["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert kept["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert quarantine["filter"] == {"tag": {"key": "GuardDutyMalwareScanStatus", "value": "THREATS_FOUND"}}
    # Hidden after a day, and gone after 30 in all, whether it expires or is replaced by another upload of its name.
    assert quarantine["expiration"] == {"days": 1}
    assert quarantine["noncurrentVersionExpiration"] == {"noncurrentDays": 29}
    (log,) = graph.one("transfer-landing-access-log-lifecycle").inputs["rules"]
    assert log["expiration"] == {"days": 30}


@pytest.mark.parametrize(("kept", "hidden"), [(1, 1), (2, 1), (5, 4), (30, 29)])
def test_an_infected_file_is_kept_no_longer_than_any_other(kept: int, hidden: int) -> None:
    short = build_transfer(settings=transfer_settings(retentionDays=kept))
    files, quarantine = short.one("transfer-landing-files-lifecycle").inputs["rules"]
    assert files["expiration"] == {"days": kept}
    assert quarantine["expiration"] == {"days": 1}
    assert quarantine["noncurrentVersionExpiration"] == {"noncurrentDays": hidden}


def test_access_is_logged_by_s3_for_this_bucket_only(graph: Graph) -> None:
    logging = graph.one("transfer-landing-logging").inputs
    assert logging["bucket"] == graph.one("transfer-landing-files-bucket").id
    assert logging["targetBucket"] == graph.one("transfer-landing-access-log-bucket").id
    (delivery,) = [
        item for item in graph.one("transfer-landing-access-log-policy").policy() if item["Effect"] == "Allow"
    ]
    assert delivery["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert delivery["Condition"] == {
        "ArnLike": {"aws:SourceArn": arn(graph, "transfer-landing-files-bucket")},
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
    }


def test_a_destroy_takes_the_files_along_only_where_nothing_is_protected(graph: Graph) -> None:
    assert all(item.inputs["forceDestroy"] is True for item in graph.of("Bucket"))
    protected = build_transfer(protection=Protection.model_validate({"deletionProtection": True}))
    assert all(item.inputs["forceDestroy"] is False for item in protected.of("Bucket"))


def test_a_bucket_keeps_files_for_a_day_at_least() -> None:
    with pytest.raises(ValueError, match="retention_days must be 1 or more, as S3 takes it; got 0"):
        in_region(lambda region: PrivateBucket("files", region, kind="k", retention_days=0, erasable=True))
