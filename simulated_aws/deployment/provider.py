"""What the provider asks for that the registry's handlers do not say, and what they say that it does not ask for.

Sources: a path is of terraform-provider-aws, below `internal/service/`; `api` is the operation's page in AWS's API
reference, as botocore repeats it.
"""

from typing import NamedTuple

from catalog import (
    acm,
    apprunner,
    arc,
    billing,
    cloudwatch,
    codedeploy,
    dms,
    dynamodb,
    ec2,
    ecs,
    iam,
    lambda_,
    mgn,
    networkfirewall,
    rds,
    route53resolver,
    s3,
    secretsmanager,
    signer,
    sns,
    sqs,
    transfer,
)
from catalog.resource_type import ResourceType


class Own(NamedTuple):
    """The actions of a type, apart from those for tags, separated by spaces; `read` is part of each operation.

    Args:
        of: the type.
        source: where they are from.
        service: the service's prefix in IAM.
        read: the actions that read one.
        create: those that make one.
        update: those that change one.
        delete: those that delete one.
        tags: those that change its tags, where the registry does not have the type.
    """

    of: ResourceType
    source: str
    service: str
    read: str
    create: str
    update: str = ""
    delete: str = ""
    tags: str = ""


class More(NamedTuple):
    """The actions that a type needs besides, in one operation: separated by spaces, with their prefixes."""

    of: ResourceType
    operation: str
    actions: str
    source: str


class Less(NamedTuple):
    """The actions that a handler names and the provider does not ask for: separated by spaces, as a shell's patterns.

    Args:
        actions: the patterns.
        reason: why they are not needed.
        of: the type whose handlers are meant; all without one.
    """

    actions: str
    reason: str
    of: ResourceType | None = None


_EC2_TAGS, _DMS_TAGS = "CreateTags DeleteTags", "AddTagsToResource RemoveTagsFromResource ListTagsForResource"
_TAGS = "TagResource UntagResource ListTagsForResource"
_ENTRIES = "CreateNetworkAclEntry DeleteNetworkAclEntry ReplaceNetworkAclAssociation"
_ROUTES = "CreateRoute DeleteRoute ReplaceRoute"
_RULES = (
    "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress RevokeSecurityGroupEgress RevokeSecurityGroupIngress"
)
_GROUPS = "DescribeSecurityGroups DescribeSecurityGroupRules"
_CONTROLS = "route53-recovery-control-config"
_MGN = "components/migration/mgn/api.py"
# As the service authorization reference lists it among the dependent actions (unverified: not to be had here).
_INITIALIZED = (
    "iam:AddRoleToInstanceProfile iam:CreateInstanceProfile iam:CreateServiceLinkedRole iam:GetInstanceProfile"
)

