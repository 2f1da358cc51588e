"""What the simulated account refuses of a migration, as AWS does."""

from typing import Any

import pytest

from simulated_aws.account import Account
from simulated_aws.modelling import AwsError
from tests.support.roles import able_role

SERVER, KEY = "aws:transfer/server:Server", "aws:transfer/sshKey:SshKey"
ENDPOINT, TASK = "aws:dms/endpoint:Endpoint", "aws:dms/replicationTask:ReplicationTask"
SECRET = {"secretsManagerArn": "arn:aws:secretsmanager:eu-west-2:210987654321:secret:s"}
WHOLE_TASK = {
    "migrationType": "full-load",
    "replicationInstanceArn": "r",
    "replicationTaskId": "t",
    "sourceEndpointArn": "s",
    "targetEndpointArn": "t",
    "tableMappings": "{}",
}


@pytest.mark.parametrize(
    ("token", "inputs", "path"),
    [
        (SERVER, {"endpointType": "VPC"}, "endpointDetails.vpcId"),
        (
            SERVER,
            {"structuredLogDestinations": ["arn:aws:logs:eu-west-2:123456789012:log-group:g"]},
            "structuredLogDestinations",
        ),
        (ENDPOINT, SECRET, "secretsManagerAccessRoleArn"),
        (ENDPOINT, SECRET | {"secretsManagerAccessRoleArn": "r", "password": "p"}, "secretsManagerArn"),
        (ENDPOINT, {"sslMode": "verify-full"}, "certificateArn"),
        (TASK, WHOLE_TASK | {"replicationTaskSettings": "{"}, "replicationTaskSettings"),
        (TASK, WHOLE_TASK | {"tableMappings": "rules"}, "replicationSettings"),
        (
            TASK,
            WHOLE_TASK | {"replicationTaskSettings": '{"Logging": {"CloudWatchLogGroup": "g"}}'},
            "replicationTaskSettings",
        ),
    ],
)
def test_a_value_is_refused_by_its_service(token: str, inputs: dict[str, Any], path: str) -> None:
    assert path in [fault.path for fault in Account().faults(token, inputs)]


def test_a_bucket_is_replicated_only_with_versions() -> None:
    account = Account()
    bucket = account.plant("aws:s3/bucket:Bucket", "b", {})
    rules: dict[str, Any] = {"bucket": bucket, "role": able_role(account, "r"), "rules": []}
    replication = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
    with pytest.raises(AwsError, match="versioning must be enabled"):
        account.plant(replication, "x", rules)
    versions = {"bucket": bucket, "versioningConfiguration": {"status": "Enabled"}}
    account.plant("aws:s3/bucketVersioning:BucketVersioning", "v", versions)
    assert account.plant(replication, "x", rules)


def test_a_bucket_has_a_generated_name_that_nobody_else_has() -> None:
    account = Account()
    name = account.plant("aws:s3/bucket:Bucket", "files", {})
    assert name.startswith("files-")
    with pytest.raises(AwsError, match=f"{name} exists already"):
        account.plant("aws:s3/bucket:Bucket", "other", {"bucket": name})


def test_a_user_has_a_key_once() -> None:
    account = Account()
    key = {"serverId": "s-1", "userName": "bank", "body": "ssh-ed25519 A"}
    account.plant(KEY, "one", key)
    with pytest.raises(AwsError, match="ResourceExistsException: bank has this key"):
        account.plant(KEY, "two", key)
    assert account.plant(KEY, "three", key | {"userName": "scheme"})


def test_a_replication_spans_two_zones() -> None:
    account = Account()
    vpc = account.plant("aws:ec2/vpc:Vpc", "vpc", {"cidrBlock": "172.16.0.0/16"})
    subnet_inputs = {"vpcId": vpc, "cidrBlock": "172.16.1.0/24", "availabilityZone": "eu-west-2a"}
    subnet = account.plant("aws:ec2/subnet:Subnet", "s", subnet_inputs)
    group = {"replicationSubnetGroupId": "g", "replicationSubnetGroupDescription": "d", "subnetIds": [subnet]}
    with pytest.raises(AwsError, match="DoesNotCoverEnoughAZs: eu-west-2a"):
        account.plant("aws:dms/replicationSubnetGroup:ReplicationSubnetGroup", "g", group)


@pytest.mark.parametrize("token", ["aws:dms/endpoint:Endpoint", "aws:iam/role:Role"])
def test_a_name_that_is_taken_is_refused(token: str) -> None:
    account = Account()
    inputs = {"aws:iam/role:Role": {"name": "dms-vpc-role", "assumeRolePolicy": "{}"}}.get(
        token, {"endpointId": "e", "endpointType": "source", "engineName": "mysql"}
    )
    account.plant(token, "one", inputs)
    with pytest.raises(AwsError, match="exists already"):
        account.plant(token, "two", inputs)
