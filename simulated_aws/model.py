"""What AWS answers when a resource is made, or asked for: one table by type."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from moto.ec2.models.vpcs import AWS_ENDPOINT_SERVICES, COVERED_ENDPOINT_SERVICES

Inputs = Mapping[str, Any]
# Looks up the inputs of a live resource by its id.
Lookup = Callable[[str], Inputs]


class AwsError(Exception):
    """An answer of AWS that is no success."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """What identifiers are made of: the region, the account, the resource's name and a number of its own."""

    region: str
    account: str
    name: str
    hex: str

    def fill(self, pattern: str) -> str:
        """A pattern such as `vpc-{hex}` with the names in it."""
        return pattern.format(**vars(self))


@dataclass(frozen=True, kw_only=True)
class Model:
    """How AWS identifies a type, how long its creation typically takes, and what else it computes.

    The minutes are typical ones from AWS's guides and from deployments reported in public; none is measured here.
    """

    id: str
    arn: str = ""
    minutes: float = 0.05
    computed: Callable[[Inputs, Names, Lookup], Mapping[str, Any]] = lambda inputs, names, lookup: {}


def number(*parts: object) -> str:
    """Seventeen hexadecimal digits, as AWS's ids have, the same for the same parts."""
    return sha256("|".join(map(str, parts)).encode()).hexdigest()[:17]


