"""The reasons why controls have no rule hold for the committed stacks."""

from collections.abc import Callable, Mapping

import pytest

from access.reach import covers
from policy.checks.documents import OF_IDENTITY, documents
from policy.left_out import LEFT_OUT
from policy.resources import Resource, Stack
from policy.rules import database, migration, network, observability, storage
from policy.rules.identity import ROLE
from tests.policy.stacks import stack_of
from tests.support.graph import Graph

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"


def types(stack: Stack) -> set[str]:
    """The types of a stack without their package and name, such as `cloudtrail/trail`."""
    return {item.type.split(":")[1] for item in stack.resources}


def endpoints(stack: Stack, service: str) -> list[Resource]:
    return [item for item in stack.of(network.ENDPOINT) if str(item.properties["serviceName"]).endswith(f".{service}")]


def calls(stack: Stack, service: str) -> bool:
    """Whether a policy of the stack's own allows an action of a service."""
    found = [one for item in stack.of(ROLE_POLICY, ROLE) for one in documents(item.values, OF_IDENTITY)]
    actions = [action for one in found for item in one if item.effect == "Allow" for action in item.actions or ("*",)]
    return any(covers(action, f"{service}:x") or action.startswith(f"{service}:") for action in actions)


def ec2_is_for_migrated_servers(stack: Stack) -> bool:
    return not endpoints(stack, "ec2") or bool(stack.of(migration.MGN_REPLICATION))


def nothing_calls_ssm(stack: Stack) -> bool:
    actions = [item.properties["settings"].get("postLaunchActions") for item in stack.of(migration.MGN_LAUNCH)]
    return not calls(stack, "ssm") and not any(actions)


def alarms_watch_rotations(stack: Stack) -> bool:
    names = [item.name for item in stack.of(observability.ALARM)]
    return all(any(f"rotation-{which}-failed" in name for name in names) for which in ("master", "application"))


def each_bucket_blocks(stack: Stack) -> bool:
    return all(stack.users(bucket, storage.BLOCK, "bucket") for bucket in stack.of(storage.BUCKET))


def files_expire(stack: Stack) -> bool:
    locked = [bucket for bucket in stack.of(storage.BUCKET) if bucket.properties.get("objectLockEnabled")]
    return not locked and all(stack.users(bucket, storage.LIFECYCLE, "bucket") for bucket in stack.of(storage.BUCKET))


def no_general_log(stack: Stack) -> bool:
    servers = [item for item in stack.of(database.INSTANCE)]
    exported = [name for item in servers for name in item.values.at("enabledCloudwatchLogsExports") or ()]
    return "general" not in exported and not any(item.properties.get("optionGroupName") for item in servers)


def only_access_logs_have_s3s_key(stack: Stack) -> bool:
    keyed = [
        bucket
        for bucket in stack.of(storage.BUCKET)
        for setting in stack.users(bucket, storage.ENCRYPTION, "bucket")
        if "AES256" in str(setting.properties["rules"])
    ]
    return all(stack.users(bucket, storage.LOGGING, "targetBucket") for bucket in keyed)


def without(*found: str) -> Callable[[Stack], bool]:
    """No resource of the stack is of one of these types."""
    return lambda stack: types(stack).isdisjoint(found)


def has_secrets(stack: Stack) -> bool:
    """Whether a secret is used is no property of one: there are some, and none says so."""
    secrets = stack.of("aws:secretsmanager/secret:Secret")
    return bool(secrets) and not any("lastAccessedDate" in item.properties for item in secrets)


HOLDS: Mapping[str, Callable[[Stack], bool]] = {
    "FSBP EC2.10": ec2_is_for_migrated_servers,
    "FSBP EC2.57": nothing_calls_ssm,
    "FSBP EC2.172": without("vpc/blockPublicAccessOptions", "ec2/vpcBlockPublicAccessOptions"),
    "FSBP SecretsManager.3": has_secrets,
    "PCI SecretsManager.2": alarms_watch_rotations,
    "FSBP S3.1": each_bucket_blocks,
    "PCI S3.15": files_expire,
    "PCI S3.22, S3.23, CIS 3.8, 3.9": without("cloudtrail/trail", "cloudtrail/eventDataStore"),
    "FSBP RDS.9 in full": no_general_log,
    "FSBP RDS.43": without("rds/proxy"),
    "FSBP Transfer.3": without("transfer/connector"),
    "PCI S3.17 for access logs": only_access_logs_have_s3s_key,
}


def test_each_reason_is_checked() -> None:
    assert HOLDS.keys() == LEFT_OUT.keys()


@pytest.mark.parametrize("control", HOLDS)
def test_a_reason_holds_for_a_committed_stack(graph: Graph, control: str) -> None:
    assert HOLDS[control](stack_of(graph)), LEFT_OUT[control]
