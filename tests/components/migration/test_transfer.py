"""The transfer of files: the server, the users, the landing bucket, the scan, the events, the second region."""

import json
from typing import Any

import pytest

from foundation.bucket import PrivateBucketArgs
from tests.components.database.test_database import comes_before
from tests.components.migration.samples import KEY, OTHER_KEY, THIRD_KEY, TOPIC, build_transfer, transfer_settings
from tests.support.graph import Graph, Registered
from tests.support.samples import ACCOUNT, NAMING

BUCKETS = ("transfer-landing-files", "transfer-landing-access-log")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build_transfer()


@pytest.fixture(scope="module")
def two_regions() -> Graph:
    return build_transfer(second_region="eu-west-1")


def arn(graph: Graph, name: str) -> str:
    return graph.one(name).properties["arn"]


def denied(statement: dict[str, Any], action: str) -> bool:
    return statement["Effect"] == "Deny" and action in statement["Action"]


def test_the_server_takes_sftp_inside_the_network_with_current_cryptography(graph: Graph) -> None:
    server = graph.one("transfer-sftp-server").inputs
    assert server["protocols"] == ["SFTP"]
    assert server["endpointType"] == "VPC"
    assert server["securityPolicyName"] == "TransferSecurityPolicy-2025-03"
    details = server["endpointDetails"]
    assert details["securityGroupIds"] == [graph.one("network-group-transfer").id]
    assert {graph.by_id(subnet).name for subnet in details["subnetIds"]} == {
        "network-private-subnet-a",
        "network-private-subnet-b",
    }
    assert "addressAllocationIds" not in details


def test_the_server_logs_in_a_group_of_its_own(graph: Graph) -> None:
    log = graph.one("transfer-sftp-log")
    assert graph.one("transfer-sftp-server").inputs["structuredLogDestinations"] == [f"{log.properties['arn']}:*"]
    assert log.inputs["kmsKeyId"] == arn(graph, "transfer-landing-key")
    assert log.inputs["name"] == "/payments/transfer-test"


def test_no_host_key_stands_in_the_state(graph: Graph) -> None:
    assert graph.of("HostKey") == []
    assert "hostKey" not in graph.one("transfer-sftp-server").inputs
    assert "PRIVATE KEY" not in json.dumps([item.inputs for item in graph], default=str)
    assert graph.of("SecretVersion") == []


def test_host_keys_come_from_the_secret_before_any_user_can_log_in(graph: Graph) -> None:
    run = graph.one("transfer-host-key-import-run")
    assert json.loads(run.inputs["input"]) == {"serverId": graph.one("transfer-sftp-server").id}
    assert run.inputs["triggers"] == {"code": "c29tZSBoYXNo"}
    for first in (
        "transfer-host-keys-policy",
        "network-endpoint-secretsmanager",
        "network-endpoint-transfer",
        "transfer-host-key-import-role-policy",
    ):
        assert comes_before(graph, graph.one(first), run), first
    for user in ("bank", "scheme"):
        assert comes_before(graph, run, graph.one(f"transfer-users-{user}-user"))


def test_the_import_may_do_nothing_else(graph: Graph) -> None:
    statements = graph.one("transfer-host-key-import-role-policy").policy()
    server = graph.one("transfer-sftp-server")
    (secret,) = [item for item in statements if any("secretsmanager" in action for action in item["Action"])]
    assert secret["Resource"] == arn(graph, "transfer-host-keys-secret")
    (api,) = [item for item in statements if any(action.startswith("transfer:") for action in item["Action"])]
    assert api["Action"] == ["transfer:ListHostKeys", "transfer:ImportHostKey", "transfer:DeleteHostKey"]
    assert api["Resource"] == [
        server.properties["arn"],
        f"arn:aws:transfer:eu-west-2:{ACCOUNT}:host-key/{server.id}/*",
    ]
    endpoint = graph.one("network-endpoint-transfer").id
    assert api["Condition"] == {"StringEquals": {"aws:SourceVpce": endpoint}}
    function = graph.one("transfer-host-key-import-function").inputs
    assert function["environment"] == {"variables": {"HOST_KEY_SECRET_ARN": arn(graph, "transfer-host-keys-secret")}}
    assert function["handler"] == "lambdas.transfer.host_keys.handle"


