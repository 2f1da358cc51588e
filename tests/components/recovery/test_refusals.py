"""What the simulated account refuses of a second region, as AWS does."""

from dataclasses import fields
from types import SimpleNamespace
from typing import Any, cast

import pytest

from catalog import rds, secretsmanager
from components.database.credentials import Replicas
from components.recovery import RecoveryArgs
from simulated_aws.account import Account
from simulated_aws.failover import promote_secret, promote_server, replicate_secret
from simulated_aws.modelling import AwsError

SECRET, SERVER = secretsmanager.SECRET.token, rds.INSTANCE.token
HOME, AWAY = "eu-west-2", "eu-west-1"
HOME_KEY = "arn:aws:kms:eu-west-2:111122223333:key/00000000-0000-0000-0000-000000000001"
AWAY_KEY = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000001"
SOURCE = {
    "identifier": "db",
    "instanceClass": "db.t3.medium",
    "engine": "mysql",
    "password": "word-of-letters-1",
    "username": "master",
    "allocatedStorage": 20,
    "storageEncrypted": True,
    "backupRetentionPeriod": 7,
    "skipFinalSnapshot": True,
}
REPLICA = {"identifier": "dr-db", "instanceClass": "db.t3.medium", "kmsKeyId": AWAY_KEY, "skipFinalSnapshot": True}


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def source(account: Account) -> str:
    """The ARN of a server in the first region."""
    key = account.plant(SERVER, "db", SOURCE)
    return account.live()[key].outputs["arn"]


def faults(account: Account, token: str, inputs: dict[str, Any], region: str = AWAY) -> str:
    return "; ".join(str(fault) for fault in account.faults(token, {"region": region, **inputs}))


def replicate(account: Account, source: str) -> str:
    return account.plant(SERVER, "replica", {**REPLICA, "replicateSourceDb": source}, AWAY)


def test_a_server_has_an_engine_or_a_source_that_exists_and_has_backups(account: Account, source: str) -> None:
    with pytest.raises(AwsError, match="engine: is missing, and there is no replicateSourceDb"):
        account.plant(SERVER, "replica", REPLICA, AWAY)
    missing = source.replace(":db:db", ":db:other")
    with pytest.raises(AwsError, match=f"NotFound: {missing} does not exist"):
        replicate(account, missing)
    bare = account.plant(SERVER, "bare", {**SOURCE, "identifier": "bare", "backupRetentionPeriod": 0})
    with pytest.raises(AwsError, match="bare has no automated backups"):
        replicate(account, account.live()[bare].outputs["arn"])
    key = replicate(account, source)
    assert account.live()[key].outputs["engine"] == "mysql"


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"username": "master"}, "a replica takes its username from its source"),
        ({"finalSnapshotIdentifier": "last"}, "no final snapshot of a replica"),
        ({"skipFinalSnapshot": False}, "no final snapshot of a replica"),
        ({"kmsKeyId": None}, "needs a key of that region"),
        ({"kmsKeyId": HOME_KEY}, "is no key of eu-west-1"),
    ],
)
def test_what_a_replica_can_not_be_told_is_refused(account: Account, extra: dict[str, Any], message: str) -> None:
    source = "arn:aws:rds:eu-west-2:123456789012:db:db"
    good = {**REPLICA, "replicateSourceDb": source}
    assert faults(account, SERVER, good) == ""
    given = {key: value for key, value in {**good, **extra}.items() if value is not None}
    assert message in faults(account, SERVER, given)


def test_a_server_of_its_own_does_not_become_a_copy_again(account: Account, source: str) -> None:
    key = replicate(account, source)
    before = account.live()[key].inputs
    promote_server(account, key)
    with pytest.raises(AwsError, match="cannot elect new source database"):
        account.update(key, before, before)
    alone = {name: value for name, value in before.items() if name != "replicateSourceDb"}
    with pytest.raises(AwsError, match="the server is not a read replica"):
        account.update(key, alone, before)
    account.update(key, alone, alone)


def test_a_source_goes_before_its_copy(account: Account, source: str) -> None:
    replicate(account, source)
    account.delete(next(key for key, item in account.live().items() if item.name == "db"))


def test_a_replica_of_a_secret_is_in_another_region_under_a_key_of_it(account: Account) -> None:
    def with_replica(region: str, key: str) -> str:
        return faults(account, SECRET, {"name": "s", "replicas": [{"region": region, "kmsKeyId": key}]}, HOME)

    assert with_replica(AWAY, AWAY_KEY) == ""
    assert "eu-west-2 is the secret's own region" in with_replica(HOME, HOME_KEY)
    assert "is no key of eu-west-1" in with_replica(AWAY, HOME_KEY)


def test_a_promoted_secret_is_neither_replicated_to_nor_ended(account: Account) -> None:
    replicated = {"name": "s", "replicas": [{"region": AWAY, "kmsKeyId": AWAY_KEY}]}
    key = account.plant(SECRET, "s", replicated)
    before = account.live()[key].inputs
    promoted = promote_secret(account, key, AWAY)
    assert account.live()[promoted].region == AWAY
    with pytest.raises(AwsError, match="s exists already in eu-west-1"):
        account.update(key, before, before)
    with pytest.raises(AwsError, match="not replicated to eu-west-1"):
        account.update(key, {**before, "replicas": []}, before)
    with pytest.raises(AwsError, match="not replicated to eu-west-1"):
        account.delete(key, before)
    account.delete(key, account.live()[key].inputs)
    assert promoted in account.live()


