"""An account that takes everything of a small plan, and the plan."""

import json
from typing import Any

from catalog import cloudwatch, dms, ec2, ecs, iam, kms, lambda_, networkfirewall, rds, s3, secretsmanager, sqs
from catalog.resource_type import ResourceType
from ops.preflight.planned import UNKNOWN, Plan, Planned
from tests.ops import bounded
from tests.ops.canned import Answers
from tests.support.aws import refused

REGION = "eu-west-2"
LAYER = "arn:aws:lambda:eu-west-2:111122223333:layer:agent:9"
GROUP = "arn:aws:network-firewall:eu-west-2:aws-managed:stateful-rulegroup/MalwareDomainsStrictOrder"
IMAGE = f"123456789012.dkr.ecr.eu-west-2.amazonaws.com/intake@sha256:{'0' * 64}"
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": []})
NOTHING: list[Any] = []


def resource(kind: ResourceType, called: str, *, new: bool = True, **inputs: Any) -> Planned:
    return Planned(kind.token, called, REGION, inputs, is_new=new)


RESOURCES = (
    resource(cloudwatch.LOG_GROUP, "log", name="/payments/log"),
    resource(dms.REPLICATION_INSTANCE, "copying", replicationInstanceClass="dms.t3.medium", allocatedStorage=50),
    resource(ec2.VPC, "vpc", cidrBlock="172.16.0.0/16"),
    resource(ec2.EIP, "address", domain="vpc"),
    resource(ec2.MANAGED_PREFIX_LIST, "list", name="l", addressFamily="IPv4", maxEntries=1, entries=[{"cidr": "::/0"}]),
    resource(
        ec2.VPC_ENDPOINT,
        "endpoint",
        serviceName="com.amazonaws.eu-west-2.kms",
        vpcEndpointType="Interface",
        policy=DOCUMENT,
    ),
    resource(ecs.EXPRESS_GATEWAY_SERVICE, "container", primaryContainer={"image": IMAGE}),
    resource(iam.ROLE, "role", name="dms-vpc-role", assumeRolePolicy=DOCUMENT),
    resource(iam.ROLE_POLICY, "later", policy=UNKNOWN),
    resource(kms.ALIAS, "alias", name="alias/payments"),
    resource(lambda_.FUNCTION, "function", name="processor-dev", layers=[LAYER], reservedConcurrentExecutions=50),
    resource(networkfirewall.FIREWALL_POLICY, "policy", firewallPolicy={"references": [{"resourceArn": GROUP}]}),
    resource(
        rds.INSTANCE, "server", identifier="database-dev", engine="mysql", engineVersion="8.4", storageType="gp3",
        instanceClass="db.t3.medium", allocatedStorage=100, multiAz=True, storageEncrypted=True,
        performanceInsightsEnabled=True, caCertIdentifier="rds-ca-rsa2048-g1",
    ),
    resource(
        rds.PARAMETER_GROUP, "parameters", family="mysql8.4",
        parameters=[{"name": "require_secure_transport", "value": "1", "applyMethod": "immediate"}],
    ),
    resource(s3.BUCKET, "bucket", bucket="landing"),
    resource(secretsmanager.SECRET, "secret", name="db-secret-dev"),
    resource(sqs.QUEUE, "queue", name="payments-dev"),
)  # fmt: skip


def plan(*resources: Planned) -> Plan:
    return Plan(resources or RESOURCES)


def instead(called: str, **inputs: Any) -> Plan:
    """The plan with some inputs of one resource changed."""
    return Plan(
        [
            Planned(item.type, item.name, item.region, {**item.inputs, **inputs}) if item.name == called else item
            for item in RESOURCES
        ]
    )


