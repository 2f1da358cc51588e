"""Cases of the rules of a whole stack: one that passes, and those that do not."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from policy.checks import private_link
from policy.checks.stacks import ALARM, ROUTE
from policy.checks.tags import TAGS
from policy.resources import Resource
from policy.rules import (
    containers,
    costs,
    database,
    domain_names,
    firewall,
    functions,
    keys,
    messaging,
    migration,
    network,
    storage,
)
from policy.rules.observability import COMPOSITE_ALARM
from tests.policy.cases.case import allowing, policy
from tests.policy.cases.made import made, pair
from tests.policy.cases.resolver import dns_rules


def event(*sources: str | None) -> list[Resource]:
    server = made(database.INSTANCE, "it")
    return [server, *(made(database.SUBSCRIPTION, f"events-{source}", sourceType=source) for source in sources)]


def loaded(value: str | None, *ends: str, provider: str = "first") -> list[Resource]:
    """A parameter group that gives local_infile a value, or none, with endpoints of DMS in the same region."""
    parameters = [] if value is None else [{"name": "local_infile", "value": value}]
    made_here = [
        made(database.PARAMETERS, "it", parameters=parameters),
        *(made(database.DMS_ENDPOINT, end, endpointType=end) for end in ends),
    ]
    return [replace(item, provider=provider) for item in made_here]


def subnets(kind: str, by: str, gateway: str) -> list[Resource]:
    """A resource with a subnet whose route table has a route to something."""
    return [
        made("aws:ec2/internetGateway:InternetGateway", "internet"),
        made("aws:ec2/subnet:Subnet", "subnet"),
        made("aws:ec2/routeTable:RouteTable", "table"),
        made(ROUTE, "route", routeTableId="of_table", gatewayId=gateway),
        made(
            "aws:ec2/routeTableAssociation:RouteTableAssociation", "to", subnetId="of_subnet", routeTableId="of_table"
        ),
        made(kind, "it", **{by: ["of_subnet"]}),
    ]


def invoked_by(service: str, *kept: Resource, **values: Any) -> list[Resource]:
    function = made(functions.FUNCTION, "it", **values)
    return [function, made(functions.PERMISSION, "permission", function="of_it", principal=service), *kept]


def endpoint(service: str, name: str = "") -> Resource:
    known = {"serviceName": f"com.amazonaws.eu-west-2.{service}", "vpcEndpointType": "Interface"}
    return made(network.ENDPOINT, name or service, **known)


def calling(
    *actions: str,
    kind: str = functions.FUNCTION,
    name: str = "it",
    role: str = "role",
    network: Mapping[str, Any] | None = MappingProxyType({"subnetIds": ["subnet-1"]}),
) -> list[Resource]:
    """Something whose role allows actions, inside a network."""
    allowed = made(private_link.ROLE_POLICY, "allowed", policy=policy(allowing(list(actions))))
    return [allowed, made(kind, name, **{role: "of_allowed"}, vpcConfig=dict(network) if network else None)]


def watched(name: str) -> list[Resource]:
    """A server of a name that was chosen for it, and an alarm on a server of another or the same name."""
    server = made(database.INSTANCE, "it", identifier="database-dev")
    return [server, made(ALARM, "watch", dimensions={"DBInstanceIdentifier": name})]


# Fifteen for a dollar and a half.
ALARMS = [made(ALARM, f"alarm-{number}") for number in range(15)]
SERVICE = made(containers.SERVICE, "it")
FAILURES = made(functions.INVOKE_CONFIG, "failures", functionName="of_it")
QUEUE = made(messaging.QUEUE, "it")
WITH_REDRIVE = made(messaging.QUEUE, "queue", redrivePolicy="of_it")
LOG = made(storage.LOGGING, "logging", bucket="of_it", targetBucket="of_logs")
BUCKETS = [made(storage.BUCKET, "it"), made(storage.BUCKET, "logs")]

OWN, FOREIGN = "123456789012", "210987654321"


def encrypted(bucket: str, algorithm: str, key: str | None = "key", name: str = "encryption") -> Resource:
    default = {"sseAlgorithm": algorithm} | ({"kmsMasterKeyId": key} if key else {})
    rules = [{"applyServerSideEncryptionByDefault": default}]
    return made(storage.ENCRYPTION, name, bucket=bucket, rules=rules)


def of_account(name: str, account: str = OWN) -> Resource:
    return made(keys.KEY, name, policy=policy(allowing("kms:*", Principal={"AWS": f"arn:aws:iam::{account}:root"})))


def copied(*buckets: str, kind: str = storage.REPLICATION) -> Resource:
    """The rules that copy objects to buckets of some names, all of which seem to come from the stack's bucket."""
    rules = [{"destination": {"bucket": f"arn:aws:s3:::{name}"}} for name in buckets]
    return replace(made(kind, "it", rules="of_bucket"), properties={"rules": rules})