# The types that the registry does not have, and a bucket: the registry's has in one type what the provider has in many.
OWN = (
    Own(ec2.DEFAULT_NETWORK_ACL, "ec2/vpc_default_network_acl.go", "ec2", "DescribeNetworkAcls", _ENTRIES, _ENTRIES,
        tags=_EC2_TAGS),
    Own(ec2.DEFAULT_ROUTE_TABLE, "ec2/vpc_default_route_table.go", "ec2", "DescribeRouteTables", _ROUTES, _ROUTES,
        tags=_EC2_TAGS),
    Own(ec2.DEFAULT_SECURITY_GROUP, "ec2/vpc_default_security_group.go", "ec2", _GROUPS, _RULES, _RULES,
        tags=_EC2_TAGS),
    Own(ec2.MANAGED_PREFIX_LIST, "ec2/vpc_managed_prefix_list.go", "ec2",
        "DescribeManagedPrefixLists GetManagedPrefixListEntries",
        "CreateManagedPrefixList", "ModifyManagedPrefixList", "DeleteManagedPrefixList", tags=_EC2_TAGS),
    Own(cloudwatch.EVENT_TARGET, "events/target.go", "events", "ListTargetsByRule", "PutTargets", "PutTargets",
        "RemoveTargets"),
    Own(lambda_.FUNCTION_EVENT_INVOKE_CONFIG, "lambda/function_event_invoke_config.go", "lambda",
        "GetFunctionEventInvokeConfig", "PutFunctionEventInvokeConfig", "PutFunctionEventInvokeConfig",
        "DeleteFunctionEventInvokeConfig"),
    Own(lambda_.FUNCTION_RECURSION_CONFIG, "lambda/function_recursion_config.go", "lambda",
        "GetFunctionRecursionConfig", "PutFunctionRecursionConfig", "PutFunctionRecursionConfig",
        "PutFunctionRecursionConfig"),
    Own(lambda_.INVOCATION, "lambda/invocation.go", "lambda", "", "InvokeFunction", "InvokeFunction",
        "InvokeFunction"),
    Own(arc.CLUSTER, "route53recoverycontrolconfig/cluster.go", _CONTROLS, "DescribeCluster", "CreateCluster",
        "UpdateCluster", "DeleteCluster", tags=_TAGS),
    Own(arc.CONTROL_PANEL, "route53recoverycontrolconfig/control_panel.go", _CONTROLS, "DescribeControlPanel",
        "CreateControlPanel", "UpdateControlPanel", "DeleteControlPanel", tags=_TAGS),
    Own(arc.ROUTING_CONTROL, "route53recoverycontrolconfig/routing_control.go", _CONTROLS, "DescribeRoutingControl",
        "CreateRoutingControl", "UpdateRoutingControl", "DeleteRoutingControl"),
    Own(arc.SAFETY_RULE, "route53recoverycontrolconfig/safety_rule.go", _CONTROLS, "DescribeSafetyRule",
        "CreateSafetyRule", "DescribeControlPanel UpdateSafetyRule", "DeleteSafetyRule", tags=_TAGS),
    Own(rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION, "rds/instance_automated_backups_replication.go", "rds",
        "DescribeDBInstanceAutomatedBackups DescribeDBInstances", "StartDBInstanceAutomatedBackupsReplication", "",
        "StopDBInstanceAutomatedBackupsReplication"),
    Own(s3.BUCKET, "s3/bucket.go; getmoto/moto#9504 for the tags", "s3",
        "GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLogging GetBucketObjectLockConfiguration "
        "GetBucketPolicy GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite "
        "GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration ListBucket",
        "CreateBucket", "", "DeleteBucket"),
    Own(s3.BUCKET_LIFECYCLE_CONFIGURATION, "s3/bucket_lifecycle_configuration.go", "s3", "GetLifecycleConfiguration",
        "PutLifecycleConfiguration", "PutLifecycleConfiguration", "PutLifecycleConfiguration"),
    # The program leaves an archive where it is, so that none is deleted.
    Own(s3.BUCKET_OBJECT, "s3/object.go", "s3", "GetObject GetObjectTagging", "PutObject PutObjectTagging",
        "PutObject PutObjectTagging"),
    Own(signer.SIGNING_JOB, "signer/signing_job.go; api StartSigningJob", "signer",
        "DescribeSigningJob", "StartSigningJob s3:GetObjectVersion s3:PutObject"),
    Own(s3.BUCKET_LOGGING, "s3/bucket_logging.go", "s3", "GetBucketLogging", "PutBucketLogging", "PutBucketLogging",
        "PutBucketLogging"),
    Own(s3.BUCKET_NOTIFICATION, "s3/bucket_notification.go", "s3", "GetBucketNotification", "PutBucketNotification",
        "PutBucketNotification", "PutBucketNotification"),
    Own(s3.BUCKET_OWNERSHIP_CONTROLS, "s3/bucket_ownership_controls.go", "s3", "GetBucketOwnershipControls",
        "PutBucketOwnershipControls", "PutBucketOwnershipControls", "PutBucketOwnershipControls"),
    Own(s3.BUCKET_PUBLIC_ACCESS_BLOCK, "s3/bucket_public_access_block.go", "s3", "GetBucketPublicAccessBlock",
        "PutBucketPublicAccessBlock", "PutBucketPublicAccessBlock", "PutBucketPublicAccessBlock"),
    Own(s3.BUCKET_REPLICATION_CONFIG, "s3/bucket_replication_configuration.go", "s3", "GetReplicationConfiguration",
        "PutReplicationConfiguration iam:PassRole", "PutReplicationConfiguration iam:PassRole",
        "PutReplicationConfiguration"),
    Own(s3.BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION, "s3/bucket_server_side_encryption_configuration.go", "s3",
        "GetEncryptionConfiguration", "PutEncryptionConfiguration", "PutEncryptionConfiguration",
        "PutEncryptionConfiguration"),
    Own(s3.BUCKET_VERSIONING, "s3/bucket_versioning.go", "s3", "GetBucketVersioning", "PutBucketVersioning",
        "PutBucketVersioning", "PutBucketVersioning"),
    # The registry's table has no replicas; its GlobalTable says what making one takes, and the actions of a witness are
    # in the service authorization reference.
    Own(dynamodb.TABLE, "dynamodb/table.go; registry, AWS::DynamoDB::GlobalTable", "dynamodb",
        "DescribeContinuousBackups DescribeTable DescribeTimeToLive",
        "CreateTable CreateTableReplica CreateGlobalTableWitness UpdateContinuousBackups UpdateTable BatchWriteItem "
        "DeleteItem GetItem PutItem Query Scan UpdateItem iam:CreateServiceLinkedRole",
        "UpdateContinuousBackups UpdateTable",
        "DeleteGlobalTableWitness DeleteTable DeleteTableReplica UpdateTable",
        tags="ListTagsOfResource TagResource UntagResource"),
    Own(dynamodb.TABLE_ITEM, "dynamodb/table_item.go", "dynamodb", "GetItem", "PutItem", "UpdateItem", "DeleteItem"),
    Own(route53resolver.RULE, "route53resolver/firewall_rule.go", "route53resolver", "ListFirewallRules",
        "CreateFirewallRule", "UpdateFirewallRule", "DeleteFirewallRule"),
    Own(route53resolver.FIREWALL_CONFIG, "route53resolver/firewall_config.go", "route53resolver",
        "ListFirewallConfigs", "UpdateFirewallConfig", "UpdateFirewallConfig", "UpdateFirewallConfig"),
    Own(sqs.REDRIVE_ALLOW_POLICY, "sqs/queue_redrive_allow_policy.go", "sqs", "GetQueueAttributes",
        "SetQueueAttributes", "SetQueueAttributes", "SetQueueAttributes"),
    Own(acm.CERTIFICATE_VALIDATION, "acm/certificate_validation.go", "acm", "DescribeCertificate",
        "DescribeCertificate", "", ""),
    Own(transfer.SSH_KEY, "transfer/ssh_key.go", "transfer", "DescribeUser", "ImportSshPublicKey", "",
        "DeleteSshPublicKey"),
    Own(iam.ROLE_POLICY_ATTACHMENT, "iam/role_policy_attachment.go", "iam", "ListAttachedRolePolicies",
        "AttachRolePolicy", "", "DetachRolePolicy"),
    Own(billing.COST_ALLOCATION_TAG, "ce/cost_allocation_tag.go", "ce", "ListCostAllocationTags",
        "UpdateCostAllocationTagsStatus", "UpdateCostAllocationTagsStatus", "UpdateCostAllocationTagsStatus"),
    Own(dms.REPLICATION_INSTANCE, "dms/replication_instance.go", "dms", "DescribeReplicationInstances",
        "CreateReplicationInstance", "ModifyReplicationInstance", "DeleteReplicationInstance", tags=_DMS_TAGS),
    Own(mgn.LAUNCH_TEMPLATE, _MGN, "mgn", "DescribeLaunchConfigurationTemplates",
        f"InitializeService CreateLaunchConfigurationTemplate {_INITIALIZED}",
        "UpdateLaunchConfigurationTemplate", "DeleteLaunchConfigurationTemplate", tags="TagResource UntagResource"),
    Own(mgn.REPLICATION_TEMPLATE, _MGN, "mgn", "DescribeReplicationConfigurationTemplates",
        f"InitializeService CreateReplicationConfigurationTemplate {_INITIALIZED}",
        "UpdateReplicationConfigurationTemplate", "DeleteReplicationConfigurationTemplate",
        tags="TagResource UntagResource"),
)  # fmt: skip