OPTION = {
    "Engine": "mysql", "EngineVersion": "8.4.9", "DBInstanceClass": "db.t3.medium", "StorageType": "gp3",
    "MultiAZCapable": True, "SupportsStorageEncryption": True, "SupportsPerformanceInsights": True,
    "SupportsEnhancedMonitoring": True, "MinStorageSize": 20, "MaxStorageSize": 65536,
    "AvailabilityZones": [{"Name": "eu-west-2a"}, {"Name": "eu-west-2b"}],
}  # fmt: skip
PARAMETER = {
    "ParameterName": "require_secure_transport", "ParameterValue": "0", "ApplyType": "dynamic", "IsModifiable": True,
}  # fmt: skip
SERVICE = {
    "ServiceName": "com.amazonaws.eu-west-2.kms", "VpcEndpointPolicySupported": True,
    "AvailabilityZones": ["eu-west-2a", "eu-west-2b"],
}  # fmt: skip
OFFERED = {
    "ReplicationInstanceClass": "dms.t3.medium", "EngineVersion": "3.6.1", "MinAllocatedStorage": 5,
    "MaxAllocatedStorage": 6144,
}  # fmt: skip


def options(changes: dict[str, Any]) -> dict[str, Any]:
    return {"OrderableDBInstanceOptions": [OPTION | changes]}


def parameters(changes: dict[str, Any]) -> dict[str, Any]:
    return {"EngineDefaults": {"Parameters": [PARAMETER | changes]}}


def services(changes: dict[str, Any]) -> dict[str, Any]:
    return {"ServiceDetails": [SERVICE | changes]}


def quotas(used: int, most: int, name: str) -> dict[str, Any]:
    return {"AccountQuotas": [{"AccountQuotaName": name, "Used": used, "Max": most}]}


WELL: Answers = {
    "accessanalyzer.ValidatePolicy": {"findings": NOTHING},
    "dms.DescribeAccountAttributes": quotas(0, 60, "ReplicationInstances"),
    "dms.DescribeOrderableReplicationInstances": {"OrderableReplicationInstances": [OFFERED]},
    "ec2.AllocateAddress": refused("AllocateAddress", "DryRunOperation"),
    "ec2.CreateManagedPrefixList": refused("CreateManagedPrefixList", "DryRunOperation"),
    "ec2.CreateVpc": refused("CreateVpc", "DryRunOperation"),
    "ec2.DescribeVpcEndpointServices": services({}),
    "ecr.DescribeImages": {"imageDetails": NOTHING},
    **bounded.answers(),
    "iam.GetAccountSummary": {"SummaryMap": {"Roles": 10, "RolesQuota": 1000}},
    "iam.GetRole": refused("GetRole", "NoSuchEntity"),
    "kms.DescribeKey": refused("DescribeKey", "NotFoundException"),
    "lambda.GetAccountSettings": {
        "AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000}
    },
    "lambda.GetFunctionConfiguration": refused("GetFunctionConfiguration", "ResourceNotFoundException"),
    "lambda.GetLayerVersionByArn": {},
    "logs.DescribeLogGroups": {"logGroups": [{"logGroupName": "/payments/log-of-another"}]},
    "network-firewall.ListRuleGroups": {"RuleGroups": [{"Name": "MalwareDomainsStrictOrder", "Arn": GROUP}]},
    "rds.DescribeAccountAttributes": quotas(0, 40, "DBInstances"),
    "rds.DescribeCertificates": {"Certificates": [{"CertificateIdentifier": "rds-ca-rsa2048-g1"}]},
    "rds.DescribeDBEngineVersions": {"DBEngineVersions": [{"EngineVersion": "8.4.9"}]},
    "rds.DescribeDBInstances": refused("DescribeDBInstances", "DBInstanceNotFound"),
    "rds.DescribeEngineDefaultParameters": parameters({}),
    "rds.DescribeOrderableDBInstanceOptions": options({}),
    "s3.ListBuckets": {"Buckets": NOTHING},
    "secretsmanager.DescribeSecret": refused("DescribeSecret", "ResourceNotFoundException"),
    "service-quotas.GetServiceQuota": {"Quota": {"Value": 50}},
    "sqs.GetQueueUrl": refused("GetQueueUrl", "AWS.SimpleQueueService.NonExistentQueue"),
}
