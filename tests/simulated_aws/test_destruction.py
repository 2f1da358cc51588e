"""The simulated account answers `make destroy` as AWS would: from what it holds, and never to a wrong call."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from catalog import appconfig, cloudwatch, kms, rds, s3, secretsmanager
from simulated_aws.account import Account
from simulated_aws.kinds.remains import DELIVERY_MINUTES
from simulated_aws.modelling import AwsError
from tests.ops.destroy.simulated import clients_of

REGION = "eu-west-2"
PLACE = {"ApplicationId": "a", "EnvironmentId": "e"}


@pytest.fixture
def account() -> Account:
    return Account()


def client(account: Account, service: str, region: str = REGION) -> Any:
    return clients_of(account).clients().get(service, region)


def environment(account: Account) -> dict[str, Any]:
    """An environment in which a release grows for ten minutes and bakes for ten more, and how its API names it."""
    application = account.plant(appconfig.APPLICATION.token, "a", {"name": "a"})
    key = account.plant(appconfig.ENVIRONMENT.token, "e", {"name": "e", "applicationId": application})
    place = {"applicationId": application, "environmentId": account.live()[key].outputs["environmentId"]}
    pace = {"deploymentDurationInMinutes": 10, "finalBakeTimeInMinutes": 10, "growthFactor": 50, "replicateTo": "NONE"}
    strategy = account.plant(appconfig.DEPLOYMENT_STRATEGY.token, "s", pace | {"name": "s"})
    what = {"configurationProfileId": "aaaaaaa", "configurationVersion": "1", "deploymentStrategyId": strategy}
    account.plant(appconfig.DEPLOYMENT.token, "d", place | what)
    return {"ApplicationId": place["applicationId"], "EnvironmentId": place["environmentId"]}


def delete(account: Account) -> None:
    """Deletes the environment, as the engine does: what depends on it goes before."""
    for kind in (appconfig.DEPLOYMENT, appconfig.ENVIRONMENT):
        for key in [key for key, live in account.live().items() if live.token == kind.token]:
            account.delete(key)


def states(flags: Any, place: dict[str, Any]) -> list[str]:
    return [each["State"] for each in flags.list_deployments(**place)["Items"]]


def test_a_deployment_of_flags_grows_bakes_and_is_complete(account: Account) -> None:
    place = environment(account)
    flags = client(account, "appconfig")
    assert states(flags, place) == ["DEPLOYING"]
    account.let_pass(15)
    assert states(flags, place) == ["BAKING"]
    account.let_pass(5)
    assert states(flags, place) == ["COMPLETE"]


@pytest.mark.parametrize(("minutes", "reverts", "stops"), [(0, False, True), (15, False, False), (15, True, True)])
def test_a_deployment_that_bakes_is_stopped_by_reverting_it_alone(
    account: Account, minutes: int, reverts: bool, stops: bool
) -> None:
    place = environment(account)
    account.let_pass(minutes)
    flags = client(account, "appconfig")
    if stops:
        flags.stop_deployment(**place, DeploymentNumber=1, AllowRevert=reverts)
        assert states(flags, place) == ["ROLLED_BACK"]
        delete(account)
    else:
        with pytest.raises(AwsError, match="a deployment to the environment is in progress"):
            delete(account)
        with pytest.raises(ClientError, match="BadRequestException"):
            flags.stop_deployment(**place, DeploymentNumber=1, AllowRevert=reverts)


def test_a_bucket_is_listed_in_pages_and_keeps_what_is_hidden_by_a_marker(account: Account) -> None:
    account.plant(s3.BUCKET.token, "b", {"bucket": "landing"})
    for number in range(1001):
        account.write("landing", f"file-{number}")
    files = client(account, "s3")
    first = files.list_object_versions(Bucket="landing")
    assert (len(first["Versions"]), first["IsTruncated"]) == (1000, True)
    pages = files.get_paginator("list_object_versions").paginate(Bucket="landing")
    assert len({each["Key"] for page in pages for each in page["Versions"]}) == 1001
    files.delete_objects(Bucket="landing", Delete={"Objects": [{"Key": "file-0"}]})
    assert len(account.contents.versions("landing")) == 1002
    too_many = [{"Key": f"file-{number}"} for number in range(1001)]
    with pytest.raises(ClientError, match="MalformedXML"):
        files.delete_objects(Bucket="landing", Delete={"Objects": too_many})


def test_a_log_group_comes_again_until_its_server_has_written_its_last_lines(account: Account) -> None:
    name = "/aws/rds/instance/server/error"
    group = account.plant(cloudwatch.LOG_GROUP.token, "g", {"name": name})
    server = {
        "identifier": "server", "allocatedStorage": 100, "engine": "mysql", "engineVersion": "8.0.40", "username": "u",
        "password": "word-of-letters-1", "skipFinalSnapshot": False, "finalSnapshotIdentifier": "last",
        "enabledCloudwatchLogsExports": ["error"], "deleteAutomatedBackups": False, "backupRetentionPeriod": 7,
    }  # fmt: skip
    account.delete(account.plant(rds.INSTANCE.token, "server", server))
    account.delete(group)
    logs, servers = client(account, "logs"), client(account, "rds")
    for _ in range(2):
        assert logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"] == [{"logGroupName": name}]
        logs.delete_log_group(logGroupName=name)
    account.let_pass(DELIVERY_MINUTES)
    logs.delete_log_group(logGroupName=name)
    assert logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"] == []
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        logs.delete_log_group(logGroupName=name)
    [snapshot] = servers.describe_db_snapshots(DBInstanceIdentifier="server")["DBSnapshots"]
    assert (snapshot["DBSnapshotIdentifier"], snapshot["AllocatedStorage"]) == ("last", 100)
    [kept] = servers.describe_db_instance_automated_backups(DBInstanceIdentifier="server")["DBInstanceAutomatedBackups"]
    assert kept == {"Region": REGION, "BackupRetentionPeriod": 7}


def test_a_key_and_a_secret_wait_for_their_end(account: Account) -> None:
    key = account.plant(kms.KEY.token, "k", {"deletionWindowInDays": 7})
    secret = account.plant(secretsmanager.SECRET.token, "s", {"name": "of-payments", "recoveryWindowInDays": 7})
    keys, secrets = client(account, "kms"), client(account, "secretsmanager")
    assert keys.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"
    assert "DeletedDate" not in secrets.describe_secret(SecretId=secret)
    account.delete(key)
    account.delete(secret)
    assert keys.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    assert secrets.describe_secret(SecretId=secret)["DeletedDate"]
    account.let_pass(8 * 24 * 60)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        secrets.describe_secret(SecretId=secret)
    with pytest.raises(ClientError, match="NotFoundException"):
        keys.describe_key(KeyId=key)


@pytest.mark.parametrize(
    ("service", "call", "asked", "error"),
    [
        ("appconfig", "list_deployments", PLACE, "ResourceNotFoundException"),
        (
            "codedeploy",
            "list_deployments",
            {"applicationName": "a", "deploymentGroupName": "g"},
            "DeploymentGroupDoesNotExistException",
        ),
        ("kms", "describe_key", {"KeyId": "k"}, "NotFoundException"),
        ("rds", "describe_db_instances", {"DBInstanceIdentifier": "d"}, "DBInstanceNotFound"),
        ("s3", "list_object_versions", {"Bucket": "bucket"}, "NoSuchBucket"),
    ],
)
def test_what_does_not_exist_is_refused(
    account: Account, service: str, call: str, asked: dict[str, Any], error: str
) -> None:
    with pytest.raises(ClientError, match=error):
        getattr(client(account, service), call)(**asked)


def test_a_region_knows_nothing_of_another_ones(account: Account) -> None:
    account.plant(kms.KEY.token, "k", {})
    [key] = account.live()
    with pytest.raises(ClientError, match="NotFoundException"):
        client(account, "kms", "eu-west-1").describe_key(KeyId=key)


@pytest.mark.parametrize(
    ("service", "call", "asked"),
    [
        ("appconfig", "stop_deployment", {**PLACE, "DeploymentNumber": "1"}),
        ("s3", "delete_objects", {"Bucket": "landing", "Objects": []}),
        ("logs", "delete_log_group", {"logGroupNamePrefix": "/"}),
    ],
)
def test_a_call_that_its_service_does_not_have_like_this_never_reaches_the_account(
    account: Account, service: str, call: str, asked: dict[str, Any]
) -> None:
    with pytest.raises(ParamValidationError):
        getattr(client(account, service), call)(**asked)
