"""What was before: changes and deletions that AWS refuses of what exists."""

import json
from typing import Any

import pytest

from catalog import dms, ec2, networkfirewall, rds, route53resolver, s3
from simulated_aws.account import Account
from simulated_aws.modelling import AwsError
from tests.support.roles import able_role

SERVER = rds.INSTANCE.token
MAPPINGS = json.dumps(
    {
        "rules": [
            {
                "rule-type": "selection",
                "rule-id": "1",
                "rule-name": "1",
                "object-locator": {"schema-name": "payments", "table-name": "%"},
                "rule-action": "include",
            }
        ]
    }
)


@pytest.fixture
def account() -> Account:
    return Account()


def inputs(account: Account, resource_id: str, **changes: Any) -> dict[str, Any]:
    return {**account.live()[resource_id].inputs, **changes}


def server(account: Account, name: str = "server", **changes: Any) -> str:
    own = {"identifier": name, "allocatedStorage": 100, "engine": "mysql", "engineVersion": "8.0.40", "username": "u"}
    own |= {"password": "word-of-letters-1"}
    return account.plant(SERVER, name, {**own, "skipFinalSnapshot": True, **changes})


@pytest.mark.parametrize(
    ("before", "wrong", "message", "right"),
    [
        ({}, {"allocatedStorage": 50}, "allocatedStorage: .*50 GiB are less than the 100", {"allocatedStorage": 200}),
        ({}, {"engineVersion": "8.0.36"}, "Cannot upgrade mysql from 8.0.40 to 8.0.36", {"engineVersion": "8.0.42"}),
        ({}, {"engineVersion": "5.7"}, "Cannot upgrade mysql", {"engineVersion": "8.0"}),
        (
            {},
            {"engineVersion": "8.4.3"},
            "AllowMajorVersionUpgrade flag must be present",
            {"engineVersion": "8.4.3", "allowMajorVersionUpgrade": True},
        ),
        (
            {"engine": "postgres", "engineVersion": "16.3"},
            {"engineVersion": "17.1"},
            "AllowMajorVersionUpgrade",
            {"engineVersion": "16.4"},
        ),
    ],
)
def test_a_server_does_not_go_back(
    account: Account, before: dict[str, Any], wrong: dict[str, Any], message: str, right: dict[str, Any]
) -> None:
    key = server(account, **before)
    with pytest.raises(AwsError, match=message):
        account.update(key, inputs(account, key, **wrong))
    account.update(key, inputs(account, key, **right))


def test_a_source_of_replicas_keeps_its_backups(account: Account) -> None:
    source = server(account, backupRetentionPeriod=7)
    arn = account.live()[source].outputs["arn"]
    replica = account.plant(SERVER, "replica", {"replicateSourceDb": arn, "skipFinalSnapshot": True})
    with pytest.raises(AwsError, match=r"backupRetentionPeriod: .*server is a source of read replicas"):
        account.update(source, inputs(account, source, backupRetentionPeriod=0))
    account.delete(replica)
    account.update(source, inputs(account, source, backupRetentionPeriod=0))


def test_a_replica_is_upgraded_before_its_source(account: Account) -> None:
    source = server(account, engineVersion="8.4.5", backupRetentionPeriod=7)
    arn = account.live()[source].outputs["arn"]
    # RDS makes a replica of its source's version, whatever the program says.
    made_as = {"replicateSourceDb": arn, "engineVersion": "8.4.9", "skipFinalSnapshot": True, "identifier": "replica"}
    replica = account.plant(SERVER, "replica", made_as)
    assert account.live()[replica].outputs["engineVersionActual"] == "8.4.5"
    with pytest.raises(AwsError, match=r"engineVersion: .*read replicas need to be upgraded: replica"):
        account.update(source, inputs(account, source, engineVersion="8.4.9"))
    before = inputs(account, replica, engineVersion="8.4.5")
    account.update(replica, inputs(account, replica, engineVersion="8.4.9"), before)
    assert account.live()[replica].outputs["engineVersionActual"] == "8.4.9"
    account.update(source, inputs(account, source, engineVersion="8.4.9"))


