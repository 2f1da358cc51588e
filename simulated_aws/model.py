"""What AWS answers when a resource is made, or asked for: one table by type."""

import random
from collections.abc import Mapping
from typing import Any

from simulated_aws import container_types, identity, migration_types, recovery_types
from simulated_aws.modelling import ESTIMATE, AwsError, Inputs, Lookup, Model, Names, number


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
    source: Inputs = lookup(inputs["replicateSourceDb"]) if inputs.get("replicateSourceDb") else {}
    return {
        # A replica says of itself what its source is.
        **{key: source[key] for key in ("allocatedStorage", "dbName", "engine", "username") if key in source},
        "address": address,
        "endpoint": f"{address}:{inputs.get('port', 3306)}",
        "engineVersionActual": "8.4.11",
        "resourceId": f"db-{names.hex.upper()}",
        "status": "available",
    }


def _function(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    arn = names.fill(LAMBDA)
    invoke = f"arn:aws:apigateway:{names.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    version = "1" if inputs.get("publish") else "$LATEST"
    return {"version": version, "qualifiedArn": f"{arn}:{version}", "invokeArn": invoke}


def _next_version(properties: Inputs, inputs: Inputs) -> Mapping[str, Any]:
    if not inputs.get("publish"):
        return {}
    version = str(int(properties["version"]) + 1)
    return {"version": version, "qualifiedArn": f"{properties['arn']}:{version}"}


def _alias(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    function = LAMBDA.format(region=names.region, account=names.account, name=inputs["functionName"])
    return {"arn": f"{function}:{inputs['name']}"}


def _bucket(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    domain = f"{names.name}.s3.{names.region}.amazonaws.com"
    return {"bucketDomainName": f"{names.name}.s3.amazonaws.com", "bucketRegionalDomainName": domain}


def _password(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    special = (inputs.get("overrideSpecial") or "!")[0]
    return {"result": f"aA1{special}{names.hex * 3}"[: int(inputs["length"])]}


def _queue(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    return {"url": names.fill(QUEUE_URL)}


LAMBDA = "arn:aws:lambda:{region}:{account}:function:{name}"
QUEUE_URL = "https://sqs.{region}.amazonaws.com/{account}/{name}"
EC2 = "arn:aws:ec2:{region}:{account}"
# AppConfig's ids have seven characters; Pulumi joins those of a child to its application's.
APPCONFIG = "arn:aws:appconfig:{region}:{account}"
COST_EXPLORER = "arn:aws:ce::{account}"
# What AWS itself publishes in Parameter Store; the layers' account is a made-up one.
PUBLIC_PARAMETERS: Mapping[str, str] = {
    "/aws/service/fis/lambda-extension/AWS-FIS-extension-arm64/1.x.x": (
        "arn:aws:lambda:{region}:111122223333:layer:aws-fis-extension-arm64:9"
    ),
}
TYPES: Mapping[str, Model] = {
    "aws:appconfig/application:Application": Model(id="{hex:.7}", arn=APPCONFIG + ":application/{hex:.7}"),
    "aws:appconfig/configurationProfile:ConfigurationProfile": Model(
        id="{hex:.7}:application",
        arn=APPCONFIG + ":application/application/configurationprofile/{hex:.7}",
        computed=lambda inputs, names, lookup: {"configurationProfileId": names.hex[:7]},
    ),
    # Pulumi waits for a deployment's start and not for its end.
    "aws:appconfig/deployment:Deployment": Model(
        id="application/environment/{hex}",
        arn=APPCONFIG + ":application/application/environment/environment/deployment/{hex}",
        computed=lambda inputs, names, lookup: {"deploymentNumber": names.made, "state": "DEPLOYING"},
    ),
    "aws:appconfig/deploymentStrategy:DeploymentStrategy": Model(
        id="{hex:.7}", arn=APPCONFIG + ":deploymentstrategy/{hex:.7}"
    ),
    "aws:appconfig/environment:Environment": Model(
        id="{hex:.7}:application",
        arn=APPCONFIG + ":application/application/environment/{hex:.7}",
        computed=lambda inputs, names, lookup: {"environmentId": names.hex[:7], "state": "READY_FOR_DEPLOYMENT"},
    ),
    "aws:appconfig/extensionAssociation:ExtensionAssociation": Model(
        id="{hex:.7}", arn=APPCONFIG + ":extensionassociation/{hex:.7}"
    ),
    "aws:appconfig/hostedConfigurationVersion:HostedConfigurationVersion": Model(
        id="application/profile/{hex}",
        arn=APPCONFIG + ":application/application/configurationprofile/profile/hostedconfigurationversion/{hex}",
        computed=lambda inputs, names, lookup: {"versionNumber": names.made},
    ),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": Model(
        id="{name}", arn="arn:aws:cloudwatch:{region}:{account}:alarm:{name}"
    ),
    "aws:cloudwatch/dashboard:Dashboard": Model(id="{name}"),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": Model(id="{name}"),
    "aws:cloudwatch/queryDefinition:QueryDefinition": Model(id="{hex}"),
    "aws:budgets/budget:Budget": Model(id="{account}:{name}", arn="arn:aws:budgets::{account}:budget/{name}"),
    "aws:cloudwatch/eventRule:EventRule": Model(id="{name}", arn="arn:aws:events:{region}:{account}:rule/{name}"),
    "aws:cloudwatch/eventTarget:EventTarget": Model(id="target-{hex}"),
    "aws:cloudwatch/logGroup:LogGroup": Model(id="{name}", arn="arn:aws:logs:{region}:{account}:log-group:{name}"),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": Model(id="policy-{hex}"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Model(
        id="{name}", arn="arn:aws:cloudwatch:{region}:{account}:alarm:{name}"
    ),
    "aws:codedeploy/application:Application": Model(
        id="{hex}", arn="arn:aws:codedeploy:{region}:{account}:application:{name}"
    ),
    "aws:codedeploy/deploymentGroup:DeploymentGroup": Model(
        id="{hex}", arn="arn:aws:codedeploy:{region}:{account}:deploymentgroup:{hex}"
    ),
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": Model(
        id=COST_EXPLORER + ":anomalymonitor/{uuid}", arn=COST_EXPLORER + ":anomalymonitor/{uuid}"
    ),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": Model(
        id=COST_EXPLORER + ":anomalysubscription/{uuid}", arn=COST_EXPLORER + ":anomalysubscription/{uuid}"
    ),
    "aws:costexplorer/costAllocationTag:CostAllocationTag": Model(id="tag-{hex}"),
    "aws:costexplorer/costCategory:CostCategory": Model(
        id=COST_EXPLORER + ":costcategory/{uuid}", arn=COST_EXPLORER + ":costcategory/{uuid}"
    ),
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": Model(id="acl-{hex}"),
    "aws:ec2/defaultRouteTable:DefaultRouteTable": Model(id="rtb-{hex}"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": Model(id="sg-{hex}"),
    "aws:ec2/eip:Eip": Model(id="eipalloc-{hex}", arn=EC2 + ":elastic-ip/eipalloc-{hex}", computed=_address),
    "aws:ec2/flowLog:FlowLog": Model(id="fl-{hex}", arn=EC2 + ":vpc-flow-log/fl-{hex}"),
    "aws:ec2/internetGateway:InternetGateway": Model(id="igw-{hex}", arn=EC2 + ":internet-gateway/igw-{hex}"),
    "aws:ec2/natGateway:NatGateway": Model(id="nat-{hex}", minutes=2, source=ESTIMATE),
    "aws:ec2/networkAcl:NetworkAcl": Model(id="acl-{hex}", arn=EC2 + ":network-acl/acl-{hex}"),
    "aws:ec2/route:Route": Model(id="r-rtb-{hex}"),
    "aws:ec2/routeTable:RouteTable": Model(id="rtb-{hex}", arn=EC2 + ":route-table/rtb-{hex}"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Model(id="rtbassoc-{hex}"),
    "aws:ec2/securityGroup:SecurityGroup": Model(id="sg-{hex}", arn=EC2 + ":security-group/sg-{hex}"),
    "aws:ec2/subnet:Subnet": Model(id="subnet-{hex}", arn=EC2 + ":subnet/subnet-{hex}", minutes=0.2),
    "aws:ec2/vpc:Vpc": Model(id="vpc-{hex}", arn=EC2 + ":vpc/vpc-{hex}", minutes=0.2, computed=_vpc),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Model(
        id="vpce-{hex}",
        arn=EC2 + ":vpc-endpoint/vpce-{hex}",
        minutes=1.5,
        source=ESTIMATE,
        computed=_endpoint,
    ),
    "aws:fis/experimentTemplate:ExperimentTemplate": Model(
        id="EXT{hex}", arn="arn:aws:fis:{region}:{account}:experiment-template/EXT{hex}"
    ),
    "aws:kms/alias:Alias": Model(id="{name}", arn="arn:aws:kms:{region}:{account}:{name}"),
    "aws:kms/key:Key": Model(
        id="{uuid}",
        arn="arn:aws:kms:{region}:{account}:key/{uuid}",
        minutes=0.3,
        computed=lambda inputs, names, lookup: {"keyId": names.fill("{uuid}")},
    ),
    "aws:lambda/function:Function": Model(
        id="{name}",
        arn=LAMBDA,
        minutes=0.5,
        computed=_function,
        renewed=_next_version,
        # AWS does not look into the variables.
        loose=("environment",),
    ),
    "aws:lambda/alias:Alias": Model(id="alias-{hex}", computed=_alias),
    "aws:lambda/eventSourceMapping:EventSourceMapping": Model(
        id="{uuid}", arn="arn:aws:lambda:{region}:{account}:event-source-mapping:{uuid}", minutes=0.5
    ),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": Model(id="failures-{hex}"),
    "aws:lambda/functionRecursionConfig:FunctionRecursionConfig": Model(id="recursion-{hex}"),
    "aws:lambda/invocation:Invocation": Model(
        id="invocation-{hex}", minutes=0.3, computed=lambda inputs, names, lookup: {"result": "{}"}
    ),
    "aws:lambda/permission:Permission": Model(id="permission-{hex}"),
    "aws:networkfirewall/firewall:Firewall": Model(
        id="arn:aws:network-firewall:{region}:{account}:firewall/{name}",
        arn="arn:aws:network-firewall:{region}:{account}:firewall/{name}",
        minutes=8,
        source=ESTIMATE,
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
    "aws:rds/eventSubscription:EventSubscription": Model(id="{name}", arn="arn:aws:rds:{region}:{account}:es:{name}"),
    "aws:rds/instance:Instance": Model(
        id="db-{hex}",
        arn="arn:aws:rds:{region}:{account}:db:{name}",
        minutes=14,
        source=ESTIMATE,
        computed=_server,
        # A source may go before its replica, which is a server of its own then.
        loose=("replicateSourceDb",),
        kept=("allocatedStorage", "dbName", "engine", "engineVersion", "username"),
    ),
    "aws:rds/parameterGroup:ParameterGroup": Model(id="{name}", arn="arn:aws:rds:{region}:{account}:pg:{name}"),
    "aws:rds/subnetGroup:SubnetGroup": Model(id="{name}", arn="arn:aws:rds:{region}:{account}:subgrp:{name}"),
    "aws:s3/bucket:Bucket": Model(id="{name}", arn="arn:aws:s3:::{name}", computed=_bucket),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Model(id="lifecycle-{hex}", minutes=0.5),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Model(id="ownership-{hex}"),
    "aws:s3/bucketPolicy:BucketPolicy": Model(id="policy-{hex}"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Model(id="public-access-{hex}"),
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
    "aws:sqs/queue:Queue": Model(id=QUEUE_URL, arn="arn:aws:sqs:{region}:{account}:{name}", computed=_queue),
    "aws:sqs/queuePolicy:QueuePolicy": Model(id="policy-{hex}"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": Model(id="policy-{hex}"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": Model(id="sgr-{hex}"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Model(id="sgr-{hex}"),
    "random:index/randomId:RandomId": Model(
        id="{hex}", minutes=0, computed=lambda inputs, names, lookup: {"hex": names.hex[: 2 * inputs["byteLength"]]}
    ),
    "random:index/randomPassword:RandomPassword": Model(id="none-{hex}", minutes=0, computed=_password),
    **container_types.TYPES,
    **identity.TYPES,
    **migration_types.TYPES,
    **recovery_types.TYPES,
}


def answer(token: str, args: Inputs, region: str, account: str) -> Mapping[str, Any]:
    """The answer to a lookup that a program makes; raises AwsError for one that the model does not know."""
    match token:
        case "aws:index/getCallerIdentity:getCallerIdentity":
            return {"accountId": account, "arn": f"arn:aws:iam::{account}:user/rehearsal", "id": account}
        case "aws:ssm/getParameter:getParameter" if args["name"] in PUBLIC_PARAMETERS:
            value = PUBLIC_PARAMETERS[args["name"]].format(region=args.get("region") or region or "eu-west-2")
            return {"name": args["name"], "type": "String", "value": value, "insecureValue": value}
        case "aws:iam/getRole:getRole":
            # A program asks for those alone that its account has had before.
            return {"name": args["name"], "arn": f"arn:aws:iam::{account}:role/{args['name']}", "id": args["name"]}
        case _:
            raise AwsError(f"the model of AWS has no answer to {token}")
