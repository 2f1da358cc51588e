"""What may be there once: a second one is refused, or replaces the first without a word."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from catalog import (
    apprunner,
    cloudwatch,
    codedeploy,
    ec2,
    guardduty,
    iam,
    lambda_,
    networkfirewall,
    ram,
    rds,
    route53resolver,
    s3,
    secretsmanager,
    sns,
    sqs,
    transfer,
)
from catalog.resource_type import ResourceType
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.modelling import Inputs
from simulated_aws.values import at

# How AWS takes a setting that is written twice: the provider's two resources then undo each other.
REPLACES = "the API has one of it, so the second replaces the first"


@dataclass(frozen=True, kw_only=True)
class Once:
    """A combination of inputs that one resource of a type may have.

    Args:
        of: the type of the resource.
        keys: the inputs that have to differ; of a list, each item counts.
        where: the inputs that the rule is about, with their values; empty for all.
        error: AWS's error, or what happens instead of one.
        source: where AWS or the provider says so, in the words of the tables of bounds and combinations.
    """

    of: ResourceType
    keys: tuple[str, ...]
    where: Mapping[str, Any] | None = None
    error: str
    source: str


ONCE = (
    Once(
        of=ec2.NAT_GATEWAY,
        keys=("allocationId",),
        error="Resource.AlreadyAssociated: the Elastic IP address is associated with another gateway",
        source="guide vpc: nat-gateway-troubleshooting",
    ),
    Once(
        of=ec2.INTERNET_GATEWAY,
        keys=("vpcId",),
        error="Resource.AlreadyAssociated: the VPC has an internet gateway already",
        source="guide vpc: amazon-vpc-limits",
    ),
    Once(
        of=ec2.VPC_ENDPOINT,
        keys=("vpcId", "serviceName"),
        where={"vpcEndpointType": "Interface", "privateDnsEnabled": True},
        error="InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain",
        source="github.com/hashicorp/terraform-provider-aws/issues/17535",
    ),
    Once(
        of=ec2.VPC_ENDPOINT,
        keys=("vpcId", "serviceName", "routeTableIds"),
        where={"vpcEndpointType": "Gateway"},
        error="RouteAlreadyExists: the route table has a route to the service's prefix list",
        source="UNVERIFIED",
    ),
    Once(
        of=ec2.FLOW_LOG,
        keys=("vpcId", "subnetId", "eniId", "trafficType", "logDestination"),
        error="FlowLogAlreadyExists: there is a flow log with the same configuration and log destination",
        source="UNVERIFIED",
    ),
    Once(
        of=ec2.NETWORK_ACL,
        keys=("subnetIds",),
        error=f"a subnet is in one network ACL; {REPLACES}",
        source="guide vpc: vpc-network-acls",
    ),
    Once(of=ec2.DEFAULT_SECURITY_GROUP, keys=("vpcId",), error=REPLACES, source="SDK ec2.DefaultSecurityGroup"),
    Once(of=ec2.DEFAULT_ROUTE_TABLE, keys=("defaultRouteTableId",), error=REPLACES, source="SDK ec2.DefaultRouteTable"),
    Once(of=ec2.DEFAULT_NETWORK_ACL, keys=("defaultNetworkAclId",), error=REPLACES, source="SDK ec2.DefaultNetworkAcl"),
    Once(
        of=lambda_.EVENT_SOURCE_MAPPING,
        keys=("eventSourceArn", "functionName"),
        error="ResourceConflictException: an event source mapping with this queue and this function already exists",
        source="github.com/aws/chalice/issues/2146",
    ),
    Once(
        of=lambda_.PERMISSION,
        keys=("function", "qualifier", "statementId"),
        error="ResourceConflictException: the statement id provided already exists",
        source="botocore: lambda.AddPermission, ResourceConflictException",
    ),
    Once(
        of=lambda_.ALIAS,
        keys=("functionName", "name"),
        error="ResourceConflictException: the alias already exists",
        source="botocore: lambda.CreateAlias, ResourceConflictException",
    ),
    Once(
        of=lambda_.FUNCTION_EVENT_INVOKE_CONFIG,
        keys=("functionName", "qualifier"),
        error=REPLACES,
        source="botocore: lambda.PutFunctionEventInvokeConfig",
    ),
    Once(
        of=lambda_.FUNCTION_RECURSION_CONFIG,
        keys=("functionName",),
        error=REPLACES,
        source="botocore: lambda.PutFunctionRecursionConfig",
    ),
    Once(
        of=cloudwatch.LOG_METRIC_FILTER,
        keys=("logGroupName", "name"),
        error=REPLACES,
        source="botocore: logs.PutMetricFilter",
    ),
    Once(
        of=cloudwatch.EVENT_TARGET,
        keys=("rule", "eventBusName", "targetId"),
        error=REPLACES,
        source="botocore: events.PutTargets",
    ),
    Once(
        of=apprunner.VPC_CONNECTOR,
        keys=("vpcConnectorName",),
        error="InvalidRequestException: a VPC connector of this name exists, and one has one revision",
        source="botocore: apprunner.VpcConnector.VpcConnectorRevision",
    ),
    Once(
        of=codedeploy.DEPLOYMENT_GROUP,
        keys=("appName", "deploymentGroupName"),
        error="DeploymentGroupAlreadyExistsException",
        source="botocore: codedeploy.CreateDeploymentGroup",
    ),
    Once(of=iam.ROLE_POLICY, keys=("role", "name"), error=REPLACES, source="botocore: iam.PutRolePolicy"),
    Once(
        of=iam.ROLE_POLICY_ATTACHMENT,
        keys=("role", "policyArn"),
        error=REPLACES,
        source="botocore: iam.AttachRolePolicy",
    ),
    Once(
        of=iam.OPEN_ID_CONNECT_PROVIDER,
        keys=("url",),
        error="EntityAlreadyExists: the provider with this URL already exists",
        source="botocore: iam.CreateOpenIDConnectProviderRequest.Url",
    ),
    Once(
        of=route53resolver.RULE,
        keys=("firewallRuleGroupId", "priority"),
        error="ValidationException: the priority must be unique in the rule group",
        source="botocore: route53resolver.CreateFirewallRuleRequest.Priority",
    ),
    Once(
        of=route53resolver.RULE_GROUP_ASSOCIATION,
        keys=("vpcId", "priority"),
        error="ValidationException: the priority must be unique among the rule groups of the VPC",
        source="botocore: route53resolver.AssociateFirewallRuleGroupRequest.Priority",
    ),
    Once(
        of=route53resolver.QUERY_LOG_ASSOCIATION,
        keys=("resolverQueryLogConfigId", "resourceId"),
        error="ResourceExistsException: the VPC is associated with the configuration already",
        source="botocore: route53resolver.AssociateResolverQueryLogConfig, ResourceExistsException",
    ),
    Once(
        of=networkfirewall.LOGGING_CONFIGURATION,
        keys=("firewallArn",),
        error=REPLACES,
        source="botocore: network-firewall.UpdateLoggingConfiguration",
    ),
    Once(
        of=ram.PRINCIPAL_ASSOCIATION,
        keys=("resourceShareArn", "principal"),
        error=REPLACES,
        source="botocore: ram.AssociateResourceShare",
    ),
    Once(
        of=rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION,
        keys=("sourceDbInstanceArn",),
        error="InvalidDBInstanceState: the server's backups are replicated to this region already",
        source="botocore: rds.StartDBInstanceAutomatedBackupsReplication, InvalidDBInstanceStateFault",
    ),
    Once(
        of=guardduty.MALWARE_PROTECTION_PLAN,
        keys=("protectedResource.s3Bucket.bucketName",),
        error="ConflictException: the bucket has a malware protection plan",
        source="botocore: guardduty.CreateMalwareProtectionPlan, ConflictException",
    ),
    Once(
        of=transfer.USER,
        keys=("serverId", "userName"),
        error="ResourceExistsException: the server has this user",
        source="botocore: transfer.CreateUser, ResourceExistsException",
    ),
    Once(
        of=secretsmanager.SECRET_POLICY,
        keys=("secretArn",),
        error=REPLACES,
        source="botocore: secretsmanager.PutResourcePolicy",
    ),
    Once(
        of=secretsmanager.SECRET_ROTATION,
        keys=("secretId",),
        error=REPLACES,
        source="botocore: secretsmanager.RotateSecret",
    ),
    Once(of=sns.TOPIC_POLICY, keys=("arn",), error=REPLACES, source="botocore: sns.SetTopicAttributes"),
    Once(of=sqs.QUEUE_POLICY, keys=("queueUrl",), error=REPLACES, source="botocore: sqs.SetQueueAttributes"),
    Once(of=sqs.REDRIVE_ALLOW_POLICY, keys=("queueUrl",), error=REPLACES, source="botocore: sqs.SetQueueAttributes"),
    *(
        Once(of=part, keys=("bucket",), error=REPLACES, source=f"botocore: s3.{operation}")
        for part, operation in (
            (s3.BUCKET_LIFECYCLE_CONFIGURATION, "PutBucketLifecycleConfiguration"),
            (s3.BUCKET_LOGGING, "PutBucketLogging"),
            (s3.BUCKET_NOTIFICATION, "PutBucketNotificationConfiguration"),
            (s3.BUCKET_OWNERSHIP_CONTROLS, "PutBucketOwnershipControls"),
            (s3.BUCKET_POLICY, "PutBucketPolicy"),
            (s3.BUCKET_PUBLIC_ACCESS_BLOCK, "PutPublicAccessBlock"),
            (s3.BUCKET_REPLICATION_CONFIG, "PutBucketReplication"),
            (s3.BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION, "PutBucketEncryption"),
            (s3.BUCKET_VERSIONING, "PutBucketVersioning"),
        )
    ),
)
# The types whose names AWS keeps in one list.
ONE_LIST = (
    ((cloudwatch.METRIC_ALARM, "name"), (cloudwatch.COMPOSITE_ALARM, "alarmName")),
)  # fmt: skip
# The inputs that name subnets of which each zone may have one.
ONE_A_ZONE = {ec2.VPC_ENDPOINT.token: "subnetIds", transfer.SERVER.token: "endpointDetails.subnetIds"}


def clashes(token: str, inputs: Inputs, others: Callable[[ResourceType], Mapping[str, Inputs]]) -> Iterator[Fault]:
    """What is there already of what may be there once."""
    for rule in ONCE:
        if token == rule.of.token:
            own = _combinations(rule, inputs)
            if own and any(own & _combinations(rule, other) for other in others(rule.of).values()):
                yield Fault(rule.keys[-1], rule.error)
    yield from _names(token, inputs, others)
    if token in ONE_A_ZONE:
        yield from _zones(ONE_A_ZONE[token], inputs, others(ec2.SUBNET))


def _combinations(rule: Once, inputs: Inputs) -> set[tuple[str, ...]]:
    """The combinations of a resource; none where the rule is not about it, or its last key is not given."""
    if any(inputs.get(key) != value for key, value in (rule.where or {}).items()):
        return set()
    values: list[Any] = [at(inputs, key) for key in rule.keys]
    if UNKNOWN in values or values[-1] is None:
        return set()
    lists = [cast(list[Any], value) if isinstance(value, list) else [value] for value in values]
    found: set[tuple[str, ...]] = {()}
    for items in lists:
        # A function is named by its name or its ARN.
        found = {(*start, str(item).rpartition(":function:")[2]) for start in found for item in items}
    return found


def _names(token: str, inputs: Inputs, others: Callable[[ResourceType], Mapping[str, Inputs]]) -> Iterator[Fault]:
    for types in ONE_LIST:
        for own, key in types:
            if token == own.token and inputs.get(key):
                taken = {item.get(name) for of, name in types if of is not own for item in others(of).values()}
                if inputs[key] in taken:
                    yield Fault(key, f"ValidationError: an alarm of another type has the name {inputs[key]}")


def _zones(path: str, inputs: Inputs, subnets: Mapping[str, Inputs]) -> Iterator[Fault]:
    """An endpoint has one interface in a zone (github.com/terraform-aws-modules/terraform-aws-vpc/issues/583)."""
    named = cast(list[str], at(inputs, path) or [])
    zones = [subnets[subnet]["availabilityZone"] for subnet in named if subnet in subnets]
    for zone in sorted({zone for zone in zones if zones.count(zone) > 1}):
        yield Fault(path, f"DuplicateSubnetsInSameZone: more than one subnet is in {zone}")