def test_a_server_does_not_move_inside_its_network(account: Account) -> None:
    def group(vpc: str, block: str, name: str) -> str:
        subnets = [
            account.plant(
                ec2.SUBNET.token,
                f"{name}-{zone}",
                {"vpcId": vpc, "cidrBlock": f"{block}.{index}.0/24", "availabilityZone": f"eu-west-2{zone}"},
            )
            for index, zone in enumerate("ab")
        ]
        return account.plant(rds.SUBNET_GROUP.token, name, {"name": name, "subnetIds": subnets})

    vpcs = [account.plant(ec2.VPC.token, f"v{n}", {"cidrBlock": f"10.{n}.0.0/16"}) for n in (1, 2)]
    first, other = group(vpcs[0], "10.1", "first"), group(vpcs[1], "10.2", "other")
    key = server(account, dbSubnetGroupName=first)
    extra = account.plant(
        ec2.SUBNET.token, "c", {"vpcId": vpcs[0], "cidrBlock": "10.1.9.0/24", "availabilityZone": "eu-west-2c"}
    )
    subnets = [*account.live()[first].inputs["subnetIds"], extra]
    second = account.plant(rds.SUBNET_GROUP.token, "second", {"name": "second", "subnetIds": subnets})
    with pytest.raises(AwsError, match="InvalidVPCNetworkStateFault: You cannot move DB instance server"):
        account.update(key, inputs(account, key, dbSubnetGroupName=second))
    account.update(key, inputs(account, key, dbSubnetGroupName=other))


@pytest.mark.parametrize(
    ("flag", "change"),
    [
        ("subnetChangeProtection", {"subnetMappings": []}),
        ("firewallPolicyChangeProtection", {"firewallPolicyArn": None}),
    ],
)
def test_a_protected_firewall_keeps_its_subnets_and_policy(account: Account, flag: str, change: dict[str, Any]) -> None:
    vpc = account.plant(ec2.VPC.token, "v", {"cidrBlock": "10.1.0.0/16"})
    subnet = account.plant(
        ec2.SUBNET.token, "s", {"vpcId": vpc, "cidrBlock": "10.1.0.0/24", "availabilityZone": "eu-west-2a"}
    )
    policy = account.plant(networkfirewall.FIREWALL_POLICY.token, "policy", {"firewallPolicy": {}})
    mappings = [{"subnetId": subnet}]
    arn = account.live()[policy].outputs["arn"]
    key = account.plant(
        networkfirewall.FIREWALL.token,
        "firewall",
        {"name": "f", "vpcId": vpc, "subnetMappings": mappings, "firewallPolicyArn": arn, flag: True},
    )
    with pytest.raises(AwsError, match=f"InvalidOperationException: {flag} is enabled"):
        account.update(key, inputs(account, key, **change))
    known = inputs(account, key)
    account.update(key, known | change | {flag: False})
    with pytest.raises(AwsError, match=f"InvalidOperationException: {flag} is enabled"):
        account.update(key, known)
    account.update(key, known | change)
    account.update(key, known | {flag: False})


def test_versions_of_a_bucket_are_suspended_and_never_disabled_nor_while_it_is_replicated(account: Account) -> None:
    bucket = account.plant(s3.BUCKET.token, "b", {"bucket": "files"})
    enabled = {"bucket": bucket, "versioningConfiguration": {"status": "Enabled"}}
    key = account.plant(s3.BUCKET_VERSIONING.token, "v", enabled)
    with pytest.raises(AwsError, match="cannot be updated from 'Enabled' to 'Disabled'"):
        account.update(key, inputs(account, key, versioningConfiguration={"status": "Disabled"}))
    role = able_role(account, "r")
    copies = account.plant(s3.BUCKET.token, "copies", {"bucket": "copies"})
    account.plant(s3.BUCKET_VERSIONING.token, "w", enabled | {"bucket": copies})
    rules = [{"id": "r", "status": "Enabled", "destination": {"bucket": "arn:aws:s3:::copies"}}]
    replication = account.plant(
        s3.BUCKET_REPLICATION_CONFIG.token,
        "c",
        {"bucket": bucket, "role": role, "rules": rules},
    )
    with pytest.raises(AwsError, match="InvalidBucketState: A replication configuration is present"):
        account.update(key, inputs(account, key, versioningConfiguration={"status": "Suspended"}))
    with pytest.raises(AwsError, match="InvalidBucketState"):
        account.delete(key)
    account.delete(replication)
    account.update(key, inputs(account, key, versioningConfiguration={"status": "Suspended"}))