def queue_for(account: str) -> Resource:
    statement = allowing("sqs:SendMessage", Principal={"AWS": f"arn:aws:iam::{account}:role/it"})
    return made(messaging.QUEUE_POLICY, "it", policy=policy(statement))


# What passes, and what does not.
Stacks = tuple[list[Resource], list[list[Resource]]]
STACKS: Mapping[str, Stacks] = {
    "vpc-flow-logs-configured": pair(network.VPC, network.FLOW_LOG, "vpcId"),
    "vpc-default-security-group-configured": pair(network.VPC, network.DEFAULT_GROUP, "vpcId"),
    "network-firewall-logging-configured": pair(firewall.FIREWALL, firewall.LOGGING, "firewallArn"),
    "dns-firewall-associated": pair(network.VPC, domain_names.ASSOCIATION, "vpcId"),
    "dns-queries-logged": pair(network.VPC, domain_names.QUERY_LOG, "resourceId"),
    "dns-firewall-default-block": (
        dns_rules(("ALLOW", 1, "*.example.com"), ("BLOCK", 2, ""), ("BLOCK", 3, "*")),
        [
            dns_rules(("ALLOW", 1, "*.example.com")),
            dns_rules(("ALLOW", 1, "*.example.com"), ("ALERT", 2, "*")),
            dns_rules(("ALLOW", 1, "*"), ("BLOCK", 2, "*")),
            dns_rules(("BLOCK", 1, "*"), ("ALLOW", 2, "*.example.com")),
        ],
    ),
    "rds-alarm-configured": (
        [*watched("database-dev"), made(database.INSTANCE, "other"), made(ALARM, "alarm", dimensions="of_other")],
        [watched("database-prod"), [made(database.INSTANCE, "it")]],
    ),
    "secretsmanager-rotation-configured": pair(keys.SECRET, keys.ROTATION, "secretId"),
    "secretsmanager-policy-configured": pair(keys.SECRET, keys.SECRET_POLICY, "secretArn"),
    "kms-alias-configured": pair(keys.KEY, keys.ALIAS, "targetKeyId"),
    "lambda-alarm-configured": pair(functions.FUNCTION, ALARM, "dimensions"),
    "lambda-on-failure-configured": (
        invoked_by("events.amazonaws.com", FAILURES),
        [invoked_by("events.amazonaws.com"), invoked_by("sns.amazonaws.com")],
    ),
    "budget-above-idle-cost": (
        [*ALARMS, made(costs.BUDGET, "it", limitAmount="2")],
        [[*ALARMS, made(costs.BUDGET, "it", limitAmount="1")]],
    ),
    "vpc-endpoint-for-each-call": (
        [*calling("sqs:SendMessage", "kms:Decrypt", "logs:PutLogEvents"), endpoint("sqs")],
        [
            calling("sqs:SendMessage"),
            [*calling("cloudwatch:GetMetricData"), endpoint("sqs")],
            [*calling("logs:PutLogEvents", kind=private_link.TASK, role="executionRoleArn"), endpoint("sqs")],
        ],
    ),
    "vpc-endpoint-in-use": (
        [*calling("cloudwatch:GetMetricData"), endpoint("monitoring"), endpoint("apprunner.requests")],
        [
            [endpoint("sqs", "it")],
            [*calling("kms:Decrypt", name="function"), endpoint("kms", "it")],
            [*calling("sqs:SendMessage", name="function", network=None), endpoint("sqs", "it")],
        ],
    ),
    "ecs-image-vpc-endpoints": (
        [SERVICE, endpoint("ecr.api"), endpoint("ecr.dkr")],
        [[SERVICE, endpoint("ecr.api")], [SERVICE, endpoint("kms"), endpoint("ecr.dkr")]],
    ),
    "cloudwatch-alarm-actions": (
        [made(ALARM, "it"), made(COMPOSITE_ALARM, "both", alarmRule=["of_it"], alarmActions=["topic"])],
        [
            [made(ALARM, "it", alarmActions=[])],
            [made(ALARM, "it"), made(COMPOSITE_ALARM, "both", alarmRule=["of_other"], alarmActions=["topic"])],
            [made(COMPOSITE_ALARM, "it", alarmRule=["of_other"])],
            [made(ALARM, "it"), made(functions.DEPLOYMENT_GROUP, "group", alarmConfiguration=["of_other"])],
        ],
    ),
    "sqs-dead-letter-queue-configured": ([QUEUE, WITH_REDRIVE], [[QUEUE]]),
    "sqs-alarm-configured": pair(messaging.QUEUE, ALARM, "dimensions"),
    "sqs-policy-configured": pair(messaging.QUEUE, messaging.QUEUE_POLICY, "queueUrl"),
    "sns-policy-configured": pair(messaging.TOPIC, messaging.TOPIC_POLICY, "arn"),
    "s3-public-access-block-configured": pair(storage.BUCKET, storage.BLOCK, "bucket"),
    "s3-policy-configured": pair(storage.BUCKET, storage.BUCKET_POLICY, "bucket"),
    "s3-versioning-configured": pair(storage.BUCKET, storage.VERSIONING, "bucket"),
    "s3-encryption-configured": pair(storage.BUCKET, storage.ENCRYPTION, "bucket"),
    "s3-lifecycle-configured": pair(storage.BUCKET, storage.LIFECYCLE, "bucket"),
    "s3-access-logging-configured": ([*BUCKETS, LOG], [BUCKETS, BUCKETS[:1]]),
    "transfer-alarm-configured": pair(migration.SERVER, ALARM, "dimensions"),
    "rds-subnet-group-private": (
        subnets(database.SUBNET_GROUP, "subnetIds", "of_firewall"),
        [subnets(database.SUBNET_GROUP, "subnetIds", "of_internet")],
    ),
    "ecs-subnets-private": (
        subnets(containers.SERVICE, "networkConfigurations", "of_firewall"),
        [subnets(containers.SERVICE, "networkConfigurations", "of_internet")],
    ),
    "rds-local-infile-for-dms-alone": (
        [*loaded("1", "target"), *loaded("0", provider="second")],
        [
            loaded("1"),
            loaded("1", "source"),
            loaded("0", "target"),
            loaded(None),
            [*loaded("1"), *loaded("1", "target", provider="second")],
        ],
    ),
    "rds-instance-event-notifications": (event("db-instance"), [event(), event("db-snapshot")]),
    "rds-parameter-group-event-notifications": (event(None), [event("db-instance")]),
    "rds-security-group-event-notifications": (
        event("db-security-group"),
        [event("db-instance", "db-parameter-group")],
    ),
    "s3-kms-encryption": (
        [*BUCKETS, LOG, encrypted("of_it", "aws:kms"), encrypted("of_logs", "AES256")],
        [
            [*BUCKETS, LOG, encrypted("of_it", "AES256", name="it")],
            [*BUCKETS, encrypted("of_logs", "AES256", name="it")],
            [*BUCKETS, encrypted("of_it", "aws:kms", key=None, name="it")],
            [*BUCKETS, made(storage.ENCRYPTION, "it", bucket="of_it", rules=[])],
        ],
    ),
    "policy-own-account": (
        [of_account("own"), queue_for(OWN)],
        [
            [of_account("own"), queue_for(FOREIGN)],
            # Nothing says whose account it is, or not all say the same.
            [queue_for(OWN)],
            [of_account("own"), of_account("other", FOREIGN), queue_for(OWN)],
            [of_account("own"), made(functions.PERMISSION, "it", principal=FOREIGN)],
        ],
    ),
    "resource-own-account": (
        [
            of_account("own"),
            made(messaging.QUEUE, "it", kmsMasterKeyId=f"arn:aws:kms:eu-west-2:{OWN}:key/it"),
            made(functions.FUNCTION, "layered", layers=["arn:aws:lambda:eu-west-2:282860088358:layer:Agent:1"]),
            # What a variable names is of those who may read it.
            made(
                functions.FUNCTION,
                "reader",
                environment={"variables": {"SOURCE": f"arn:aws:sqs:eu-west-2:{FOREIGN}:it"}},
            ),
            made(migration.PRINCIPAL, "shared", principal=FOREIGN),
            made("payments:queue:PaymentQueue", "above", account=FOREIGN),
        ],
        [
            [of_account("own"), made(messaging.SUBSCRIPTION, "it", endpoint=f"arn:aws:sqs:eu-west-2:{FOREIGN}:it")],
            [
                of_account("own"),
                made(functions.FUNCTION, "it", layers=[f"arn:aws:lambda:eu-west-2:{FOREIGN}:layer:a:1"]),
            ],
            [
                of_account("own"),
                made(functions.FUNCTION, "it", imageUri=f"{FOREIGN}.dkr.ecr.eu-west-2.amazonaws.com/it"),
            ],
            [of_account("own"), made(storage.REPLICATION, "it", rules=[{"destination": {"account": FOREIGN}}])],
            # AWS's own account is one for layers alone.
            [
                of_account("own"),
                made(messaging.QUEUE, "it", kmsMasterKeyId="arn:aws:kms:eu-west-2:282860088358:key/it"),
            ],
            [made(messaging.QUEUE, "it", kmsMasterKeyId=f"arn:aws:kms:eu-west-2:{OWN}:key/it")],
            [
                of_account("own"),
                made("pulumi-python:dynamic/mgn:LaunchTemplate", "it", key=f"arn:aws:kms:eu-west-2:{FOREIGN}:key/it"),
            ],
        ],
    ),
    "resource-own-bucket": (
        [made(storage.BUCKET, "bucket", bucket="files"), made(storage.BUCKET, "other", bucket="logs"), copied("files")],
        [
            [made(storage.BUCKET, "bucket", bucket="files"), copied("files", "stranger")],
            [made(storage.BUCKET, "bucket", bucket="files"), copied("files-2")],
            # Without a name it has to come from one.
            [made(storage.BUCKET, "other"), copied("stranger")],
        ],
    ),
    "resource-type-looked-at": (
        [QUEUE, made("aws:ec2/eip:Eip", "address"), made("payments:queue:PaymentQueue", "above")],
        [[made("aws:iam/accessKey:AccessKey", "it")], [made("command:local:Command", "it")]],
    ),
    "resource-in-component": (
        [made("payments:queue:PaymentQueue", "above", "stack"), QUEUE],
        [[QUEUE], [made("pulumi:pulumi:Stack", "above"), QUEUE], [made("pulumi:providers:aws", "above"), QUEUE]],
    ),
    "resource-tagged": (
        [made(messaging.QUEUE, "it", tags=dict.fromkeys(TAGS, "set")), made(functions.PERMISSION, "permission")],
        [[QUEUE], [made(messaging.QUEUE, "it", tags={"Name": "queue-dev"})]],
    ),
}