def test_the_host_keys_are_read_through_the_endpoint_only(graph: Graph) -> None:
    (statement,) = graph.one("transfer-host-keys-policy").policy()
    endpoint = graph.one("network-endpoint-secretsmanager").id
    assert (statement["Effect"], statement["Action"]) == ("Deny", "secretsmanager:GetSecretValue")
    assert statement["Condition"]["StringNotEquals"] == {"aws:SourceVpce": [endpoint]}
    assert graph.one("transfer-host-keys-secret").inputs["kmsKeyId"] == arn(graph, "transfer-host-keys-key")


def test_a_user_sees_its_own_mailbox_and_adds_to_it_only(graph: Graph) -> None:
    bucket, server = graph.one("transfer-landing-files-bucket"), graph.one("transfer-sftp-server")
    for user in ("bank", "scheme"):
        account = graph.one(f"transfer-users-{user}-user").inputs
        assert account["homeDirectoryType"] == "LOGICAL"
        assert account["homeDirectoryMappings"] == [{"entry": "/", "target": f"/{bucket.id}/incoming/{user}"}]
        role = graph.one(f"transfer-users-{user}-role")
        assert account["role"] == role.properties["arn"]
        (trust,) = role.policy("assumeRolePolicy")
        assert trust["Condition"] == {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": f"arn:aws:transfer:eu-west-2:{ACCOUNT}:user/{server.id}/{user}"},
        }
        rights = graph.one(f"transfer-users-{user}-role-policy").policy()
        assert {action for item in rights for action in item["Action"]} == {
            "s3:ListBucket",
            "s3:PutObject",
            "kms:GenerateDataKey",
            "kms:Decrypt",
        }
        (put,) = [item for item in rights if "s3:PutObject" in item["Action"]]
        assert put["Resource"] == f"{bucket.properties['arn']}/incoming/{user}/*"
        (look,) = [item for item in rights if "s3:ListBucket" in item["Action"]]
        assert look["Condition"] == {"StringLike": {"s3:prefix": [f"incoming/{user}", f"incoming/{user}/*"]}}


def test_users_log_in_with_the_keys_of_the_configuration(graph: Graph) -> None:
    found = {(item.inputs["userName"], item.inputs["body"]) for item in graph.of("SshKey")}
    assert found == {("bank", KEY), ("bank", OTHER_KEY), ("scheme", THIRD_KEY)}


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


def test_a_file_is_unreadable_until_it_was_found_clean(graph: Graph) -> None:
    statements = graph.one("transfer-landing-files-policy").policy()
    scanner, mover = arn(graph, "transfer-landing-scanner-role"), arn(graph, "transfer-landing-mover-role")
    (reading,) = [item for item in statements if denied(item, "s3:GetObject")]
    assert reading["Principal"] == "*"
    assert "s3:GetObjectVersion" in reading["Action"]
    assert reading["Condition"] == {
        "StringNotEquals": {"s3:ExistingObjectTag/GuardDutyMalwareScanStatus": "NO_THREATS_FOUND"},
        "ArnNotEquals": {"aws:PrincipalArn": [scanner, mover]},
    }
    (tagging,) = [item for item in statements if denied(item, "s3:PutObjectTagging")]
    assert tagging["Condition"]["ArnNotEquals"] == {"aws:PrincipalArn": scanner}


def test_every_received_file_is_scanned_and_tagged(graph: Graph) -> None:
    plan = graph.one("transfer-landing-scan-plan")
    bucket = graph.one("transfer-landing-files-bucket")
    assert plan.inputs["protectedResource"] == {"s3Bucket": {"bucketName": bucket.id, "objectPrefixes": ["received/"]}}
    assert plan.inputs["actions"] == [{"taggings": [{"status": "ENABLED"}]}]
    assert plan.inputs["role"] == arn(graph, "transfer-landing-scanner-role")
    assert comes_before(graph, graph.one("transfer-landing-scan-role-policy"), plan)
    assert graph.one("transfer-landing-scan-notices").inputs["eventbridge"] is True
    (trust,) = graph.one("transfer-landing-scanner-role").policy("assumeRolePolicy")
    assert trust["Principal"] == {"Service": "malware-protection-plan.guardduty.amazonaws.com"}


