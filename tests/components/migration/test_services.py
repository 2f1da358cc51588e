"""The migration's values, given to AWS's own API model and to moto's services, as a deployment would give them."""

import json
from collections.abc import Iterator
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ParamValidationError
from botocore.stub import Stubber
from moto import mock_aws

from tests.support.graph import Graph, Registered, build_stack
from tests.support.samples import REGION

# Where the API names something otherwise than the provider does.
API_NAMES = {
    "endpointId": "EndpointIdentifier",
    "kmsKeyArn": "KmsKeyId",
    "multiAz": "MultiAZ",
    "replicationInstanceId": "ReplicationInstanceIdentifier",
    "replicationSubnetGroupId": "ReplicationSubnetGroupIdentifier",
    "replicationTaskId": "ReplicationTaskIdentifier",
    "sseAlgorithm": "SSEAlgorithm",
    "kmsMasterKeyId": "KMSMasterKeyID",
}
# What the provider does itself, and does not pass to the API.
OF_THE_PROVIDER = {
    "forceDestroy",
    "pauseReplicationTasks",
    "startReplicationTask",
    "tags",
    "tagsAll",
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build_stack("prod")


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield


def client(service: str) -> Any:
    """A client without types of its own."""
    return cast(Any, boto3).client(service, REGION)


def api(value: Any) -> Any:
    """Values under the names that the API has for them."""
    if isinstance(value, list):
        items: list[Any] = value  # pyright: ignore[reportUnknownVariableType] (any JSON)
        return [api(item) for item in items]
    if isinstance(value, dict):
        given: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType] (any JSON)
        return {API_NAMES.get(key) or key[0].upper() + key[1:]: api(item) for key, item in given.items()}
    return int(value) if isinstance(value, float) else value


def request(item: Registered) -> dict[str, Any]:
    """The API's parameters of a resource."""
    return api({key: value for key, value in item.inputs.items() if key not in OF_THE_PROVIDER})


def test_partners_reach_a_server_with_their_keys(graph: Graph) -> None:
    transfer = client("transfer")
    server = request(graph.one("transfer-sftp-server"))
    server["WorkflowDetails"] = {key: [entry] for key, entry in server["WorkflowDetails"].items()}
    server_id = transfer.create_server(**server)["ServerId"]
    described = transfer.describe_server(ServerId=server_id)["Server"]
    assert described["SecurityPolicyName"] == "TransferSecurityPolicy-2025-03"
    assert described["EndpointType"] == "VPC"
    assert described["Protocols"] == ["SFTP"]
    users = [item for item in graph.of("User") if not item.name.startswith("recovery-")]
    assert users
    for user in users:
        transfer.create_user(**request(user) | {"ServerId": server_id})
    for key in (item for item in graph.of("SshKey") if not item.name.startswith("recovery-")):
        given = {"ServerId": server_id, "UserName": key.inputs["userName"], "SshPublicKeyBody": key.inputs["body"]}
        transfer.import_ssh_public_key(**given)
        user = transfer.describe_user(ServerId=server_id, UserName=key.inputs["userName"])["User"]
        assert [known["SshPublicKeyBody"] for known in user["SshPublicKeys"]] == [key.inputs["body"]]
        assert [mapping["Entry"] for mapping in user["HomeDirectoryMappings"]] == ["/"]


@pytest.mark.parametrize("role", ["files", "access-log"])
def test_a_bucket_is_versioned_encrypted_closed_and_emptied_in_time(graph: Graph, role: str) -> None:
    s3 = client("s3")
    name = f"transfer-landing-{role}"
    bucket = graph.one(f"{name}-bucket").properties["bucket"]
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    versioning = request(graph.one(f"{name}-versioning"))["VersioningConfiguration"]
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versioning)
    encryption = request(graph.one(f"{name}-encryption"))
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": encryption["Rules"]})
    access = request(graph.one(f"{name}-public-access"))
    del access["Bucket"]
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=access)
    lifecycle = request(graph.one(f"{name}-lifecycle"))["Rules"]
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": _identified(lifecycle)})
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    closed = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert set(closed.values()) == {True}
    kept = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert {rule["ID"] for rule in kept} == {rule["Id"] for rule in lifecycle}
    if role == "files":
        (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"


def _identified(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{("ID" if key == "Id" else key): value for key, value in rule.items()} for rule in rules]


def test_the_database_is_replicated_between_two_endpoints_with_verified_tls(graph: Graph) -> None:
    dms = client("dms")
    endpoints: dict[str, str] = {}
    for end in ("source", "target"):
        given = request(graph.one(f"dms-{end}-endpoint"))
        secret = {key: given.pop(key) for key in ("SecretsManagerAccessRoleArn", "SecretsManagerArn")}
        renamed = {
            "SecretsManagerAccessRoleArn": secret["SecretsManagerAccessRoleArn"],
            "SecretsManagerSecretId": secret["SecretsManagerArn"],
        }
        settings = given.pop("MysqlSettings", {}) | renamed
        endpoints[end] = dms.create_endpoint(**given, MySQLSettings=settings)["Endpoint"]["EndpointArn"]
    instance = request(graph.one("dms-replication-instance"))
    instance_arn = dms.create_replication_instance(**instance)["ReplicationInstance"]["ReplicationInstanceArn"]
    task = request(graph.one("dms-replication-task"))
    task |= {
        "SourceEndpointArn": endpoints["source"],
        "TargetEndpointArn": endpoints["target"],
        "ReplicationInstanceArn": instance_arn,
    }
    dms.create_replication_task(**task)
    (made,) = dms.describe_replication_tasks()["ReplicationTasks"]
    assert made["MigrationType"] == "full-load-and-cdc"
    assert json.loads(made["ReplicationTaskSettings"])["ValidationSettings"]["EnableValidation"] is True
    assert {end["SslMode"] for end in dms.describe_endpoints()["Endpoints"]} == {"verify-full"}
    (running,) = dms.describe_replication_instances()["ReplicationInstances"]
    assert running["PubliclyAccessible"] is False


def test_a_share_lets_nobody_outside_of_the_organisation_in(graph: Graph) -> None:
    ram = client("ram")
    # One in each region.
    made = [item for item in graph.of("ResourceShare")]
    assert len(made) == 2
    for share in made:
        given = {key: value for key, value in share.inputs.items() if key not in OF_THE_PROVIDER}
        assert ram.create_resource_share(name="share", **given)["resourceShare"]["allowExternalPrincipals"] is False


def test_files_are_scanned_by_a_plan_as_guardduty_describes_one(graph: Graph) -> None:
    """Moto has no such plans; botocore's stub holds the values against AWS's description of the call."""
    guardduty = client("guardduty")
    plan = graph.one("transfer-landing-scan-plan").inputs
    bucket = plan["protectedResource"]["s3Bucket"]
    given = {
        "Role": plan["role"],
        "ProtectedResource": {
            "S3Bucket": {"BucketName": bucket["bucketName"], "ObjectPrefixes": bucket["objectPrefixes"]}
        },
        "Actions": {"Tagging": {"Status": plan["actions"][0]["taggings"][0]["status"]}},
    }
    with cast(Any, Stubber(guardduty)) as stubber:
        stubber.add_response("create_malware_protection_plan", {"MalwareProtectionPlanId": "a" * 32}, given)
        assert guardduty.create_malware_protection_plan(**given)["MalwareProtectionPlanId"]
    with pytest.raises(ParamValidationError):
        guardduty.create_malware_protection_plan(**given | {"Actions": {"Tagging": {"Status": True}}})
