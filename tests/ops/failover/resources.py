"""The resources of two regions that a failover moves payments between."""

import json
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.rds.models import rds_backends
from moto.secretsmanager.models import secretsmanager_backends

from ops.lib.clients import Clients

FIRST, SECOND = "eu-west-2", "eu-west-1"
ACCOUNT = DEFAULT_ACCOUNT_ID
SERVER, REPLICA = "payments-test", "dr-payments-test"
TABLE = "lease-test"
PLAN = f"arn:aws:arc-region-switch::{ACCOUNT}:plan/payments:abc123"


def function(region: str, name: str) -> str:
    return f"arn:aws:lambda:{region}:{ACCOUNT}:function:{name}"


def secret(region: str, name: str) -> Any:
    """A secret as moto keeps it."""
    return secretsmanager_backends[ACCOUNT][region].secrets[name]


def server(region: str, identifier: str) -> Any:
    """A database server as moto keeps it; None where there is none."""
    return rds_backends[ACCOUNT][region].databases.get(identifier)


def give_lease(clients: Clients, region: str) -> None:
    """A region has the lease on the payments since long ago."""
    values = {"lease": {"S": "payments"}, "region": {"S": region}, "term": {"N": "1"}}
    since = {"since": {"S": "1970-01-01T00:00:00.000+00:00"}}
    clients.get("dynamodb", FIRST).put_item(TableName=TABLE, Item=values | since)


def create(clients: Clients) -> dict[str, Any]:
    """Creates them, with the first region active; returns the outputs of their stack."""
    get = clients.get
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = get("iam", FIRST).create_role(RoleName="payments", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    made: dict[str, dict[str, Any]] = {}
    for region in (FIRST, SECOND):
        functions, queues = get("lambda", region), get("sqs", region)
        for name in ("processor", "rotation", "secret-promotion", "take-lease"):
            functions.create_function(
                FunctionName=name, Role=role, Runtime="python3.13", Handler="a.b", Code={"ZipFile": b"code"}
            )
        url = queues.create_queue(QueueName="payments")["QueueUrl"]
        arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        source = functions.create_event_source_mapping(
            EventSourceArn=arn, FunctionName="processor", Enabled=region == FIRST
        )
        network = get("ec2", region)
        vpc = network.create_vpc(CidrBlock="172.16.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            network.create_subnet(VpcId=vpc, CidrBlock=f"172.16.{index}.0/24", AvailabilityZone=f"{region}{zone}")[
                "Subnet"
            ]["SubnetId"]
            for index, zone in enumerate("ab")
        ]
        get("rds", region).create_db_subnet_group(
            DBSubnetGroupName="database", DBSubnetGroupDescription="isolated", SubnetIds=subnets
        )
        dead = queues.create_queue(QueueName="payments-dead-letters")["QueueUrl"]
        made[region] = {"queue": url, "dead": dead, "source": source["UUID"]}
    # Moto's regions share nothing: the one table stands for both replicas.
    get("dynamodb", FIRST).create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "lease", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "lease", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    give_lease(clients, FIRST)
    first = get("rds", FIRST).create_db_instance(
        DBInstanceIdentifier=SERVER,
        DBInstanceClass="db.t3.medium",
        Engine="mysql",
        AllocatedStorage=100,
        MasterUsername="admin",
        MasterUserPassword="of a test",
        MultiAZ=True,
        BackupRetentionPeriod=7,
        DBSubnetGroupName="database",
    )["DBInstance"]["DBInstanceArn"]
    second = get("rds", SECOND).create_db_instance_read_replica(
        DBInstanceIdentifier=REPLICA, SourceDBInstanceIdentifier=first, SourceRegion=FIRST, DBSubnetGroupName="database"
    )["DBInstance"]["DBInstanceArn"]
    server(SECOND, REPLICA).backup_retention_period = 7
    secrets = {
        name: get("secretsmanager", FIRST).create_secret(
            Name=name, SecretString="{}", AddReplicaRegions=[{"Region": SECOND}]
        )["ARN"]
        for name in ("application", "master")
    }
    for name in secrets:
        own = secret(FIRST, name)
        own.rotation_requested = own.rotation_enabled = True
        own.rotation_lambda_arn = function(FIRST, "rotation")
    there = {name: arn.replace(FIRST, SECOND) for name, arn in secrets.items()}
    outputs = {
        "rdsArn": first, "rdsIdentifier": SERVER, "queueUrl": made[FIRST]["queue"],
        "deadLetterQueueUrl": made[FIRST]["dead"], "recoveryDeadLetterQueueUrl": made[SECOND]["dead"],
        "eventSourceId": made[FIRST]["source"], "dbSecretArn": secrets["application"],
        "dbMasterSecretArn": secrets["master"], "secretPromotionFunctionArn": function(FIRST, "secret-promotion"),
        "recoveryRegion": SECOND, "recoveryRdsIdentifier": REPLICA, "recoveryRdsArn": second,
        "recoveryQueueUrl": made[SECOND]["queue"], "recoveryEventSourceId": made[SECOND]["source"],
        "recoveryDbSecretArn": there["application"], "recoveryDbMasterSecretArn": there["master"],
        "recoverySecretPromotionFunctionArn": function(SECOND, "secret-promotion"),
        "takeLeaseFunctionArn": function(FIRST, "take-lease"),
        "recoveryTakeLeaseFunctionArn": function(SECOND, "take-lease"), "leaseTableName": TABLE,
        "flagsApplicationId": "first", "flagsOperationsEnvironmentId": "first", "flagsOperationsProfileId": "first",
        "recoveryFlagsApplicationId": "second", "recoveryFlagsOperationsEnvironmentId": "second",
        "recoveryFlagsOperationsProfileId": "second",
        "regionSwitchPlanArn": PLAN,
    }  # fmt: skip
    hand_over(clients, outputs)
    return outputs


def hand_over(clients: Clients, outputs: dict[str, Any]) -> None:
    """What an `up` writes beside the lease."""
    item = {"lease": {"S": "outputs"}, "outputs": {"S": json.dumps(outputs)}}
    clients.get("dynamodb", FIRST).put_item(TableName=TABLE, Item=item)