_LEFT_INTERFACES = "ec2:DescribeNetworkInterfaces ec2:DetachNetworkInterface ec2:DeleteNetworkInterface"
MORE = (
    More(apprunner.SERVICE, "read", "apprunner:DescribeCustomDomains", "apprunner/service.go"),
    More(codedeploy.APPLICATION, "update", "codedeploy:UpdateApplication", "deploy/app.go"),
    More(dms.REPLICATION_CONFIG, "create", "dms:DescribeReplications dms:StartReplication",
         "dms/replication_config.go"),
    More(dms.REPLICATION_CONFIG, "update", "dms:DescribeReplications dms:StartReplication dms:StopReplication",
         "dms/replication_config.go"),
    More(dms.REPLICATION_CONFIG, "delete", "dms:DescribeReplications dms:StopReplication",
         "dms/replication_config.go"),
    More(dms.REPLICATION_TASK, "create", "dms:StartReplicationTask", "dms/replication_task.go"),
    More(dms.REPLICATION_TASK, "update", "dms:StartReplicationTask dms:StopReplicationTask",
         "dms/replication_task.go"),
    More(dms.REPLICATION_TASK, "delete", "dms:StopReplicationTask", "dms/replication_task.go"),
    More(ec2.INTERNET_GATEWAY, "create", "ec2:AttachInternetGateway", "ec2/vpc_internet_gateway.go"),
    More(ec2.INTERNET_GATEWAY, "update", "ec2:AttachInternetGateway ec2:DetachInternetGateway",
         "ec2/vpc_internet_gateway.go"),
    More(ec2.INTERNET_GATEWAY, "delete", "ec2:DetachInternetGateway", "ec2/vpc_internet_gateway.go"),
    More(ec2.NETWORK_ACL, "create", "ec2:CreateNetworkAclEntry ec2:ReplaceNetworkAclAssociation",
         "ec2/vpc_network_acl.go"),
    More(ec2.NETWORK_ACL, "update",
         "ec2:CreateNetworkAclEntry ec2:DeleteNetworkAclEntry ec2:ReplaceNetworkAclAssociation",
         "ec2/vpc_network_acl.go"),
    More(ec2.NETWORK_ACL, "delete", "ec2:ReplaceNetworkAclAssociation", "ec2/vpc_network_acl.go"),
    More(ec2.ROUTE_TABLE, "create", "ec2:CreateRoute", "ec2/vpc_route_table.go"),
    More(ec2.ROUTE_TABLE, "update", "ec2:CreateRoute ec2:DeleteRoute ec2:ReplaceRoute", "ec2/vpc_route_table.go"),
    More(ec2.ROUTE_TABLE, "delete", "ec2:DisassociateRouteTable", "ec2/vpc_route_table.go"),
    # What Lambda leaves behind.
    More(ec2.SECURITY_GROUP, "delete", f"{_LEFT_INTERFACES} ec2:DescribeSecurityGroupRules",
         "ec2/vpc_security_group.go"),
    More(ec2.SUBNET, "delete", _LEFT_INTERFACES, "ec2/vpc_subnet.go"),
    More(ec2.SECURITY_GROUP_INGRESS_RULE, "update", "ec2:ModifySecurityGroupRules",
         "ec2/vpc_security_group_ingress_rule.go"),
    More(ec2.SECURITY_GROUP_EGRESS_RULE, "update", "ec2:ModifySecurityGroupRules",
         "ec2/vpc_security_group_egress_rule.go"),
    More(ec2.SECURITY_GROUP_INGRESS_RULE, "create", "ec2:CreateTags", "ec2/vpc_security_group_ingress_rule.go"),
    More(ec2.SECURITY_GROUP_EGRESS_RULE, "create", "ec2:CreateTags", "ec2/vpc_security_group_egress_rule.go"),
    More(ec2.VPC, "read", "ec2:DescribeRouteTables", "ec2/vpc_.go"),
    More(ec2.VPC_ENDPOINT, "read", "ec2:DescribePrefixLists", "ec2/vpc_endpoint.go"),
    # As the service authorization reference lists it among the dependent actions (unverified: not to be had here).
    More(ec2.VPC_ENDPOINT, "create", "route53:AssociateVPCWithHostedZone", "service authorization reference, EC2"),
    More(ecs.EXPRESS_GATEWAY_SERVICE, "create", "ecs:DescribeServices", "ecs/express_gateway_service.go"),
    More(iam.ROLE, "delete", "iam:ListInstanceProfilesForRole iam:RemoveRoleFromInstanceProfile", "iam/role.go"),
    More(lambda_.FUNCTION, "read", "lambda:ListVersionsByFunction", "lambda/function.go"),
    More(networkfirewall.FIREWALL, "update", "network-firewall:UpdateFirewallEncryptionConfiguration",
         "networkfirewall/firewall.go"),
    More(secretsmanager.SECRET, "read", "secretsmanager:GetResourcePolicy", "secretsmanager/secret.go"),
    More(secretsmanager.SECRET, "create", "kms:GenerateDataKey kms:Decrypt", "api CreateSecret"),
    More(secretsmanager.SECRET, "update", "kms:GenerateDataKey kms:Decrypt", "api UpdateSecret"),
    More(sns.TOPIC_POLICY, "read", "sns:GetTopicAttributes", "sns/topic_policy.go"),
    More(sqs.QUEUE_POLICY, "read", "sqs:GetQueueAttributes", "sqs/queue_policy.go"),
    # The registry's own type of server names them where it copies backups to another region.
    More(rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION, "create", "kms:CreateGrant kms:DescribeKey",
         "registry, AWS::RDS::DBInstance"),
)  # fmt: skip

