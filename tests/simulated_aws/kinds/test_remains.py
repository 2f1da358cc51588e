"""What deletions leave behind: names that are taken, snapshots, keys, log groups that are made again."""

from typing import Any

import pytest

from catalog import cloudwatch, ec2, ecs, kms, lambda_, rds, s3, secretsmanager, sqs
from simulated_aws.account import Account
from simulated_aws.kinds.remains import DELIVERY_MINUTES
from simulated_aws.modelling import AwsError
from tests.support.roles import able_role, writing_role

SERVER, SECRET, GROUP = rds.INSTANCE.token, secretsmanager.SECRET.token, cloudwatch.LOG_GROUP.token
DAY = 24 * 60
AGAIN = "ResourceAlreadyExistsException: The specified log group already exists"


@pytest.fixture
def account() -> Account:
    return Account()


def inputs(account: Account, resource_id: str, **changes: Any) -> dict[str, Any]:
    return {**account.live()[resource_id].inputs, **changes}


def server(account: Account, name: str = "server", **changes: Any) -> str:
    own = {"identifier": name, "allocatedStorage": 100, "engine": "mysql", "engineVersion": "8.0.40", "username": "u"}
    own |= {"password": "word-of-letters-1"}
    return account.plant(SERVER, name, {**own, "skipFinalSnapshot": True, **changes})


def test_a_secrets_name_is_taken_until_its_recovery_window_ends(account: Account) -> None:
    account.delete(account.plant(SECRET, "s", {"name": "kept"}))
    account.delete(account.plant(SECRET, "s", {"name": "gone", "recoveryWindowInDays": 0}))
    with pytest.raises(AwsError, match=r"name: InvalidRequestException: .*already scheduled for deletion, in 30 days"):
        account.plant(SECRET, "s", {"name": "kept"})
    account.plant(SECRET, "s", {"name": "gone"})
    account.plant(SECRET, "s", {"name": "kept"}, region="eu-west-1")
    account.let_pass(30 * DAY)
    account.plant(SECRET, "s", {"name": "kept"})


def test_a_function_makes_its_log_group_again(account: Account) -> None:
    function = {"name": "f", "role": able_role(account, "r")}
    group = account.plant(GROUP, "g", {"name": "/aws/lambda/f"})
    key = account.plant(lambda_.FUNCTION.token, "f", function)
    account.delete(group)
    with pytest.raises(AwsError, match="ResourceAlreadyExistsException: The specified log group already exists"):
        account.plant(GROUP, "g", {"name": "/aws/lambda/f"})
    other = account.plant(GROUP, "other", {"name": "/aws/lambda/other"})
    account.delete(key)
    account.delete(other)
    account.plant(GROUP, "other", {"name": "/aws/lambda/other"})


def test_a_function_that_may_make_no_group_makes_none_again(account: Account) -> None:
    account.plant(lambda_.FUNCTION.token, "f", {"name": "f", "role": writing_role(account, "r")})
    account.delete(account.plant(GROUP, "g", {"name": "/aws/lambda/f"}))
    account.plant(GROUP, "g", {"name": "/aws/lambda/f"})


def test_a_server_makes_its_log_group_again_while_it_delivers_its_last_logs(account: Account) -> None:
    name = "/aws/rds/instance/server/error"
    group = account.plant(GROUP, "g", {"name": name})
    account.delete(server(account, enabledCloudwatchLogsExports=["error"]))
    account.delete(group)
    with pytest.raises(AwsError, match=f"name: {AGAIN}: server made it again"):
        account.plant(GROUP, "g", {"name": name})


def test_a_log_group_that_is_deleted_after_the_last_logs_is_gone(account: Account) -> None:
    name = "/aws/rds/instance/server/error"
    group, other = (account.plant(GROUP, log, {"name": name.replace("error", log)}) for log in ("error", "general"))
    account.delete(server(account, enabledCloudwatchLogsExports=["error"]))
    account.delete(other)
    account.plant(GROUP, "g", {"name": name.replace("error", "general")})
    account.let_pass(DELIVERY_MINUTES)
    account.delete(group)
    account.plant(GROUP, "g", {"name": name})