def test_a_read_replica_has_no_final_snapshot(account: Account) -> None:
    source = server(account, backupRetentionPeriod=7)
    arn = account.live()[source].outputs["arn"]
    replica = account.plant(SERVER, "replica", {"replicateSourceDb": arn, "finalSnapshotIdentifier": "last"})
    with pytest.raises(AwsError, match="a read replica has no final snapshot"):
        account.delete(replica)


def dms_endpoint(account: Account, kind: str) -> str:
    own = {"endpointId": kind, "endpointType": kind, "engineName": "mysql", "serverName": "db.example.com"}
    return account.plant(dms.ENDPOINT.token, kind, {**own, "port": 3306, "username": "u", "password": "p"})


def test_a_started_serverless_replication_keeps_its_configuration(account: Account) -> None:
    endpoints = [dms_endpoint(account, kind) for kind in ("source", "target")]
    arns = [account.live()[key].outputs["endpointArn"] for key in endpoints]
    own = {"replicationConfigIdentifier": "r", "replicationType": "cdc", "tableMappings": MAPPINGS}
    ends = {"sourceEndpointArn": arns[0], "targetEndpointArn": arns[1]}
    key = account.plant(dms.REPLICATION_CONFIG.token, "r", {**own, **ends, "startReplication": False})
    account.update(key, inputs(account, key, replicationType="full-load", startReplication=True))
    with pytest.raises(AwsError, match=r"replicationType: InvalidResourceStateFault: a replication .* was started"):
        account.update(key, inputs(account, key, replicationType="cdc"))
    account.update(key, inputs(account, key, tags={"a": "b"}))


def test_an_endpoint_changes_while_its_task_is_paused(account: Account) -> None:
    source, target = (dms_endpoint(account, kind) for kind in ("source", "target"))
    arns = [account.live()[key].outputs["endpointArn"] for key in (source, target)]
    task = {
        "replicationTaskId": "copy",
        "migrationType": "cdc",
        "tableMappings": MAPPINGS,
        "sourceEndpointArn": arns[0],
        "targetEndpointArn": arns[1],
        "replicationInstanceArn": "arn:aws:dms:eu-west-2:111122223333:rep:other",
    }
    key = account.plant(dms.REPLICATION_TASK.token, "task", {**task, "startReplicationTask": True})
    with pytest.raises(AwsError, match="serverName: InvalidResourceStateFault: the replication task copy runs"):
        account.update(source, inputs(account, source, serverName="other.example.com"))
    account.update(source, inputs(account, source, serverName="a.example.com", pauseReplicationTasks=True))
    account.update(key, inputs(account, key, startReplicationTask=False))
    account.update(target, inputs(account, target, serverName="b.example.com"))


def test_names_that_are_guarded_stay_so_until_the_protection_is_lifted(account: Account) -> None:
    vpc = account.plant(ec2.VPC.token, "vpc", {"cidrBlock": "172.16.0.0/16"})
    group = account.plant(route53resolver.RULE_GROUP.token, "group", {"name": "names"})
    guarded = {"name": "names", "firewallRuleGroupId": group, "vpcId": vpc, "priority": 200}
    token = route53resolver.RULE_GROUP_ASSOCIATION.token
    key = account.plant(token, "names", guarded | {"mutationProtection": "ENABLED"})
    with pytest.raises(AwsError, match=r"priority: ValidationException: .*under mutation protection"):
        account.update(key, inputs(account, key, priority=300))
    with pytest.raises(AwsError, match=r"mutationProtection: ValidationException: .*under mutation protection"):
        account.delete(key)
    account.update(key, inputs(account, key, mutationProtection="DISABLED"))
    account.delete(key)


def test_what_is_protected_is_not_deleted(account: Account) -> None:
    key = server(account, deletionProtection=True)
    with pytest.raises(AwsError, match=r"deletionProtection: InvalidParameterCombination: server .* is protected"):
        account.delete(key)
    account.update(key, inputs(account, key, deletionProtection=False))
    account.delete(key)
