"""The second region: every file is replicated there, and the host keys of the server there are."""

from tests.components.migration.samples import SECOND_ENDPOINT, arn, denied
from tests.support.graph import Graph, Registered
from tests.support.order import comes_before


def in_second(graph: Graph) -> list[Registered]:
    return [item for item in graph if "pulumi:providers:aws::eu-west-1::" in item.provider and item.custom]


def test_every_file_is_replicated_to_the_second_region_in_time(two_regions: Graph) -> None:
    (rule,) = two_regions.one("transfer-replication-rules").inputs["rules"]
    destination = rule["destination"]
    assert destination["bucket"] == arn(two_regions, "transfer-replica-files-bucket")
    assert destination["encryptionConfiguration"] == {"replicaKmsKeyId": arn(two_regions, "transfer-replica-key")}
    assert destination["replicationTime"] == {"status": "Enabled", "time": {"minutes": 15}}
    assert rule["deleteMarkerReplication"] == {"status": "Enabled"}
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    rules = two_regions.one("transfer-replication-rules")
    for bucket in ("landing", "replica"):
        assert comes_before(two_regions, two_regions.one(f"transfer-{bucket}-files-versioning"), rules)
    late = two_regions.one("transfer-replication-late").inputs
    assert (late["metricName"], late["threshold"]) == ("ReplicationLatency", 900)


def test_the_replication_reads_here_and_writes_there(two_regions: Graph) -> None:
    here, there = (arn(two_regions, f"transfer-{bucket}-files-bucket") for bucket in ("landing", "replica"))
    permissions = {
        tuple(item["Action"]): (item["Resource"], item.get("Condition"))
        for item in two_regions.one("transfer-replication-role-policy").policy()
    }
    assert permissions[("s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags")] == (f"{there}/*", None)
    assert permissions[("s3:GetReplicationConfiguration", "s3:ListBucket")] == (here, None)
    assert permissions[("kms:Decrypt",)] == (
        arn(two_regions, "transfer-landing-key"),
        {"StringEquals": {"kms:ViaService": "s3.eu-west-2.amazonaws.com"}},
    )
    assert permissions[("kms:Encrypt", "kms:GenerateDataKey")] == (
        arn(two_regions, "transfer-replica-key"),
        {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
    )


def test_the_second_region_has_the_same_bucket_and_the_same_host_keys(two_regions: Graph) -> None:
    there = in_second(two_regions)
    assert {"Bucket", "MalwareProtectionPlan", "Workflow", "Key"} <= {item.kind for item in there}
    assert all(item.tags["Name"].startswith("dr-") for item in there if item.tags)
    key = arn(two_regions, "transfer-host-keys-replica-key")
    assert key.startswith("arn:aws:kms:eu-west-1:")
    assert two_regions.one("transfer-host-keys-secret").inputs["replicas"] == [{"region": "eu-west-1", "kmsKeyId": key}]
    policy = two_regions.one("transfer-replica-files-policy").policy()
    assert [item for item in policy if denied(item, "s3:GetObject")]


def test_the_replica_of_the_host_keys_is_read_through_the_endpoint_there(two_regions: Graph) -> None:
    (statement,) = two_regions.one("transfer-host-keys-policy").policy()
    endpoints = [two_regions.one("network-endpoint-secretsmanager").id, SECOND_ENDPOINT]
    assert statement["Condition"]["StringNotEquals"] == {"aws:SourceVpce": endpoints}