def test_a_workflow_moves_each_upload_out_of_the_mailbox(graph: Graph) -> None:
    workflow = graph.one("transfer-landing-receipt-workflow")
    copy, delete = workflow.inputs["steps"]
    place = copy["copyStepDetails"]["destinationFileLocation"]["s3FileLocation"]
    assert place == {
        "bucket": graph.one("transfer-landing-files-bucket").id,
        "key": "received/${Transfer:UploadDate}/${Transfer:UserName}/",
    }
    assert delete["deleteStepDetails"]["sourceFileLocation"] == "${original.file}"
    server = graph.one("transfer-sftp-server")
    assert server.inputs["workflowDetails"] == {
        "onUpload": {"workflowId": workflow.id, "executionRole": arn(graph, "transfer-landing-mover-role")}
    }
    assert comes_before(graph, graph.one("transfer-landing-receipt-role-policy"), server)
    assert comes_before(graph, graph.one("transfer-landing-scan-plan"), server)
    failed = graph.one("transfer-sftp-receipt-failed").inputs
    assert (failed["metricName"], failed["dimensions"]) == ("OnUploadExecutionsFailed", {"ServerId": server.id})


def test_files_and_logs_end(graph: Graph) -> None:
    kept, quarantine = graph.one("transfer-landing-files-lifecycle").inputs["rules"]
    assert kept["expiration"] == {"days": 90}
    assert kept["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert kept["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert quarantine["filter"] == {"tag": {"key": "GuardDutyMalwareScanStatus", "value": "THREATS_FOUND"}}
    assert quarantine["expiration"] == {"days": 30}
    (log,) = graph.one("transfer-landing-access-log-lifecycle").inputs["rules"]
    assert log["expiration"] == {"days": 30}
    short = build_transfer(settings=transfer_settings(retentionDays=5))
    rules = short.one("transfer-landing-files-lifecycle").inputs["rules"]
    assert [rule["expiration"] for rule in rules] == [{"days": 5}, {"days": 5}]


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


def test_a_clean_file_is_announced_in_the_queue_and_any_other_to_the_topic(graph: Graph) -> None:
    bucket = graph.one("transfer-landing-files-bucket").id
    targets = {"clean": arn(graph, "transfer-events-queue"), "suspect": TOPIC}
    results = {"clean": ["NO_THREATS_FOUND"], "suspect": [{"anything-but": ["NO_THREATS_FOUND"]}]}
    dead = arn(graph, "transfer-events-dead-letters")
    for kind, target in targets.items():
        rule = graph.one(f"transfer-events-{kind}")
        pattern = json.loads(rule.inputs["eventPattern"])
        assert pattern["source"] == ["aws.guardduty"]
        assert pattern["detail"]["s3ObjectDetails"] == {"bucketName": [bucket]}
        assert pattern["detail"]["scanResultDetails"] == {"scanResultStatus": results[kind]}
        found = graph.one(f"transfer-events-{kind}-target").inputs
        assert (found["rule"], found["arn"]) == (rule.properties["name"], target)
        assert found["deadLetterConfig"] == {"arn": dead}


def test_the_queues_are_encrypted_and_take_messages_of_the_rules_only(graph: Graph) -> None:
    clean, suspect = (arn(graph, f"transfer-events-{kind}") for kind in ("clean", "suspect"))
    for name, rules in (("queue", [clean]), ("dead-letters", [clean, suspect])):
        queue = graph.one(f"transfer-events-{name}")
        assert queue.inputs["kmsMasterKeyId"] == arn(graph, "transfer-landing-key")
        send, tls = graph.one(f"transfer-events-{name}-policy").policy()
        assert send["Resource"] == queue.properties["arn"]
        assert send["Condition"] == {"ArnEquals": {"aws:SourceArn": rules}}
        assert (tls["Effect"], tls["Action"]) == ("Deny", ["sqs:*"])
    redrive = json.loads(graph.one("transfer-events-queue").inputs["redrivePolicy"])
    assert redrive == {"deadLetterTargetArn": arn(graph, "transfer-events-dead-letters"), "maxReceiveCount": 5}
    use = [item for item in graph.one("transfer-landing-key").policy() if "Service" in item["Principal"]]
    (events,) = [item for item in use if item["Principal"]["Service"] == "events.amazonaws.com"]
    assert events["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_a_destroy_takes_the_files_along_only_where_nothing_is_protected(graph: Graph) -> None:
    assert all(item.inputs["forceDestroy"] is True for item in graph.of("Bucket"))
    protected = build_transfer(deletion_protection=True)
    assert all(item.inputs["forceDestroy"] is False for item in protected.of("Bucket"))


def test_without_a_second_region_nothing_is_copied(graph: Graph) -> None:
    assert graph.of("BucketReplicationConfig") == []
    assert graph.one("transfer-host-keys-secret").inputs["replicas"] == []


def in_second(graph: Graph) -> list[Registered]:
    return [item for item in graph if "pulumi:providers:aws::eu-west-1::" in item.provider and item.custom]


def test_every_file_is_copied_to_the_second_region_in_time(two_regions: Graph) -> None:
    (rule,) = two_regions.one("transfer-replication-rules").inputs["rules"]
    destination = rule["destination"]
    assert destination["bucket"] == arn(two_regions, "transfer-replica-files-bucket")
    assert destination["encryptionConfiguration"] == {"replicaKmsKeyId": arn(two_regions, "transfer-replica-key")}
    assert destination["replicationTime"] == {"status": "Enabled", "time": {"minutes": 15}}
    assert rule["deleteMarkerReplication"] == {"status": "Enabled"}
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    rules = two_regions.one("transfer-replication-rules")
    for place in ("landing", "replica"):
        assert comes_before(two_regions, two_regions.one(f"transfer-{place}-files-versioning"), rules)
    late = two_regions.one("transfer-replication-late").inputs
    assert (late["metricName"], late["threshold"]) == ("ReplicationLatency", 900)


def test_the_copy_reads_here_and_writes_there(two_regions: Graph) -> None:
    here, there = (arn(two_regions, f"transfer-{place}-files-bucket") for place in ("landing", "replica"))
    rights = {
        tuple(item["Action"]): (item["Resource"], item.get("Condition"))
        for item in two_regions.one("transfer-replication-role-policy").policy()
    }
    assert rights[("s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags")] == (f"{there}/*", None)
    assert rights[("s3:GetReplicationConfiguration", "s3:ListBucket")] == (here, None)
    assert rights[("kms:Decrypt",)] == (
        arn(two_regions, "transfer-landing-key"),
        {"StringEquals": {"kms:ViaService": "s3.eu-west-2.amazonaws.com"}},
    )
    assert rights[("kms:Encrypt", "kms:GenerateDataKey")] == (
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


@pytest.mark.parametrize("second_region", [None, "eu-west-1"])
def test_a_preview_plans_the_same(second_region: str | None) -> None:
    planned = build_transfer(preview=True, second_region=second_region)
    assert {item.urn for item in planned} == {item.urn for item in build_transfer(second_region=second_region)}


def test_no_endpoint_no_import_of_host_keys() -> None:
    with pytest.raises(ValueError, match="endpoint_ids needs secretsmanager; got none"):
        build_transfer(endpoint_ids={})


def test_a_bucket_keeps_files_for_a_day_at_least() -> None:
    with pytest.raises(ValueError, match="retention_days must be 1 or more, as S3 takes it; got 0"):
        PrivateBucketArgs(naming=NAMING, kind="k", retention_days=0, erasable=True)
