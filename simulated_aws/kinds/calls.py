"""The API calls by which the provider creates a resource, as botocore names them, by the resource's token.

A call is `service.Operation`, and `service.Operation/Structure` where the inputs are inside a structure of it.
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field

from catalog import (
    acm,
    apprunner,
    arc,
    billing,
    cloudwatch,
    codedeploy,
    dms,
    ec2,
    ecs,
    fis,
    guardduty,
    iam,
    kms,
    lambda_,
    networkfirewall,
    ram,
    rds,
    s3,
    secretsmanager,
    signer,
    sns,
    sqs,
    transfer,
)
from catalog import appconfig as flags
from catalog import route53resolver as resolver
from catalog.resource_type import ResourceType


@dataclass(frozen=True, eq=False)
class Call:
    """A call, and the members that hold an input under another name, both in lower case."""

    name: str
    _: KW_ONLY
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])


def _calls(*pairs: tuple[ResourceType, Call | str]) -> dict[str, tuple[Call, ...]]:
    found: dict[str, tuple[Call, ...]] = {}
    for kind, call in pairs:
        found[kind.token] = (*found.get(kind.token, ()), Call(call) if isinstance(call, str) else call)
    return found


CALLS: Mapping[str, tuple[Call, ...]] = _calls(
    (acm.CERTIFICATE, "acm.RequestCertificate"),
    (apprunner.AUTO_SCALING_CONFIGURATION_VERSION, "apprunner.CreateAutoScalingConfiguration"),
    (apprunner.SERVICE, "apprunner.CreateService"),
    (apprunner.VPC_CONNECTOR, "apprunner.CreateVpcConnector"),
    (apprunner.VPC_INGRESS_CONNECTION, "apprunner.CreateVpcIngressConnection"),
    (arc.CLUSTER, Call("route53-recovery-control-config.CreateCluster", renamed={"name": "clustername"})),
    (arc.CONTROL_PANEL, "route53-recovery-control-config.CreateControlPanel"),
    (arc.HEALTH_CHECK, "route53.CreateHealthCheck/HealthCheckConfig"),
    (arc.PLAN, "arc-region-switch.CreatePlan"),
    (arc.ROUTING_CONTROL, "route53-recovery-control-config.CreateRoutingControl"),
    (arc.SAFETY_RULE, "route53-recovery-control-config.CreateSafetyRule/NewAssertionRule"),
    (billing.ANOMALY_MONITOR, Call("ce.CreateAnomalyMonitor/AnomalyMonitor", renamed={"name": "monitorname"})),
    (billing.ANOMALY_SUBSCRIPTION, "ce.CreateAnomalySubscription/AnomalySubscription"),
    (billing.BUDGET, "budgets.CreateBudget/Budget"),
    (billing.COST_CATEGORY, "ce.CreateCostCategoryDefinition"),
    (cloudwatch.COMPOSITE_ALARM, "cloudwatch.PutCompositeAlarm"),
    (cloudwatch.DASHBOARD, "cloudwatch.PutDashboard"),
    (
        cloudwatch.METRIC_ALARM,
        Call("cloudwatch.PutMetricAlarm", renamed={"name": "alarmname", "metricqueries": "metrics"}),
    ),
    (cloudwatch.EVENT_RULE, "events.PutRule"),
    (cloudwatch.EVENT_TARGET, Call("events.PutTargets/Target", renamed={"targetid": "id"})),
    (cloudwatch.LOG_GROUP, "logs.CreateLogGroup"),
    (cloudwatch.LOG_METRIC_FILTER, Call("logs.PutMetricFilter", renamed={
        "name": "filtername", "pattern": "filterpattern", "metrictransformation": "metrictransformations",
    })),
    (cloudwatch.LOG_RESOURCE_POLICY, "logs.PutResourcePolicy"),
    (cloudwatch.QUERY_DEFINITION, "logs.PutQueryDefinition"),
    (codedeploy.APPLICATION, "codedeploy.CreateApplication"),
    (codedeploy.DEPLOYMENT_GROUP, Call("codedeploy.CreateDeploymentGroup", renamed={"appname": "applicationname"})),
    (dms.CERTIFICATE, "dms.ImportCertificate"),
    (dms.ENDPOINT, "dms.CreateEndpoint"),
    (dms.REPLICATION_CONFIG, "dms.CreateReplicationConfig"),
    (dms.REPLICATION_INSTANCE, "dms.CreateReplicationInstance"),
    (dms.REPLICATION_SUBNET_GROUP, "dms.CreateReplicationSubnetGroup"),
    (dms.REPLICATION_TASK, "dms.CreateReplicationTask"),
    (ec2.EIP, "ec2.AllocateAddress"),
    (ec2.FLOW_LOG, "ec2.CreateFlowLogs"),
    (ec2.MANAGED_PREFIX_LIST, "ec2.CreateManagedPrefixList"),
    (ec2.NAT_GATEWAY, "ec2.CreateNatGateway"),
    (ec2.SECURITY_GROUP, "ec2.CreateSecurityGroup"),
    (ec2.SUBNET, "ec2.CreateSubnet"),
    (ec2.VPC, "ec2.CreateVpc"),
    (ec2.VPC_BLOCK_PUBLIC_ACCESS_OPTIONS, "ec2.ModifyVpcBlockPublicAccessOptions"),
    (ec2.VPC_ENDPOINT, "ec2.CreateVpcEndpoint"),
    (ecs.CLUSTER, "ecs.CreateCluster"),
    (ecs.EXPRESS_GATEWAY_SERVICE, "ecs.CreateExpressGatewayService"),
    (fis.EXPERIMENT_TEMPLATE, "fis.CreateExperimentTemplate"),
    (flags.APPLICATION, "appconfig.CreateApplication"),
    (flags.CONFIGURATION_PROFILE, "appconfig.CreateConfigurationProfile"),
    (flags.DEPLOYMENT, "appconfig.StartDeployment"),
    (flags.DEPLOYMENT_STRATEGY, "appconfig.CreateDeploymentStrategy"),
    (flags.ENVIRONMENT, "appconfig.CreateEnvironment"),
    (flags.EXTENSION_ASSOCIATION, "appconfig.CreateExtensionAssociation"),
    (flags.HOSTED_CONFIGURATION_VERSION, "appconfig.CreateHostedConfigurationVersion"),
    (guardduty.MALWARE_PROTECTION_PLAN, "guardduty.CreateMalwareProtectionPlan"),
    (iam.OPEN_ID_CONNECT_PROVIDER, "iam.CreateOpenIDConnectProvider"),
    (iam.POLICY, Call("iam.CreatePolicy", renamed={"policy": "policydocument"})),
    (iam.ROLE, Call("iam.CreateRole", renamed={"assumerolepolicy": "assumerolepolicydocument"})),
    (iam.ROLE_POLICY, Call("iam.PutRolePolicy", renamed={
        "name": "policyname", "policy": "policydocument", "role": "rolename",
    })),
    (iam.ROLE_POLICY_ATTACHMENT, Call("iam.AttachRolePolicy", renamed={"role": "rolename"})),
    (kms.ALIAS, "kms.CreateAlias"),
    (kms.KEY, "kms.CreateKey"),
    (kms.KEY, "kms.EnableKeyRotation"),
    (lambda_.ALIAS, "lambda.CreateAlias"),
    (lambda_.CODE_SIGNING_CONFIG, Call("lambda.CreateCodeSigningConfig", renamed={"policies": "codesigningpolicies"})),
    (lambda_.EVENT_SOURCE_MAPPING, "lambda.CreateEventSourceMapping"),
    (lambda_.FUNCTION, Call("lambda.CreateFunction", renamed={"code": "-"})),
    (lambda_.FUNCTION_EVENT_INVOKE_CONFIG, "lambda.PutFunctionEventInvokeConfig"),
    (lambda_.FUNCTION_RECURSION_CONFIG, "lambda.PutFunctionRecursionConfig"),
    (lambda_.PERMISSION, Call("lambda.AddPermission", renamed={"function": "functionname"})),
    (networkfirewall.FIREWALL, "network-firewall.CreateFirewall"),
    (networkfirewall.FIREWALL_POLICY, "network-firewall.CreateFirewallPolicy"),
    (networkfirewall.LOGGING_CONFIGURATION, "network-firewall.UpdateLoggingConfiguration"),
    (networkfirewall.RULE_GROUP, "network-firewall.CreateRuleGroup"),
    (ram.RESOURCE_SHARE, "ram.CreateResourceShare"),
    (rds.INSTANCE, "rds.CreateDBInstance"),
    (rds.EVENT_SUBSCRIPTION, "rds.CreateEventSubscription"),
    (rds.PARAMETER_GROUP, "rds.CreateDBParameterGroup"),
    (resolver.DOMAIN_LIST, "route53resolver.CreateFirewallDomainList"),
    (resolver.FIREWALL_CONFIG, "route53resolver.UpdateFirewallConfig"),
    (resolver.QUERY_LOG_ASSOCIATION, "route53resolver.AssociateResolverQueryLogConfig"),
    (resolver.QUERY_LOG_CONFIG, "route53resolver.CreateResolverQueryLogConfig"),
    (resolver.RULE, "route53resolver.CreateFirewallRule"),
    (resolver.RULE_GROUP, "route53resolver.CreateFirewallRuleGroup"),
    (resolver.RULE_GROUP_ASSOCIATION, "route53resolver.AssociateFirewallRuleGroup"),
    (s3.BUCKET, "s3.CreateBucket"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, "s3.PutBucketLifecycleConfiguration/BucketLifecycleConfiguration"),
    (
        s3.BUCKET_OWNERSHIP_CONTROLS,
        Call("s3.PutBucketOwnershipControls/OwnershipControls", renamed={"rule": "rules"}),
    ),
    (s3.BUCKET_REPLICATION_CONFIG, "s3.PutBucketReplication/ReplicationConfiguration"),
    (
        s3.BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION,
        "s3.PutBucketEncryption/ServerSideEncryptionConfiguration",
    ),
    (secretsmanager.SECRET, "secretsmanager.CreateSecret"),
    (secretsmanager.SECRET_POLICY, Call("secretsmanager.PutResourcePolicy", renamed={"policy": "resourcepolicy"})),
    (secretsmanager.SECRET_ROTATION, "secretsmanager.RotateSecret"),
    (signer.SIGNING_JOB, "signer.StartSigningJob"),
    (signer.SIGNING_PROFILE, Call("signer.PutSigningProfile", renamed={"name": "profilename"})),
    (sns.TOPIC, "sns.CreateTopic"),
    (sns.TOPIC_SUBSCRIPTION, "sns.Subscribe"),
    (sqs.QUEUE, "sqs.CreateQueue"),
    (transfer.SERVER, "transfer.CreateServer"),
    (transfer.SSH_KEY, Call("transfer.ImportSshPublicKey", renamed={"body": "sshpublickeybody"})),
    (transfer.USER, "transfer.CreateUser"),
    (transfer.WORKFLOW, "transfer.CreateWorkflow"),
)  # fmt: skip