def test_a_replica_does_not_rotate(account: Account) -> None:
    key = account.plant(SECRET, "s", {"name": "s", "replicas": [{"region": AWAY, "kmsKeyId": AWAY_KEY}]})
    function = "aws:lambda/function:Function"
    name = account.plant(function, "f", {"name": "f", "role": "r", "kmsKeyArn": AWAY_KEY}, AWAY)
    arn, replica = account.live()[name].outputs["arn"], key.replace(HOME, AWAY)
    permission = {"action": "lambda:InvokeFunction", "function": "f", "principal": "secretsmanager.amazonaws.com"}
    account.plant("aws:lambda/permission:Permission", "p", permission, AWAY)
    rotation = {"secretId": replica, "rotationLambdaArn": arn}
    with pytest.raises(AwsError, match="a replica can't rotate"):
        account.plant("aws:secretsmanager/secretRotation:SecretRotation", "r", rotation, AWAY)
    promote_secret(account, key, AWAY)
    made = account.plant("aws:secretsmanager/secretRotation:SecretRotation", "r", rotation, AWAY)
    replicate_secret(account, key, AWAY)
    with pytest.raises(AwsError, match="a replica's rotation is ended at its primary"):
        account.delete(made)


def test_a_secret_that_was_overwritten_is_changed_at_its_primary_alone(account: Account) -> None:
    replicated = {"name": "s", "kmsKeyId": HOME_KEY, "replicas": [{"region": AWAY, "kmsKeyId": AWAY_KEY}]}
    key = account.plant(SECRET, "s", replicated)
    promoted = promote_secret(account, key, AWAY)
    replicate_secret(account, promoted, HOME)
    inputs = account.live()[key].inputs
    with pytest.raises(AwsError, match="only its primary can be changed"):
        account.update(key, inputs, inputs)
    with pytest.raises(AwsError, match="only its primary can be changed"):
        account.delete(key)
    assert promote_secret(account, promoted, HOME) == key
    account.update(key, inputs, inputs)
    replicate_secret(account, key, AWAY)
    assert promoted not in account.live()
    assert account.live()[key].inputs["replicas"] == replicated["replicas"]


def test_a_second_region_has_a_network_and_replicas_of_the_secrets_or_neither() -> None:
    nothing = cast(Any, None)
    given: dict[str, Any] = dict.fromkeys((field.name for field in fields(RecoveryArgs)), nothing)
    given["standby"] = SimpleNamespace(network=None)
    RecoveryArgs(**given)
    replicas = cast(Any, Replicas(secret_arns={}, key_arn=nothing, origin=nothing))
    with pytest.raises(ValueError, match="replicas is of a second region and standby of none"):
        RecoveryArgs(**given | {"replicas": replicas})
    with pytest.raises(ValueError, match="standby is of a second region and replicas of none"):
        RecoveryArgs(**given | {"standby": cast(Any, SimpleNamespace(network=object()))})


def test_backups_are_copied_from_another_region(account: Account, source: str) -> None:
    token = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"  # noqa: S105 (a type)
    inputs = {"sourceDbInstanceArn": source, "retentionPeriod": 7, "kmsKeyId": AWAY_KEY}
    assert faults(account, token, inputs) == ""
    assert "made in the destination" in faults(account, token, {**inputs, "kmsKeyId": HOME_KEY}, HOME)
    assert "is no key of eu-west-1" in faults(account, token, {**inputs, "kmsKeyId": HOME_KEY})


def plan(regions: list[str], servers: dict[str, str], functions: int = 2) -> dict[str, Any]:
    arns = [f"arn:aws:lambda:{region}:aws:function:f" for region in (HOME, AWAY)][:functions]
    config = {"lambdas": [{"arn": arn} for arn in arns], "regionToRun": "activatingRegion", "retryIntervalMinutes": 1}
    steps = [
        {
            "name": "promote",
            "executionBlockType": "RdsPromoteReadReplica",
            "rdsPromoteReadReplicaConfigs": [{"dbInstanceArnMap": servers}],
        },
        {"name": "call", "executionBlockType": "CustomActionLambda", "customActionLambdaConfigs": [config]},
    ]
    return {
        "name": "p",
        "executionRole": "arn:aws:iam::123456789012:role/r",
        "recoveryApproach": "activePassive",
        "regions": regions,
        "workflows": [{"workflowTargetAction": "activate", "steps": steps}],
    }


def test_a_plan_is_of_two_regions_with_all_that_it_acts_on_in_each(account: Account) -> None:
    token = "aws:arcregionswitch/plan:Plan"  # noqa: S105 (a type)
    servers = {region: f"arn:aws:rds:{region}:aws:db:db" for region in (HOME, AWAY)}
    assert faults(account, token, plan([HOME, AWAY], servers)) == ""
    assert "two regions are expected" in faults(account, token, plan([HOME], servers))
    assert "a server of each" in faults(account, token, plan([HOME, AWAY], {HOME: servers[HOME]}))
    swapped = {HOME: servers[AWAY], AWAY: servers[HOME]}
    assert "a server of each" in faults(account, token, plan([HOME, AWAY], swapped))