@pytest.mark.parametrize("may_make", [True, False])
def test_a_flow_log_makes_its_group_again_where_its_role_may(account: Account, may_make: bool) -> None:
    group = account.plant(GROUP, "g", {"name": "/flow"})
    role = able_role(account, "r") if may_make else writing_role(account, "r")
    vpc = account.plant(ec2.VPC.token, "v", {"cidrBlock": "10.1.0.0/16"})
    arn = account.live()[group].outputs["arn"]
    account.delete(
        account.plant(
            ec2.FLOW_LOG.token,
            "flow",
            {"vpcId": vpc, "trafficType": "ALL", "logDestination": arn, "iamRoleArn": role},
        )
    )
    account.delete(group)
    if may_make:
        with pytest.raises(AwsError, match=AGAIN):
            account.plant(GROUP, "g", {"name": "/flow"})
    else:
        account.plant(GROUP, "g", {"name": "/flow"})


def test_a_service_that_drains_keeps_its_name(account: Account) -> None:
    role = able_role(account, "r")
    service = {
        "serviceName": "intake",
        "executionRoleArn": role,
        "infrastructureRoleArn": role,
        "primaryContainer": {"image": "example.com/intake:1"},
    }
    token = ecs.EXPRESS_GATEWAY_SERVICE.token
    account.delete(account.plant(token, "s", service))
    with pytest.raises(AwsError, match=r"serviceName: InvalidParameterException: .* still Draining: intake"):
        account.plant(token, "s", service)
    account.plant(token, "other", service | {"serviceName": "other"})
    account.let_pass(ecs.EXPRESS_GATEWAY_SERVICE.minutes)
    account.plant(token, "s", service)


def test_a_key_that_is_pending_deletion_is_of_no_use_and_its_alias_is_free(account: Account) -> None:
    def alias(key: str) -> str:
        return account.plant(kms.ALIAS.token, "a", {"name": "alias/a", "targetKeyId": key})

    key = account.plant(kms.KEY.token, "k", {})
    arn = account.live()[key].outputs["arn"]
    account.delete(alias(key))
    account.delete(key)
    with pytest.raises(AwsError, match=f"KMSInvalidStateException: {arn} is pending deletion"):
        account.plant(sqs.QUEUE.token, "q", {"name": "q", "kmsMasterKeyId": arn})
    alias(account.plant(kms.KEY.token, "k", {}))


def test_a_bucket_with_objects_is_deleted_only_where_they_may_go(account: Account) -> None:
    kept = account.plant(s3.BUCKET.token, "kept", {"bucket": "kept"})
    free = account.plant(s3.BUCKET.token, "free", {"bucket": "free", "forceDestroy": True})
    empty = account.plant(s3.BUCKET.token, "empty", {"bucket": "empty"})
    account.write(kept)
    account.write(free)
    for _ in range(2):
        with pytest.raises(AwsError, match="BucketNotEmpty: The bucket you tried to delete is not empty: kept"):
            account.delete(kept)
    for bucket in (free, empty):
        account.delete(bucket)
    # What was in one bucket is not in the next one of its name.
    account.delete(account.plant(s3.BUCKET.token, "free", {"bucket": "free"}))


def test_a_final_snapshot_needs_a_name_of_its_own(account: Account) -> None:
    last: dict[str, Any] = {"skipFinalSnapshot": False, "finalSnapshotIdentifier": "last"}
    account.delete(server(account, **last))
    second = server(account, "second", **last)
    with pytest.raises(AwsError, match="DBSnapshotAlreadyExists: last exists already"):
        account.delete(second)
    account.update(second, inputs(account, second, finalSnapshotIdentifier="other"))
    account.delete(second)
