"""What AWS's API answers to `make destroy`, from what an account holds and from what its deletions have left."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalog import (
    appconfig,
    cloudwatch,
    codedeploy,
    dms,
    dynamodb,
    fis,
    kms,
    networkfirewall,
    rds,
    route53resolver,
    s3,
)
from catalog.resource_type import ResourceType
from simulated_aws.account import Account
from simulated_aws.kinds.contents import Version
from simulated_aws.kinds.running import Begun
from simulated_aws.live import Live
from simulated_aws.modelling import ApiError, Inputs

# What S3 lists in one answer.
PAGE = 1000


def answer(account: Account, call: str, asked: Inputs, region: str) -> Mapping[str, Any]:
    """The answer to a call such as `s3.DeleteObjects`; raises ApiError where AWS refuses it."""
    return ANSWERS[call](account, asked, region)


def _identity(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    return {"Account": account.number, "Arn": f"arn:aws:iam::{account.number}:user/operator", "UserId": "operator"}


def _deployments(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    _environment(account, asked, region)
    begun = account.activity.begun(appconfig.DEPLOYMENT, region, asked["EnvironmentId"])
    return {
        "Items": [
            {"DeploymentNumber": each.of["deploymentNumber"], "State": _state(each, state)} for each, state in begun
        ]
    }


def _stop_deployment(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    """Source: botocore: appconfig.StopDeployment."""
    _environment(account, asked, region)
    for each, state in account.activity.begun(appconfig.DEPLOYMENT, region, asked["EnvironmentId"]):
        if each.of["deploymentNumber"] == asked["DeploymentNumber"]:
            if state != "DEPLOYING" and not asked.get("AllowRevert"):
                raise ApiError("BadRequestException", f"the deployment is {_state(each, state)}")
            each.stop()
            return {"DeploymentNumber": asked["DeploymentNumber"], "State": _state(each, "")}
    raise ApiError("ResourceNotFoundException", f"there is no deployment {asked['DeploymentNumber']}")


def _state(begun: Begun, running: str) -> str:
    return running or ("ROLLED_BACK" if begun.stopped else "COMPLETE")


def _environment(account: Account, asked: Inputs, region: str) -> None:
    named = {"applicationId": asked["ApplicationId"], "environmentId": asked["EnvironmentId"]}
    _one(account, appconfig.ENVIRONMENT, region, named, "ResourceNotFoundException")


def _roll_outs(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    """None goes on: the account has no model of what CodeDeploy does after an `up`."""
    named = {"appName": asked["applicationName"], "deploymentGroupName": asked["deploymentGroupName"]}
    _one(account, codedeploy.DEPLOYMENT_GROUP, region, named, "DeploymentGroupDoesNotExistException")
    return {"deployments": []}


def _experiments(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    """None goes on, as with a roll-out."""
    _one(account, fis.EXPERIMENT_TEMPLATE, region, {"id": asked["experimentTemplateId"]}, "ResourceNotFoundException")
    return {"experiments": []}


def _copies(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    """Each waits to be started: the account has no model of what DMS does after an `up`."""
    ((arn,),) = (each["Values"] for each in asked["Filters"])
    _one(account, dms.REPLICATION_TASK, region, {"replicationTaskArn": arn}, "ResourceNotFoundFault")
    return {"ReplicationTasks": [{"Status": "ready"}]}


def _serverless_copies(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    """Each waits to be started, as the others do."""
    ((arn,),) = (each["Values"] for each in asked["Filters"])
    _one(account, dms.REPLICATION_CONFIG, region, {"arn": arn}, "ResourceNotFoundFault")
    return {"Replications": [{"Status": "created"}]}


def _servers(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    _, found = _server(account, asked, region)
    return {"DBInstances": [{"DeletionProtection": bool(found.inputs.get("deletionProtection"))}]}


def _change_server(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    key, found = _server(account, asked, region)
    account.update(key, {**found.inputs, "deletionProtection": asked["DeletionProtection"]})
    return {"DBInstance": {"DBInstanceIdentifier": asked["DBInstanceIdentifier"]}}


def _server(account: Account, asked: Inputs, region: str) -> tuple[str, Live]:
    return _one(account, rds.INSTANCE, region, {"identifier": asked["DBInstanceIdentifier"]}, "DBInstanceNotFound")


def _snapshots(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    return {
        "DBSnapshots": [
            {"DBSnapshotIdentifier": name, "AllocatedStorage": int(server.inputs["allocatedStorage"])}
            for name, server in account.remains.snapshots(region).items()
            if server.inputs["identifier"] == asked["DBInstanceIdentifier"]
        ]
    }


def _backups(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    return {
        "DBInstanceAutomatedBackups": [
            {"Region": region, "BackupRetentionPeriod": int(server.inputs.get("backupRetentionPeriod") or 0)}
            for server in account.remains.backed_up(region)
            if server.inputs["identifier"] == asked["DBInstanceIdentifier"]
        ]
    }


def _firewall(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    _, found = _protected(account, asked, region)
    needed = {"FirewallName": found.inputs["name"], "FirewallPolicyArn": found.inputs["firewallPolicyArn"]}
    protected = bool(found.inputs.get("deleteProtection"))
    return {
        "Firewall": needed
        | {"VpcId": found.inputs["vpcId"], "SubnetMappings": [], "FirewallId": "0" * 36, "DeleteProtection": protected}
    }


def _change_firewall(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    key, found = _protected(account, asked, region)
    account.update(key, {**found.inputs, "deleteProtection": asked["DeleteProtection"]})
    return {"FirewallArn": asked["FirewallArn"], "DeleteProtection": asked["DeleteProtection"]}


def _protected(account: Account, asked: Inputs, region: str) -> tuple[str, Live]:
    named = {"arn": asked["FirewallArn"]}
    return _one(account, networkfirewall.FIREWALL, region, named, "ResourceNotFoundException")


def _tables(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    _, found = _table(account, asked, region)
    protected = bool(found.inputs.get("deletionProtectionEnabled"))
    return {"Table": {"TableStatus": "ACTIVE", "DeletionProtectionEnabled": protected}}


def _change_table(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    key, found = _table(account, asked, region)
    account.update(key, {**found.inputs, "deletionProtectionEnabled": asked["DeletionProtectionEnabled"]})
    return {"TableDescription": {"TableStatus": "UPDATING"}}


def _table(account: Account, asked: Inputs, region: str) -> tuple[str, Live]:
    return _one(account, dynamodb.TABLE, region, {"name": asked["TableName"]}, "ResourceNotFoundException")


def _association(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    _, found = _associated(account, asked, region)
    return {"FirewallRuleGroupAssociation": {"MutationProtection": found.inputs.get("mutationProtection", "DISABLED")}}


def _change_association(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    key, found = _associated(account, asked, region)
    account.update(key, {**found.inputs, "mutationProtection": asked["MutationProtection"]})
    return {"FirewallRuleGroupAssociation": {"MutationProtection": asked["MutationProtection"]}}


def _associated(account: Account, asked: Inputs, region: str) -> tuple[str, Live]:
    key = asked["FirewallRuleGroupAssociationId"]
    for found, each in _all(account, route53resolver.RULE_GROUP_ASSOCIATION, region):
        if found == key:
            return key, each
    raise ApiError("ResourceNotFoundException", f"nothing has {key}")


def _object_versions(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    _bucket(account, asked, region)
    after = (asked.get("KeyMarker", ""), asked.get("VersionIdMarker", ""))
    left = [each for each in account.contents.versions(asked["Bucket"]) if (each.key, each.number) > after]
    page = left[:PAGE]
    more = {"NextKeyMarker": page[-1].key, "NextVersionIdMarker": page[-1].number} if len(left) > PAGE else {}
    return {
        "Versions": [_named(each) for each in page if not each.is_marker],
        "DeleteMarkers": [_named(each) for each in page if each.is_marker],
        "IsTruncated": bool(more),
        **more,
    }


def _named(version: Version) -> dict[str, str]:
    return {"Key": version.key, "VersionId": version.number}


def _delete_objects(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    """Source: botocore: s3.DeleteObjects, which takes 1,000 keys and does not mind what is not there."""
    _bucket(account, asked, region)
    objects = asked["Delete"]["Objects"]
    if len(objects) > PAGE:
        raise ApiError("MalformedXML", f"{len(objects)} keys are more than {PAGE}")
    for each in objects:
        account.contents.remove(asked["Bucket"], each["Key"], each.get("VersionId"))
    return {}


def _bucket(account: Account, asked: Inputs, region: str) -> None:
    _one(account, s3.BUCKET, region, {"bucket": asked["Bucket"]}, "NoSuchBucket")


def _log_groups(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    live = (str(each.inputs["name"]) for _, each in _all(account, cloudwatch.LOG_GROUP, region))
    names = sorted({*live, *account.remains.made_again(region)})
    return {"logGroups": [{"logGroupName": name} for name in names if name.startswith(asked["logGroupNamePrefix"])]}


def _delete_log_group(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    name = asked["logGroupName"]
    if name in account.remains.made_again(region):
        account.remains.remove_made_again(region, name)
    else:
        key, _ = _one(account, cloudwatch.LOG_GROUP, region, {"name": name}, "ResourceNotFoundException")
        account.delete(key)
    return {}


def _key(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    key = asked["KeyId"]
    if ends := account.remains.key_ends(key):
        return {"KeyMetadata": {"KeyId": key, "KeyState": "PendingDeletion", "DeletionDate": ends}}
    _one(account, kms.KEY, region, {"keyId": key}, "NotFoundException")
    return {"KeyMetadata": {"KeyId": key, "KeyState": "Enabled"}}


def _secret(account: Account, asked: Inputs, region: str) -> Mapping[str, Any]:
    # AWS adds a part of its own to the name.
    name = asked["SecretId"].partition(":secret:")[2].rpartition("-")[0]
    if ends := account.remains.secret_ends(region, name):
        return {"Name": name, "DeletedDate": ends}
    if asked["SecretId"] in account.resources:
        return {"Name": name}
    raise ApiError("ResourceNotFoundException", f"there is no secret {asked['SecretId']}")


def _all(account: Account, kind: ResourceType, region: str) -> Iterator[tuple[str, Live]]:
    return ((key, each) for key, each in account.live().items() if (each.token, each.region) == (kind.token, region))


def _one(account: Account, kind: ResourceType, region: str, named: Inputs, error: str) -> tuple[str, Live]:
    """The resource of a type whose properties are these; raises ApiError where there is none."""
    for key, each in _all(account, kind, region):
        if named.items() <= {name: each.outputs.get(name) for name in named}.items():
            return key, each
    raise ApiError(error, f"nothing has {', '.join(map(str, named.values()))}")


ANSWERS: Mapping[str, Callable[[Account, Inputs, str], Mapping[str, Any]]] = {
    "appconfig.ListDeployments": _deployments,
    "appconfig.StopDeployment": _stop_deployment,
    "codedeploy.ListDeployments": _roll_outs,
    "dms.DescribeReplicationTasks": _copies,
    "dms.DescribeReplications": _serverless_copies,
    "dynamodb.DescribeTable": _tables,
    "dynamodb.UpdateTable": _change_table,
    "fis.ListExperiments": _experiments,
    "kms.DescribeKey": _key,
    "logs.DeleteLogGroup": _delete_log_group,
    "logs.DescribeLogGroups": _log_groups,
    "network-firewall.DescribeFirewall": _firewall,
    "network-firewall.UpdateFirewallDeleteProtection": _change_firewall,
    "route53resolver.GetFirewallRuleGroupAssociation": _association,
    "route53resolver.UpdateFirewallRuleGroupAssociation": _change_association,
    "rds.DescribeDBInstanceAutomatedBackups": _backups,
    "rds.DescribeDBInstances": _servers,
    "rds.DescribeDBSnapshots": _snapshots,
    "rds.ModifyDBInstance": _change_server,
    "s3.DeleteObjects": _delete_objects,
    "s3.ListObjectVersions": _object_versions,
    "secretsmanager.DescribeSecret": _secret,
    "sts.GetCallerIdentity": _identity,
}