LESS = (
    Less("secretsmanager:GetRandomPassword secretsmanager:GetSecretValue",
         "the registry makes and reads values; the provider does neither"),
    Less("codedeploy:CreateDeployment codedeploy:GetApplicationRevision codedeploy:StopDeployment "
         "codedeploy:RegisterApplicationRevision codedeploy:RegisterOnPremisesInstance",
         "CloudFormation starts roll-outs itself; here a function does, with a role of its own"),
    Less("iam:DeleteRolePermissionsBoundary", "no role of the program loses its boundary"),
    Less("iam:DeleteServiceLinkedRole iam:GetServiceLinkedRoleDeletionStatus iam:UpdateRoleDescription",
         "the services keep their own roles, and the provider deletes none"),
    Less("ec2:AcceptAddressTransfer", "no address comes from another account"),
    Less("ec2:AssignPrivateNatGatewayAddress ec2:UnassignPrivateNatGatewayAddress ec2:AssociateNatGatewayAddress "
         "ec2:DisassociateNatGatewayAddress", "a gateway has one address, whose change replaces it"),
    Less("ec2:AssociateAddress ec2:DisassociateAddress", "addresses belong to gateways alone, which take them"),
    Less("ec2:AssociateSubnetCidrBlock ec2:DisassociateSubnetCidrBlock", "no subnet has IPv6"),
    Less("ec2:AttachApplianceToNatGateway ec2:DetachApplianceFromNatGateway ec2:CreateNetworkInterfacePermission "
         "ec2:DeleteNetworkInterfacePermission", "no firewall is inside of a gateway"),
    Less("ec2:CreateVpcEncryptionControl ec2:ModifyVpcTenancy", "the program sets neither"),
    Less("ecs:PutAccountSetting* ecs:PutClusterCapacityProviders", "the program sets neither"),
    Less("lambda:*FunctionScalingConfig lambda:*RuntimeManagementConfig "
         "lambda:*ProvisionedConcurrencyConfig lambda:AssociateRuntimeAlias lambda:PassCapacityProvider",
         "the program uses none of these features"),
    Less("logs:*DataProtectionPolicy logs:*IndexPolicy logs:PutBearerTokenAuthentication "
         "logs:PutLogGroupDeletionProtection", "the program uses none of these features"),
    Less("sns:*DataProtectionPolicy", "the program does not use it"),
    Less("network-firewall:*AvailabilityZone* network-firewall:UpdateFirewallAnalysisSettings "
         "network-firewall:UpdateProxySettings network-firewall:ListTLSInspectionConfigurations",
         "the program uses none of these features"),
    Less("rds:AddRoleToDBInstance rds:RemoveRoleFromDBInstance rds:RestoreDBInstance*",
         "a server has no roles, and a restored one is adopted and not made"),
    Less("ram:*Permission*", "shares have AWS's own permissions"),
    Less("iam:AttachRolePolicy iam:PutRolePolicy", "the service keeps its own role", dms.REPLICATION_CONFIG),
    Less("iam:AttachRolePolicy iam:DetachRolePolicy iam:PutRolePolicy iam:DeleteRolePolicy",
         "the program has types of their own for them", iam.ROLE),
    Less("s3:GetObject*", "code is uploaded with the call, or was before as an archive", lambda_.FUNCTION),
    Less("iam:CreateServiceLinkedRole logs:*LogDelivery s3:*BucketPolicy",
         "flow logs go to a log group, by a role that they are given", ec2.FLOW_LOG),
    Less("events:* logs:*", "App Runner's own role makes its rule and log groups", apprunner.SERVICE),
    Less("s3:*BucketPolicy", "the firewall's logs go to log groups", networkfirewall.LOGGING_CONFIGURATION),
    Less("secretsmanager:*", "the server's password is in a secret of the program's own", rds.INSTANCE),
    Less("kms:GenerateDataKeyPair* kms:GenerateDataKeyWithoutPlaintext kms:ListGrants",
         "an endpoint of DMS without settings of its own encrypts a password with a data key"),
)  # fmt: skip

# Made by the bootstrap, with credentials of a person's own.
NOT_DEPLOYED = (
    ec2.VPC_BLOCK_PUBLIC_ACCESS_OPTIONS, iam.OPEN_ID_CONNECT_PROVIDER, iam.POLICY, signer.SIGNING_PROFILE,
)  # fmt: skip