def _firewall(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    states = [
        {
            "availabilityZone": lookup(mapping["subnetId"]).get("availabilityZone", ""),
            "attachments": [
                {"endpointId": f"vpce-{number(names.hex, mapping['subnetId'])}", "subnetId": mapping["subnetId"]}
            ],
        }
        for mapping in inputs["subnetMappings"]
    ]
    # AWS gives them in no order.
    random.shuffle(states)
    return {"firewallStatuses": [{"syncStates": states}], "updateToken": names.hex}


def _vpc(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    kinds = {"defaultNetworkAclId": "acl", "defaultRouteTableId": "rtb", "defaultSecurityGroupId": "sg"}
    main = {key: f"{kind}-{number(names.hex, kind)}" for key, kind in kinds.items()}
    return {**main, "mainRouteTableId": main["defaultRouteTableId"]}


def _endpoint(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    if inputs.get("vpcEndpointType") == "Gateway":
        return {"prefixListId": f"pl-{number(inputs['serviceName'])[:8]}", "state": "available"}
    return {"dnsEntries": [{"dnsName": f"vpce-{names.hex}.{names.region}.vpce.amazonaws.com"}], "state": "available"}


def _address(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    # From the block that RFC 5737 keeps for examples.
    return {"allocationId": f"eipalloc-{names.hex}", "publicIp": f"203.0.113.{int(names.hex[:2], 16)}"}


def _server(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    address = f"{inputs['identifier']}.{names.hex[:12]}.{names.region}.rds.amazonaws.com"
    return {
        "address": address,
        "endpoint": f"{address}:{inputs.get('port', 3306)}",
        "engineVersionActual": "8.4.11",
        "resourceId": f"db-{names.hex.upper()}",
        "status": "available",
    }


def _function(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    arn = names.fill(LAMBDA)
    invoke = f"arn:aws:apigateway:{names.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    return {"version": "$LATEST", "qualifiedArn": f"{arn}:$LATEST", "invokeArn": invoke}


def _password(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    special = (inputs.get("overrideSpecial") or "!")[0]
    return {"result": f"aA1{special}{names.hex * 3}"[: int(inputs["length"])]}


def _bucket(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    domain = f"{names.name}.s3.{names.region}.amazonaws.com"
    return {"bucketDomainName": f"{names.name}.s3.amazonaws.com", "bucketRegionalDomainName": domain}


def _queue(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    return {"url": names.fill(QUEUE_URL)}


def _transfer_server(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    return {"endpoint": f"s-{names.hex}.server.transfer.{names.region}.amazonaws.com"}


def _with_arn(property_name: str, pattern: str) -> Callable[[Inputs, Names, Lookup], Mapping[str, Any]]:
    """DMS states the ARN of a resource in a property of the type's own."""
    return lambda inputs, names, lookup: {property_name: names.fill("arn:aws:dms:{region}:{account}:" + pattern)}


LAMBDA = "arn:aws:lambda:{region}:{account}:function:{name}"
QUEUE_URL = "https://sqs.{region}.amazonaws.com/{account}/{name}"
TRANSFER = "arn:aws:transfer:{region}:{account}"
# The types that are named by another property than `name`.
NAMED_BY: Mapping[str, str] = {
    "aws:dms/certificate:Certificate": "certificateId",
    "aws:dms/endpoint:Endpoint": "endpointId",
    "aws:dms/replicationConfig:ReplicationConfig": "replicationConfigIdentifier",
    "aws:dms/replicationInstance:ReplicationInstance": "replicationInstanceId",
    "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup": "replicationSubnetGroupId",
    "aws:dms/replicationTask:ReplicationTask": "replicationTaskId",
    "aws:s3/bucket:Bucket": "bucket",
}
EC2 = "arn:aws:ec2:{region}:{account}"
TYPES: Mapping[str, Model] = {
    "aws:cloudwatch/eventRule:EventRule": Model(id="{name}", arn="arn:aws:events:{region}:{account}:rule/{name}"),
    "aws:cloudwatch/eventTarget:EventTarget": Model(id="target-{hex}"),
    "aws:cloudwatch/logGroup:LogGroup": Model(id="{name}", arn="arn:aws:logs:{region}:{account}:log-group:{name}"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Model(
        id="{name}", arn="arn:aws:cloudwatch:{region}:{account}:alarm:{name}"
    ),
    "aws:dms/certificate:Certificate": Model(id="{name}", computed=_with_arn("certificateArn", "cert:{hex}")),
    "aws:dms/endpoint:Endpoint": Model(id="{name}", minutes=0.3, computed=_with_arn("endpointArn", "endpoint:{hex}")),
    "aws:dms/replicationConfig:ReplicationConfig": Model(
        id="arn:aws:dms:{region}:{account}:replication-config:{name}",
        arn="arn:aws:dms:{region}:{account}:replication-config:{name}",
    ),
    "aws:dms/replicationInstance:ReplicationInstance": Model(
        id="{name}", minutes=9, computed=_with_arn("replicationInstanceArn", "rep:{hex}")
    ),
    "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup": Model(
        id="{name}", minutes=0.5, computed=_with_arn("replicationSubnetGroupArn", "subgrp:{name}")
    ),
    "aws:dms/replicationTask:ReplicationTask": Model(
        id="{name}", minutes=1, computed=_with_arn("replicationTaskArn", "task:{name}")
    ),
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": Model(id="acl-{hex}"),
    "aws:ec2/defaultRouteTable:DefaultRouteTable": Model(id="rtb-{hex}"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": Model(id="sg-{hex}"),
    "aws:ec2/eip:Eip": Model(id="eipalloc-{hex}", arn=EC2 + ":elastic-ip/eipalloc-{hex}", computed=_address),
    "aws:ec2/flowLog:FlowLog": Model(id="fl-{hex}", arn=EC2 + ":vpc-flow-log/fl-{hex}"),
    "aws:ec2/internetGateway:InternetGateway": Model(id="igw-{hex}", arn=EC2 + ":internet-gateway/igw-{hex}"),
    "aws:ec2/managedPrefixList:ManagedPrefixList": Model(id="pl-{hex}", arn=EC2 + ":prefix-list/pl-{hex}"),
    "aws:ec2/natGateway:NatGateway": Model(id="nat-{hex}", minutes=2),
    "aws:ec2/networkAcl:NetworkAcl": Model(id="acl-{hex}", arn=EC2 + ":network-acl/acl-{hex}"),
    "aws:ec2/route:Route": Model(id="r-rtb-{hex}"),
    "aws:ec2/routeTable:RouteTable": Model(id="rtb-{hex}", arn=EC2 + ":route-table/rtb-{hex}"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Model(id="rtbassoc-{hex}"),
    "aws:ec2/securityGroup:SecurityGroup": Model(id="sg-{hex}", arn=EC2 + ":security-group/sg-{hex}"),
    "aws:ec2/subnet:Subnet": Model(id="subnet-{hex}", arn=EC2 + ":subnet/subnet-{hex}", minutes=0.2),
    "aws:ec2/vpc:Vpc": Model(id="vpc-{hex}", arn=EC2 + ":vpc/vpc-{hex}", minutes=0.2, computed=_vpc),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Model(
        id="vpce-{hex}", arn=EC2 + ":vpc-endpoint/vpce-{hex}", minutes=1.5, computed=_endpoint
    ),
    "aws:guardduty/malwareProtectionPlan:MalwareProtectionPlan": Model(
        id="{hex}",
        arn="arn:aws:guardduty:{region}:{account}:malware-protection-plan/{hex}",
        minutes=0.3,
        computed=lambda inputs, names, lookup: {"status": "ACTIVE"},
    ),
    "aws:iam/role:Role": Model(id="{name}", arn="arn:aws:iam::{account}:role/{name}", minutes=0.2),
    "aws:iam/rolePolicy:RolePolicy": Model(id="{name}"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Model(id="attachment-{hex}"),
    "aws:kms/alias:Alias": Model(id="{name}", arn="arn:aws:kms:{region}:{account}:{name}"),
    "aws:kms/key:Key": Model(
        id="{hex}",
        arn="arn:aws:kms:{region}:{account}:key/{hex}",
        minutes=0.3,
        computed=lambda inputs, names, lookup: {"keyId": names.hex},
    ),
    "aws:lambda/function:Function": Model(id="{name}", arn=LAMBDA, minutes=0.5, computed=_function),
    "aws:lambda/invocation:Invocation": Model(
        id="invocation-{hex}", minutes=0.3, computed=lambda inputs, names, lookup: {"result": "{}"}
    ),
    "aws:lambda/permission:Permission": Model(id="permission-{hex}"),
    "aws:networkfirewall/firewall:Firewall": Model(
        id="arn:aws:network-firewall:{region}:{account}:firewall/{name}",
        arn="arn:aws:network-firewall:{region}:{account}:firewall/{name}",
        minutes=8,
        computed=_firewall,
    ),
    "aws:networkfirewall/firewallPolicy:FirewallPolicy": Model(
        id="arn:aws:network-firewall:{region}:{account}:firewall-policy/{name}",
        arn="arn:aws:network-firewall:{region}:{account}:firewall-policy/{name}",
    ),
    "aws:networkfirewall/loggingConfiguration:LoggingConfiguration": Model(id="log-{hex}", minutes=0.3),
    "aws:networkfirewall/ruleGroup:RuleGroup": Model(
        id="arn:aws:network-firewall:{region}:{account}:stateful-rulegroup/{name}",
        arn="arn:aws:network-firewall:{region}:{account}:stateful-rulegroup/{name}",
    ),
    "aws:ram/principalAssociation:PrincipalAssociation": Model(id="principal-{hex}", minutes=0.2),
    "aws:ram/resourceAssociation:ResourceAssociation": Model(id="resource-{hex}", minutes=0.2),
    "aws:ram/resourceShare:ResourceShare": Model(
        id="arn:aws:ram:{region}:{account}:resource-share/{hex}",
        arn="arn:aws:ram:{region}:{account}:resource-share/{hex}",
    ),
    "aws:rds/eventSubscription:EventSubscription": Model(id="{name}", arn="arn:aws:rds:{region}:{account}:es:{name}"),
    "aws:rds/instance:Instance": Model(
        id="db-{hex}", arn="arn:aws:rds:{region}:{account}:db:{name}", minutes=14, computed=_server
    ),
    "aws:rds/parameterGroup:ParameterGroup": Model(id="{name}", arn="arn:aws:rds:{region}:{account}:pg:{name}"),
    "aws:rds/subnetGroup:SubnetGroup": Model(id="{name}", arn="arn:aws:rds:{region}:{account}:subgrp:{name}"),
    "aws:s3/bucket:Bucket": Model(id="{name}", arn="arn:aws:s3:::{name}", computed=_bucket),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Model(id="lifecycle-{hex}", minutes=0.5),
    "aws:s3/bucketLogging:BucketLogging": Model(id="logging-{hex}"),
    "aws:s3/bucketNotification:BucketNotification": Model(id="notification-{hex}"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Model(id="ownership-{hex}"),
    "aws:s3/bucketPolicy:BucketPolicy": Model(id="policy-{hex}"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Model(id="public-access-{hex}"),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": Model(id="replication-{hex}"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Model(
        id="encryption-{hex}"
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Model(id="versioning-{hex}"),
    "aws:secretsmanager/secret:Secret": Model(
        id="arn:aws:secretsmanager:{region}:{account}:secret:{name}-{hex}",
        arn="arn:aws:secretsmanager:{region}:{account}:secret:{name}-{hex}",
    ),
    "aws:secretsmanager/secretPolicy:SecretPolicy": Model(id="policy-{hex}"),
    "aws:secretsmanager/secretRotation:SecretRotation": Model(id="rotation-{hex}"),
    "aws:sns/topic:Topic": Model(
        id="arn:aws:sns:{region}:{account}:{name}", arn="arn:aws:sns:{region}:{account}:{name}"
    ),
    "aws:sns/topicPolicy:TopicPolicy": Model(id="policy-{hex}"),
    "aws:sns/topicSubscription:TopicSubscription": Model(id="subscription-{hex}"),
    "aws:sqs/queue:Queue": Model(
        id=QUEUE_URL, arn="arn:aws:sqs:{region}:{account}:{name}", minutes=0.5, computed=_queue
    ),
    "aws:sqs/queuePolicy:QueuePolicy": Model(id="policy-{hex}", minutes=0.5),
    "aws:transfer/server:Server": Model(
        id="s-{hex}", arn=TRANSFER + ":server/s-{hex}", minutes=4, computed=_transfer_server
    ),
    "aws:transfer/sshKey:SshKey": Model(id="key-{hex}"),
    "aws:transfer/user:User": Model(id="user-{hex}", arn=TRANSFER + ":user/{hex}"),
    "aws:transfer/workflow:Workflow": Model(id="w-{hex}", arn=TRANSFER + ":workflow/w-{hex}"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": Model(id="sgr-{hex}"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Model(id="sgr-{hex}"),
    "random:index/randomId:RandomId": Model(
        id="{hex}", minutes=0, computed=lambda inputs, names, lookup: {"hex": names.hex[: 2 * inputs["byteLength"]]}
    ),
    "random:index/randomPassword:RandomPassword": Model(id="none-{hex}", minutes=0, computed=_password),
}


def has_endpoint(service: str) -> bool:
    """Whether AWS offers an endpoint for a service such as `ecr.api`, by the list that moto keeps."""
    return service in AWS_ENDPOINT_SERVICES or service in COVERED_ENDPOINT_SERVICES


def answer(token: str, args: Inputs, region: str, account: str) -> Mapping[str, Any]:
    """The answer to a lookup that a program makes; raises AwsError for one that the model does not know."""
    match token:
        case "aws:index/getCallerIdentity:getCallerIdentity":
            return {"accountId": account, "arn": f"arn:aws:iam::{account}:user/rehearsal", "id": account}
        case "aws:iam/getRole:getRole":
            # A program asks for those alone that its account has had before.
            return {"name": args["name"], "arn": f"arn:aws:iam::{account}:role/{args['name']}", "id": args["name"]}
        case _:
            raise AwsError(f"the model of AWS has no answer to {token}")
